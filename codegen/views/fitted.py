"""Tables that fit the screen: prose wraps, numbers and names are never cut, and what is too wide turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console

GAP = 1
"""Between two columns, as tables without a box and without edges have it [characters]."""


def print_titled(screen: Console, title: str, table: Table) -> None:
    """Print a table, as it stands or turned, and an empty line."""
    screen.print(f"[bold]{title}[/]", soft_wrap=True)
    for part in fitted(table, screen.width):
        screen.print(part)
    screen.print()


def fitted(table: Table, width: int) -> Iterator[Table]:
    """The table, if it fits; or else tables with a column for each of its rows, as many as fit side by side.

    Args:
        table: One without a box.
        width: Of the screen [characters].
    """
    columns = [[str(column.header), *map(str, column.cells)] for column in table.columns]
    numbers = [column.justify == "right" for column in table.columns]
    needed = [_width(cells, number) for cells, number in zip(columns, numbers, strict=True)]
    if sum(needed) + GAP * (len(needed) - 1) <= width:
        for column, least in zip(table.columns, needed, strict=True):
            column.min_width = least
        yield table
        return
    head, *rows = zip(*columns, strict=True)
    for some in _side_by_side(head, rows, width):
        yield _turned(head, some)


def _width(cells: Sequence[str], number: bool) -> int:
    """What a column needs: its numbers, or the longest words of its texts."""
    return max(cell_len(part) for cell in cells for part in ([cell] if number else cell.split() or [""]))


def _side_by_side(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[list[Sequence[str]]]:
    """The rows, cut where they no longer fit beside each other; a row that never fits has a table of its own."""
    names = _width(head, number=True)
    some: list[Sequence[str]] = []
    left = width - names
    for row in rows:
        needed = _width(row, number=True) + GAP
        if some and needed > left:
            yield some
            some, left = [], width - names
        some.append(row)
        left -= needed
    if some:
        yield some


def _turned(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for place in range(len(rows) + 1):
        table.add_column(justify="right" if place else "left")
    for cells in zip(head, *rows, strict=True):
        table.add_row(*cells)
    return table
