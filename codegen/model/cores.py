"""How a case says its cores: all of a grid, the first ones, or rectangles as tt-metal has them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from codegen.model.model import NotNegative, Positive

Grid = tuple[int, int]
"""Columns and rows of cores."""

CoreRectangle = tuple[NotNegative, NotNegative, NotNegative, NotNegative]
"""Column and row of the first core, column and row of the last one: a CoreRange of tt-metal."""

MOST_RECTANGLES = 256
"""More than any chip has cores."""

_COUNT, _RECTANGLES = "count", "rectangles"

Cores = Annotated[
    Annotated[Positive, Tag(_COUNT)]
    | Annotated[tuple[CoreRectangle, ...], Field(min_length=1, max_length=MOST_RECTANGLES), Tag(_RECTANGLES)],
    Discriminator(lambda value: _RECTANGLES if isinstance(value, list | tuple) else _COUNT),
]
"""So many of a grid, in shard order; or rectangles of its cores, in shard order: a CoreRangeSet of tt-metal."""


def count_cores(grid: Grid, cores: int | tuple[CoreRectangle, ...] | None) -> int:
    """How many cores there are; all of the grid for None."""
    if cores is None:
        return grid[0] * grid[1]
    if isinstance(cores, int):
        return cores
    return sum((x1 - x0 + 1) * (y1 - y0 + 1) for x0, y0, x1, y1 in cores)
