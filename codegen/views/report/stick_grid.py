"""Sticks that follow each other in rows, as a grid of squares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from codegen.cost.picture import rectangle

LEAST_LINED = 6
"""Side of a stick from which on there are lines between sticks [pixels]."""


class StickGrid(NamedTuple):
    """Where sticks are drawn.

    Attributes:
        left: Of the grid [pixels].
        top: The same.
        columns: Sticks of a row.
        rows: Rows that are drawn; what lies behind them is left out.
        side: Of a stick [pixels].
    """

    left: float
    top: float
    columns: int
    rows: int
    side: float

    @property
    def width(self) -> float:
        """Of the grid [pixels]."""
        return self.columns * self.side

    @property
    def height(self) -> float:
        """Of the grid [pixels]."""
        return self.rows * self.side

    def sticks(self, kind: str, first: int, count: int) -> Iterator[str]:
        """Sticks that follow each other, as rectangles of a class in the rows that they touch."""
        start, end = first, min(first + count, self.rows * self.columns)
        while start < end:
            row, column = divmod(start, self.columns)
            stop = min(end, (row + 1) * self.columns)
            x, y = self.left + column * self.side, self.top + row * self.side
            yield rectangle(kind, x, y, (stop - start) * self.side, self.side)
            start = stop

    def lines(self) -> Iterator[str]:
        """Lines between sticks, where these have room for them."""
        if self.side < LEAST_LINED:
            return
        for column in range(self.columns + 1):
            x = self.left + column * self.side
            yield f'<path class="grid" d="M{x:.1f} {self.top:.1f}v{self.height:.1f}"/>'
        for row in range(self.rows + 1):
            y = self.top + row * self.side
            yield f'<path class="grid" d="M{self.left:.1f} {y:.1f}h{self.width:.1f}"/>'


GRID_STYLE = ".grid{stroke:#57606a;stroke-opacity:.35;stroke-width:.5}"
"""The rule for its lines."""
