"""An operation as tt-metal means it: variants of one schedule and one release, told apart by their memory layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from codegen.model.finding import Location
from codegen.model.model import Identifier, Model
from codegen.model.text import Text
from codegen.model.variant import (
    COMPUTE,
    INPUT,
    KERNEL_NAMES,
    MEMORY_LAYOUT,
    MULTICAST,
    MULTIPLY,
    NAME,
    ORIENTATION,
    READER,
    SCHEDULE,
    STAGE,
    SUMMARY,
    TARGET,
    WRITER,
    Argument,
    CircularBuffer,
    InputName,
    MemoryLayout,
    MultiplyName,
    ScheduleName,
    Semaphore,
    ShardOrientation,
    Stage,
    TargetName,
    Topology,
    Variant,
)

VARIANTS = "variants"
"""The field by which a spec of several variants is recognized."""


class PartialTables(Model):
    """The arguments that variants share, or those with which a variant continues the shared ones."""

    reader: tuple[Argument, ...] = Field(default=(), description=READER)
    compute: tuple[Argument, ...] = Field(default=(), description=COMPUTE)
    writer: tuple[Argument, ...] = Field(default=(), description=WRITER)


class VariantEntry(Model):
    """What sets one variant of an operation apart from the others."""

    name: Identifier = Field(description=NAME)
    summary: Text = Field(description=SUMMARY)
    memory_layout: MemoryLayout = Field(description=MEMORY_LAYOUT)
    shard_orientation: ShardOrientation = Field(default="ROW_MAJOR", description=ORIENTATION)
    stage: Stage = Field(default="implementation", description=STAGE)
    multicast: Topology = Field(description=MULTICAST)
    arguments: PartialTables = Field(
        default=PartialTables(), description="Continue the tables that the operation's variants share."
    )
    circular_buffers: tuple[CircularBuffer, ...] = Field(default=(), description="Follow the shared ones.")
    semaphores: tuple[Semaphore, ...] = Field(default=(), description="Follow the shared ones.")


SHARED_TABLES = "shared_tables"
"""What is emitted in a variant's place for the tables that variants share; so no variant has this name."""

OF_ALL_VARIANTS = ("schedule", "target", "multiply", "input")
"""The fields of an operation that its variants do not choose: they have the arithmetic of the plan in common."""

SharedPart = Literal["compute", "writer", "circular_buffers", "semaphores"]
"""What can stand once for several variants. A reader's arguments depend on who sends weights to whom."""


class OperationSpec(Model):
    """A spec file of several variants: what they share, and what sets each apart."""

    operation: Identifier = Field(description="Name of the operation, of its namespace and of its folder.")
    summary: Text = Field(description=SUMMARY)
    schedule: ScheduleName = Field(description=SCHEDULE)
    target: TargetName = Field(description=TARGET)
    multiply: MultiplyName = Field(default="blocks", description=MULTIPLY)
    input: InputName | None = Field(default=None, description=INPUT)
    arguments: PartialTables = Field(default=PartialTables(), description="What all variants are told.")
    circular_buffers: tuple[CircularBuffer, ...] = Field(default=(), description="Of all variants.")
    semaphores: tuple[Semaphore, ...] = Field(default=(), description="Of the variants that multicast.")
    variants: tuple[VariantEntry, ...] = Field(min_length=1, description="What sets them apart.")


