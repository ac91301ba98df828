"""What becomes of each slot of a program on another target, as records; `ttdw port --json` writes them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from codegen.plan.grid import Core

Value = int | str
"""A word; or what tt-metal calls a tensor, a format, a setting."""

Values = Mapping[Core, Value]
"""What a slot holds on each core that has it."""

Part = Literal["buffer", "semaphore", "kernel", "argument", "emulator"]

Status = Literal["equal", "renamed", "moved", "gone", "added", "different"]
"""What becomes of a slot.

equal: it holds the same. renamed: kernels find the same by another name, or by a name in the place of a number. moved:
the same comes in another way. gone: nobody reads it any more. added: the other interface asks for it, and the spec
says it. different: a fault; all else the spec has asked for.
"""


class Record(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OnCores(Record):
    """A value, and the cores that have it."""

    value: Value
    cores: tuple[Core, ...]


class Given(Record):
    """What a slot holds on one side.

    Attributes:
        found: How kernels find it, or what the host interface calls it; empty if it goes without saying.
        values: Its values, in the order of the first core that has each.
    """

    found: str
    values: tuple[OnCores, ...]


class Row(Record):
    """A slot on both sides.

    Attributes:
        part: What it belongs to.
        where: The buffer, the semaphore, or the kernel with its list.
        name: What the spec calls it.
        old: What it holds under the first target.
        new: What it holds under the second one.
        status: What becomes of it.
        why: The cause, where it is not the same in the same place.
        differs: The cores on which it is different.
    """

    part: Part
    where: str
    name: str
    old: Given
    new: Given
    status: Status
    why: str = ""
    differs: tuple[Core, ...] = ()


class PortedCase(Record):
    """A case under two targets.

    Attributes:
        case: Its id.
        variant: Its variant.
        chip: The chip.
        refused: What tt-metal would refuse of the new program, with the line of the spec.
        rows: Its slots, and what it does on the emulator.
    """

    case: str
    variant: str
    chip: str
    refused: tuple[str, ...] = ()
    rows: tuple[Row, ...]

    @property
    def faults(self) -> list[Row]:
        """What is different."""
        return [row for row in self.rows if row.status == "different"]


def given(found: str, values: Values) -> Given:
    """What a slot holds, with the cores of each value together."""
    cores: dict[Value, list[Core]] = {}
    for core, value in values.items():
        cores.setdefault(value, []).append(core)
    return Given(found=found, values=tuple(OnCores(value=one, cores=tuple(where)) for one, where in cores.items()))


def compare(
    part: Part,
    where: str,
    name: str,
    old: Values,
    new: Values,
    *,
    found: tuple[str, str] = ("", ""),
    status: Status = "equal",
    why: str = "",
) -> Row:
    """A slot on both sides.

    Args:
        part: What it belongs to.
        where: The buffer, the semaphore, or the kernel with its list.
        name: What the spec calls it.
        old: Its values under the first target.
        new: Those under the second one, which must be the same on the same cores.
        found: How it is found on each side.
        status: What has become of it if they are.
        why: The cause of that.
    """
    differs = tuple(sorted(core for core in {*old, *new} if old.get(core) != new.get(core)))
    sides = {"old": given(found[0], old), "new": given(found[1], new)}
    if differs or not (old or new):
        return Row(part=part, where=where, name=name, status="different", differs=differs, **sides)
    return Row(part=part, where=where, name=name, status=status, why=why, **sides)
