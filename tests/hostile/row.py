"""A row of the tables of hostile inputs: files, a command line, and what a user is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Content = str | bytes | Callable[[], str | bytes]
"""What stands in a file; a large one is made when its row is run."""


@dataclass(frozen=True)
class Row:
    """An input that somebody may hand in, by accident or not.

    Attributes:
        words: The command line.
        says: What the message holds: of a finding, its rule.
        files: Text of each file in the working folder; a good spec.yaml and cases.yaml stand there as well.
        code: The exit code; with 0 the command does what it says.
    """

    words: tuple[str, ...]
    says: str = ""
    files: Mapping[str, Content] = field(default_factory=dict)
    code: int = 2
