"""What a schedule adds to the emitted files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from codegen.model.variant import Schedule


@dataclass(frozen=True)
class Constant:
    """A number that host and kernels share."""

    name: str
    value: int
    doc: str


@dataclass(frozen=True)
class Emission:
    """What a schedule adds to the emitted files.

    Attributes:
        constants: Numbers of its own.
        geometry_doc: Comment above the record of what all cores share, line by line.
        records: Its records of several words, by the names of their C++ structs, with a comment.
        takes_bias_tensor: Whether a variant may have a bias that is a tensor of its own.
        rounding: What is rounded to bfloat16, in the words of the emitted test.
        folder: Folder with its C++; None for templates/schedules/<name>.
    """

    constants: tuple[Constant, ...]
    geometry_doc: tuple[str, ...]
    records: tuple[tuple[str, type, str], ...]
    takes_bias_tensor: bool
    rounding: str
    name: str
    folder: Path | None = None

    def sources(self, templates: Path) -> Path:
        """Folder with its C++."""
        return self.folder or templates / "schedules" / self.name


def emission_of(schedule: Schedule) -> Emission:
    """What a schedule adds to the emitted files."""
    emission: Emission = import_module(f"codegen.schedules.{schedule}.emission").EMISSION
    return emission
