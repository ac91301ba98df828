"""Which backends a run asks for, and which of them must run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from cyclopts import Parameter

from codegen.model.case import BackendName

if TYPE_CHECKING:
    from codegen.judge.verdict import Result

ANYWHERE: tuple[BackendName, ...] = ("reference", "emulator")
"""What runs where nobody says what: these need no chip."""

BackendChoice = Annotated[
    list[Literal["reference", "emulator", "device", "all"]] | None,
    Parameter(
        name="--backend",
        negative=(),
        help="What runs the cases; repeatable. "
        "[default: what the case file names, or reference and emulator, and the device if there is a chip]",
    ),
]
Require = Annotated[
    list[BackendName] | None,
    Parameter(
        name="--require",
        negative=(),
        help="Backend that must run, in the place of all that were asked for; repeatable.",
    ),
]


@dataclass(frozen=True)
class Asked:
    """The backends of a run.

    Attributes:
        names: Those that run, in their order.
        required: Those of them that must: one that this machine lacks is a failure.
        if_found: Whether the device runs as well if there is a chip, which nobody has asked for.
    """

    names: tuple[BackendName, ...]
    required: frozenset[BackendName]
    if_found: bool = False

    def with_device(self) -> Asked:
        """The same, and the device that was found."""
        return Asked((*self.names, "device"), self.required)

    def passed(self, results: Sequence[Result]) -> bool:
        """Whether each result is the one that is expected; what need not run may lack something."""
        passing = {result.case for result in results if result.verdict == "pass"}
        return all(result.verdict == result.expected or self._spared(result, passing) for result in results)

    def _spared(self, result: Result, passing: set[str]) -> bool:
        return result.verdict == "unsupported" and result.backend not in self.required and result.case in passing

    def not_run(self, results: Sequence[Result]) -> list[str]:
        """The backends that had to run and lack something."""
        lacking = {one.backend for one in results if one.verdict == "unsupported" != one.expected}
        return [name for name in self.names if name in self.required & lacking]


def asked_for(
    choice: Sequence[str] | None, require: Sequence[BackendName] | None, of_file: Sequence[BackendName]
) -> Asked:
    """What the command line asks for, or else the case file.

    Args:
        choice: The backends of the command line; `all` stands for all of them.
        require: Those that must run; all that are asked for if empty.
        of_file: The backends that the case file names.
    """
    known: tuple[BackendName, ...] = get_args(BackendName)
    named = {*(choice or of_file or ANYWHERE), *(require or ())}
    names = known if "all" in named else tuple(name for name in known if name in named)
    return Asked(names, frozenset(require or names), not (choice or of_file or "device" in names))
