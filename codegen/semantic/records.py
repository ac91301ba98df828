"""What differs between two sides, as records; `ttdw diff --json` writes them as they are."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

from codegen.model.variant import Argument, ArgumentKind, KernelName, Role
from codegen.plan.grid import Core
from codegen.plan.multicast import MulticastRectangle

Status = Literal["added", "removed", "changed", "equal"]

Step = Literal["appended", "inserted", "removed", "moved", "shifted"]
"""What happens to an argument in one list.

appended: it comes behind everything that was there. inserted: it takes a place that had a meaning. moved, shifted: its
index is another one; an argument shifts if it only makes way for others, which came, went or moved.
"""

Aspect = Literal[
    "appended", "inserted", "removed", "moved", "shifted", "renamed", "value", "kind", "audience", "type", "pin", "doc"
]
"""What is different about an argument: its steps, and the fields of its entry in the spec."""


class Record(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldChange(Record):
    """A field with another value; None where it is not there."""

    field: str
    old: JsonValue
    new: JsonValue
    unit: str = ""
    breaking: bool = False


class PartChange(Record):
    """A named part, such as a circular buffer: the fields that differ, all of them if it comes or goes."""

    part: str
    name: str
    status: Status
    fields: tuple[FieldChange, ...]

    @property
    def breaking(self) -> bool:
        """Whether one of its fields breaks somebody."""
        return any(one.breaking for one in self.fields)


class PlaceChange(Record):
    """The place of an argument in one argument list; a list of records has the index of its first word.

    Attributes:
        kind: When the arguments of the list are known.
        role: The cores that get the list; None for all.
        old: Index before; None if it was not in the list.
        new: Index after; None if it is no longer in the list.
        step: What happened.
        breaking: Whether those who pass or read arguments by position are broken by it.
    """

    kind: ArgumentKind
    role: Role | None
    old: int | None
    new: int | None
    step: Step
    breaking: bool


class ArgumentChange(Record):
    """An argument of a kernel that is not what it was.

    Attributes:
        kernel: The kernel.
        old: Its entry in the old spec; None if it is new.
        new: Its entry in the new spec; None if it is gone.
        places: Its places that differ, list by list.
        aspects: What is different about it.
        breaking: Whether those who pass or read arguments by position are broken by it.
    """

    kernel: KernelName
    old: Argument | None
    new: Argument | None
    places: tuple[PlaceChange, ...]
    aspects: tuple[Aspect, ...]
    breaking: bool

    @property
    def name(self) -> str:
        """Its name, the new one if it has two."""
        named = self.new or self.old
        assert named
        return named.name


class LengthChange(Record):
    """An argument list with another number of words, a list of records behind them not counted.

    Attributes:
        kernel: The kernel.
        kind: When the arguments of the list are known.
        role: The cores that get the list; None for all.
        old: Words before.
        new: Words after.
        followed_by: What lies behind the list and moves with its end; empty if nothing.
    """

    kernel: KernelName
    kind: ArgumentKind
    role: Role | None
    old: int
    new: int
    followed_by: str = ""

    @property
    def breaking(self) -> bool:
        """Whether something behind the list has moved."""
        return bool(self.followed_by)


class RoleChange(Record):
    """Cores that have another role: sender, receiver or "reads its own"; None for no core of the operation."""

    old: str | None
    new: str | None
    cores: tuple[Core, ...]


class CoreValue(Record):
    """A value of one core, before and after."""

    core: Core
    old: int
    new: int


class WorkChange(Record):
    """A value that is another one on some cores: a shard, a position, a count."""

    field: str
    unit: str
    cores: tuple[CoreValue, ...]


class MulticastChange(Record):
    """The multicast rectangles of one sender, in NoC coordinates."""

    sender: Core
    old: tuple[MulticastRectangle, ...]
    new: tuple[MulticastRectangle, ...]


class PlanChange(Record):
    """How the plan of a case differs.

    Attributes:
        case: Fields of the case itself.
        geometry: Numbers that are the same on every core: shards, pages, tiles.
        buffers: Circular buffers: pages, bytes, memory.
        budget: L1 of a core [bytes].
        roles: Cores with another role.
        work: Values of single cores: shards, halo, positions.
        multicasts: Rectangles.
    """

    case: tuple[FieldChange, ...] = ()
    geometry: tuple[FieldChange, ...] = ()
    buffers: tuple[PartChange, ...] = ()
    budget: tuple[FieldChange, ...] = ()
    roles: tuple[RoleChange, ...] = ()
    work: tuple[WorkChange, ...] = ()
    multicasts: tuple[MulticastChange, ...] = ()


class CaseGroup(Record):
    """Cases of a variant to which the same happens.

    Attributes:
        cases: Their ids.
        status: added, removed: they are on one side only. changed, equal: as their plans are.
        old_reasons: Why there was no plan; empty if there was one.
        new_reasons: Why there is no plan; empty if there is one.
        plan: How their plans differ, where there are two.
    """

    cases: tuple[str, ...]
    status: Status
    old_reasons: tuple[str, ...] = ()
    new_reasons: tuple[str, ...] = ()
    plan: PlanChange | None = None


class VariantDiff(Record):
    """One variant.

    Attributes:
        variant: Its name.
        was: Its name before, where it had another one.
        status: What happens to it; changed if its spec, or the plan of a case, is another one.
        fields: Fields of the spec beside those below, by their path.
        arguments: Arguments: the causes first, then those that only make way.
        lengths: Argument lists that are longer or shorter.
        parts: Circular buffers and semaphores.
        cases: The cases.
    """

    variant: str
    was: str | None
    status: Status
    fields: tuple[FieldChange, ...] = ()
    arguments: tuple[ArgumentChange, ...] = ()
    lengths: tuple[LengthChange, ...] = ()
    parts: tuple[PartChange, ...] = ()
    cases: tuple[CaseGroup, ...] = ()

    @property
    def num_breaking(self) -> int:
        """Changes that break others."""
        groups = (self.fields, self.arguments, self.lengths, self.parts)
        return sum(one.breaking for group in groups for one in group)


class SemanticDiff(Record):
    """Everything that differs between two sides.

    Attributes:
        variants: The variants of both sides.
        notes: What could not be compared, and why.
    """

    variants: tuple[VariantDiff, ...]
    notes: tuple[str, ...] = ()
