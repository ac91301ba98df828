"""Edits of a variant, as somebody would make them in its spec."""

from __future__ import annotations

from collections.abc import Callable

from codegen.model.variant import Argument, KernelName, Variant
from codegen.semantic.arguments import argument_changes
from codegen.semantic.records import ArgumentChange
from tests.variants import SHIPPED

BLOCK = SHIPPED["block_sharded"]
HEIGHT = SHIPPED["height_sharded"]
WIDTH = SHIPPED["width_sharded"]


def with_table(variant: Variant, kernel: KernelName, edit: Callable[[list[Argument]], list[Argument]]) -> Variant:
    """The variant with another argument table."""
    table = tuple(edit(list(variant.arguments.of(kernel))))
    return variant.model_copy(update={"arguments": variant.arguments.model_copy(update={kernel: table})})


def edited(variant: Variant, kernel: KernelName, named: str, **fields: object) -> Variant:
    """The variant with other fields of one argument."""
    return with_table(
        variant, kernel, lambda table: [a.model_copy(update=fields) if a.name == named else a for a in table]
    )


def without(variant: Variant, kernel: KernelName, name: str) -> Variant:
    """The variant without an argument."""
    return with_table(variant, kernel, lambda table: [a for a in table if a.name != name])


def inserted(variant: Variant, kernel: KernelName, place: int, **fields: object) -> Variant:
    """The variant with one more argument at a place of the table."""
    argument = Argument.model_validate({"kind": "runtime", "doc": "new", "value": "reserved", **fields})
    return with_table(variant, kernel, lambda table: [*table[:place], argument, *table[place:]])


def moved(variant: Variant, kernel: KernelName, name: str, before: str) -> Variant:
    """The variant with one argument in front of another."""

    def move(table: list[Argument]) -> list[Argument]:
        one = next(a for a in table if a.name == name)
        rest = [a for a in table if a is not one]
        place = next(index for index, a in enumerate(rest) if a.name == before)
        return [*rest[:place], one, *rest[place:]]

    return with_table(variant, kernel, move)


def changes(old: Variant, new: Variant) -> dict[str, ArgumentChange]:
    """What changed in the arguments, by name."""
    return {one.name: one for one in argument_changes(old, new)}