@dataclass(frozen=True)
class Operation:
    """The variants that are emitted together.

    Attributes:
        name: Name of the operation, of its namespace and of its folder.
        summary: What it is, in a sentence.
        variants: At least one; all have its schedule, its target, its way to multiply and its kind of input.
        shared: The tables that the spec gives for all variants, as a variant of that name; None if it gives none.
    """

    name: str
    summary: str
    variants: tuple[Variant, ...]
    shared: Variant | None = None

    @property
    def schedule(self) -> str:
        """The schedule of all variants."""
        return self.variants[0].schedule

    @property
    def target(self) -> TargetName:
        """The release that all variants are emitted for."""
        return self.variants[0].target

    @property
    def multiply(self) -> MultiplyName:
        """How all variants multiply: they have the arithmetic of the plan in common."""
        return self.variants[0].multiply

    @property
    def input(self) -> InputName | None:
        """What all variants are given; None for the first that their schedule takes."""
        return self.variants[0].input

    def shared_parts(self, variant: Variant) -> tuple[SharedPart, ...]:
        """What a variant has of the shared tables as they are, with nothing of its own."""
        if self.shared is None:
            return ()
        return tuple(part for part, table in _parts(self.shared).items() if table and _parts(variant)[part] == table)


def _parts(variant: Variant) -> dict[SharedPart, tuple[Model, ...]]:
    return {
        "compute": variant.arguments.compute,
        "writer": variant.arguments.writer,
        "circular_buffers": variant.circular_buffers,
        "semaphores": variant.semaphores,
    }


def alone(variant: Variant) -> Operation:
    """A variant as an operation of its own."""
    return Operation(variant.operation_name, variant.summary, (variant,))


def spelled_out(spec: OperationSpec) -> list[dict[str, Any]]:
    """Each variant as a spec of its own would say it, in plain values."""
    shared = spec.model_dump(mode="json", exclude_unset=True)
    return [_spell_out(shared, entry.model_dump(mode="json", exclude_unset=True)) for entry in spec.variants]


def shared_tables(spec: OperationSpec) -> dict[str, Any]:
    """The tables that variants share, in plain values, as a spec of one variant would say them."""
    entry = {"name": SHARED_TABLES, "memory_layout": spec.variants[0].memory_layout, "multicast": {"topology": "none"}}
    shared = spec.model_dump(mode="json", exclude_unset=True, exclude={VARIANTS})
    return {
        "circular_buffers": (),
        **shared,
        **entry,
        "arguments": {**dict.fromkeys(KERNEL_NAMES, ()), **shared.get("arguments", {})},
    }


def _spell_out(shared: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    common, own = shared.get("arguments", {}), entry.get("arguments", {})
    multicasts = entry["multicast"]["topology"] != "none"
    return {
        **entry,
        **{name: shared[name] for name in ("operation", *OF_ALL_VARIANTS) if name in shared},
        "arguments": {kernel: [*common.get(kernel, ()), *own.get(kernel, ())] for kernel in KERNEL_NAMES},
        "circular_buffers": [*shared.get("circular_buffers", ()), *entry.get("circular_buffers", ())],
        "semaphores": [*(shared.get("semaphores", ()) if multicasts else ()), *entry.get("semaphores", ())],
    }


def place_in(spec: OperationSpec, index: int, location: Location) -> Location:
    """Where a part of a variant stands in the spec of its operation.

    Args:
        spec: The spec.
        index: Index of the variant.
        location: The part, as a path into the variant.
    """
    entry = spec.variants[index]
    inside: Location = (VARIANTS, index, *location)
    if location[:1] == ("arguments",) and len(location) >= 3:
        kernel, number = location[1], location[2]
        return _in_list(inside, location, 2, len(getattr(spec.arguments, str(kernel))), number)
    if location[:1] in (("circular_buffers",), ("semaphores",)) and len(location) >= 2:
        counts = entry.multicast.topology != "none" or location[0] != "semaphores"
        return _in_list(inside, location, 1, len(getattr(spec, str(location[0]))) if counts else 0, location[1])
    return location if location[:1] in {(name,) for name in ("operation", *OF_ALL_VARIANTS)} else inside


def _in_list(inside: Location, location: Location, depth: int, shared: int, number: str | int) -> Location:
    """The place of an entry of a list that begins with shared entries."""
    if not isinstance(number, int):
        return inside
    if number < shared:
        return location
    return (*inside[: depth + 2], number - shared, *location[depth + 1 :])
