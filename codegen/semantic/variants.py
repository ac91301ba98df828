"""What changed in a spec beside the arguments: its own fields, circular buffers, semaphores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from codegen.model.model import Model
from codegen.model.variant import CircularBuffer, Semaphore, Variant
from codegen.semantic.records import FieldChange, PartChange, Status

TABLES = {"arguments", "circular_buffers", "semaphores"}
"""Fields of a spec that are compared entry by entry."""

BREAKING_FIELDS = {"memory_layout", "shard_orientation"}
"""Fields of a spec by which callers cut their tensors into shards."""

BREAKING_NUMBERS = {"index", "id"}
"""Fields of a buffer or semaphore by which kernels elsewhere name it."""

PartT = TypeVar("PartT", CircularBuffer, Semaphore)


def spec_changes(old: Variant, new: Variant) -> tuple[FieldChange, ...]:
    """The fields of the spec that differ, by their path; the tables left out."""
    before, after = (flatten(side.model_dump(mode="json", exclude=TABLES)) for side in (old, new))
    return field_changes(before, after, breaking=BREAKING_FIELDS)


def part_changes(old: Variant, new: Variant) -> tuple[PartChange, ...]:
    """Circular buffers and semaphores that come, go or differ."""
    return (
        *_parts("circular buffer", old.circular_buffers, new.circular_buffers),
        *_parts("semaphore", old.semaphores, new.semaphores),
    )


def field_changes(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    units: Mapping[str, str] | None = None,
    breaking: set[str] | None = None,
) -> tuple[FieldChange, ...]:
    """The values that differ, in the order of the new side; None stands for one that is not there.

    Args:
        old: Value by name, before.
        new: Value by name, after.
        units: Unit by name, where there is one.
        breaking: Names whose change breaks others.
    """
    return tuple(
        FieldChange(
            field=name,
            old=old.get(name),
            new=new.get(name),
            unit=(units or {}).get(name, ""),
            breaking=name in (breaking or ()),
        )
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    )


def presence(old: object | None, new: object | None) -> Status:
    """What happens to something that may be on one side only."""
    return "added" if old is None else "removed" if new is None else "changed"


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one, with dots in the names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= flatten(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {f"{prefix}{name}": value}
    return flat


def _parts(part: str, old: Sequence[PartT], new: Sequence[PartT]) -> list[PartChange]:
    before: dict[str, PartT] = {one.name: one for one in old}
    after: dict[str, PartT] = {one.name: one for one in new}
    changes = []
    for name in dict.fromkeys([*after, *before]):
        mine, yours = before.get(name), after.get(name)
        # A buffer that comes takes a free number; one that goes, or gets another number, is missed where it was.
        fields = field_changes(_facts(mine), _facts(yours), breaking=BREAKING_NUMBERS if mine else None)
        if fields:
            changes.append(PartChange(part=part, name=name, status=presence(mine, yours), fields=fields))
    return changes


def _facts(part: Model | None) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude={"name"}) if part else {}
