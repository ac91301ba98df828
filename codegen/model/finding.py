"""A finding: one thing wrong with what the user wrote, and where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Location = tuple[str | int, ...]
"""Path into a document, as pydantic writes it: ("arguments", "reader", 3, "index")."""


@dataclass(frozen=True)
class Finding:
    """One broken rule.

    Attributes:
        rule: Short name of the rule, the same for every user who breaks it.
        message: What is wrong, with both numbers where numbers are compared.
        location: Where in the document, as a path.
        hint: What to do about it.
    """

    rule: str
    message: str
    location: Location = ()
    hint: str = ""


@dataclass(frozen=True)
class PlacedFinding:
    """A finding with the file and the line, both as the user knows them; line 0 means the whole file."""

    file: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        hint = f"\n    hint: {self.finding.hint}" if self.finding.hint else ""
        return f"{place}: [{self.finding.rule}] {self.finding.message}{hint}"


class InputError(Exception):
    """Bad input: everything that was found, at once."""

    def __init__(self, findings: Sequence[PlacedFinding]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


def on_command_line(*findings: Finding) -> InputError:
    """What is wrong with a command line."""
    return InputError([PlacedFinding("command line", 0, finding) for finding in findings])


def in_environment(variable: str, finding: Finding) -> InputError:
    """What is wrong with a variable of the environment."""
    return InputError([PlacedFinding(f"${variable}", 0, finding)])


MAX_SHOWN = 60
"""Characters of a user's value that a message repeats."""

MAX_LISTED = 40
"""Known names that a hint lists."""


def shorten(text: str) -> str:
    """A text for a message: the beginning of a very long one."""
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest to `word` as a hint, or the whole list where none is near."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    more = f", and {len(choices) - MAX_LISTED} more" if len(choices) > MAX_LISTED else ""
    return f"known: {', '.join(choices[:MAX_LISTED])}{more}"
