"""How many layers of networks have a plan: tables for a terminal and for a page, and a record for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from codegen.plan.coverage import Column, NetworkCoverage, count_lacks
from codegen.views.plan_view import TitledTable, make_table

Rows = list[list[str]]

_ALL = "all"
_SHOWN = 3
"""Layers that a table of what others lack names."""


def coverage_tables(covered: Sequence[NetworkCoverage], columns: Sequence[Column]) -> Iterator[TitledTable]:
    """For each board, how many layers of each network have a plan, and what the others lack."""
    for board, networks in _by_board(covered):
        for title, head, rows in _sections(board, networks, columns):
            if rows:
                table = make_table(head, numbers_from=1 if head[0] == "network" else len(head))
                for row in rows:
                    table.add_row(*row)
                yield title, table


def coverage_markdown(covered: Sequence[NetworkCoverage], columns: Sequence[Column]) -> str:
    """The same as the sections of a page."""
    parts = []
    for board, networks in _by_board(covered):
        for title, head, rows in _sections(board, networks, columns):
            parts.append(f"## {title[0].upper()}{title[1:]}")
            parts.append(_table(head, rows) if rows else "Nothing.")
    return "\n\n".join(parts) + "\n"


def coverage_record(covered: Sequence[NetworkCoverage], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The same, for machines: with all layers that have no plan."""
    return [
        {
            "board": board,
            "chip": networks[0].chip.name,
            "grid": networks[0].chip.grid,
            "networks": [
                {
                    "network": one.network,
                    "layers": one.cases,
                    "covered": one.covered,
                    "in_any_layout": one.in_any_layout,
                    "columns": [
                        {
                            "operation": column.operation,
                            "layout": column.layout,
                            "takes_tensors": column.takes_tensors,
                            "planned": cell.planned,
                            "in_slices": cell.in_slices,
                            "lacking": cell.lacking,
                        }
                        for column, cell in zip(columns, one.cells, strict=True)
                    ],
                }
                for one in networks
            ],
        }
        for board, networks in _by_board(covered)
    ]


def _by_board(covered: Sequence[NetworkCoverage]) -> Iterator[tuple[str, list[NetworkCoverage]]]:
    for title, networks in groupby(covered, key=lambda one: one.chip.title):
        yield title, [*networks]


def _sections(
    board: str, networks: Sequence[NetworkCoverage], columns: Sequence[Column]
) -> Iterator[tuple[str, list[str], Rows]]:
    """Title, head and rows of the two tables of a board."""
    width, height = networks[0].chip.grid
    head = ["network", "layers", "some plan", "any layout", *map(_title, columns)]
    yield f"layers with a plan on the {board}, {width} x {height} cores", head, [*_counts(networks)]
    lacks = [
        [_title(column), lack, f"{len(layers)}", ", ".join(layers[:_SHOWN]) + (", ..." if len(layers) > _SHOWN else "")]
        for column, lack, layers in count_lacks(networks, columns)
    ]
    yield f"what the others lack as one program on the {board}", ["layout", "lacks", "layers", "such as"], lacks


def _counts(networks: Sequence[NetworkCoverage]) -> Iterator[list[str]]:
    counts = [_counted(one) for one in networks]
    for one, counted in zip(networks, counts, strict=True):
        yield _row(one.network, one.cases, counted)
    if len(networks) > 1:
        sums = [
            (sum(planned for planned, _ in column), sum(in_slices for _, in_slices in column))
            for column in zip(*counts, strict=True)
        ]
        yield _row(f"{len(networks)} networks", sum(one.cases for one in networks), sums)


def _counted(one: NetworkCoverage) -> list[tuple[int, int]]:
    """What is shown of each column of numbers: layers, and others that are told apart as in slices.

    A layer that has a plan in any layout has it as one program or in slices, and is not told apart.
    """
    cells = [(cell.planned, cell.in_slices) for cell in one.cells]
    return [(one.covered, 0), (one.in_any_layout, 0), *cells]


def _row(name: str, cases: int, counted: Iterable[tuple[int, int]]) -> list[str]:
    return [name, f"{cases}", *(_of(planned, in_slices, cases) for planned, in_slices in counted)]


def _of(planned: int, in_slices: int, cases: int) -> str:
    """Layers that have a plan as one program, and others that have one in slices."""
    if planned == cases:
        return _ALL
    return f"{planned} + {in_slices}" if in_slices else f"{planned}"


def _title(column: Column) -> str:
    """An operation in short, and its layout."""
    name = column.operation.removeprefix("depthwise_conv2d").strip("_") or column.variants[0].schedule
    return f"{name} {column.layout.removesuffix('_SHARDED')}"


def _table(head: Sequence[str], rows: Rows) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
