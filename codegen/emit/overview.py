"""What the tables of several variants look like side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from codegen.model.positions import ArgumentList, argument_lists, roles_of
from codegen.model.variant import Argument, ArgumentKind, KernelName, Role, Variant


@dataclass(frozen=True)
class Group:
    """A table, and the variants that share it, in words."""

    of: str
    table: object


def grouped(variants: tuple[Variant, ...], tables: list[object]) -> tuple[Group, ...]:
    """Equal tables once each; empty ones are left out.

    Args:
        variants: The variants.
        tables: The table of each.
    """
    groups: list[tuple[object, list[str]]] = []
    for variant, table in zip(variants, tables, strict=True):
        same = next((names for other, names in groups if other == table), None)
        if same is None:
            groups.append((table, [variant.name]))
        else:
            same.append(variant.name)
    return tuple(
        Group("all variants" if len(names) == len(variants) else ", ".join(f"`{name}`" for name in names), table)
        for table, names in groups
        if table
    )


class ArgumentRow(NamedTuple):
    """An argument, and its position in the lists of each column; empty where the list does not have it."""

    word: Argument
    positions: tuple[str, ...]


@dataclass(frozen=True)
class ArgumentOverview:
    """The arguments of a kernel in all variants.

    Attributes:
        columns: The cores that are told alike, in words.
        rows: The arguments: those of one kind together, in the order of the first column that has them.
    """

    columns: tuple[str, ...]
    rows: tuple[ArgumentRow, ...]


_Key = tuple[ArgumentKind, str, str, str]


def argument_overview(variants: tuple[Variant, ...], kernel: KernelName) -> ArgumentOverview:
    """The arguments of a kernel, each once, with its position in each variant."""
    told: dict[tuple[ArgumentList, ...], list[str]] = {}
    for variant in variants:
        for role in roles_of(variant, kernel, "runtime"):
            lists = tuple(one for one in argument_lists(variant, kernel) if one.role in (None, role))
            told.setdefault(lists, []).append(_cores(variant, role))
    columns = [{_key(word): (word, place) for table in lists for word, place in _places(table)} for lists in told]
    words = {key: word for column in reversed(columns) for key, (word, _) in column.items()}
    rows = [
        ArgumentRow(word, tuple(column[key][1] if key in column else "" for column in columns))
        for key, word in words.items()
    ]
    names = ["position"] if len(told) == 1 else [", ".join(cores) for cores in told.values()]
    return ArgumentOverview(tuple(names), tuple(sorted(rows, key=_order)))


def _cores(variant: Variant, role: Role | None) -> str:
    return f"`{variant.name}`" + (f" {role}" if role else "")


def _key(word: Argument) -> _Key:
    return (word.kind, word.name, word.type, word.doc)


def _places(table: ArgumentList) -> list[tuple[Argument, str]]:
    records = [(one, f"{len(table.words)}...") for one in table.records]
    return [*((word, str(position)) for position, word in enumerate(table.words)), *records]


def _order(row: ArgumentRow) -> tuple[int, int, int]:
    """By kind, and by position in the first column that has the argument."""
    kinds: tuple[ArgumentKind, ...] = ("compile_time", "common_runtime", "runtime")
    column = next(number for number, place in enumerate(row.positions) if place)
    return kinds.index(row.word.kind), column, int(row.positions[column].rstrip("."))
