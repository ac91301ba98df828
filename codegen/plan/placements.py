"""The cores on which a case may be planned: grids, and parts of grids that are no rectangle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from codegen.model.case import Case
from codegen.model.cores import Cores, Grid, count_cores
from codegen.model.variant import Variant
from codegen.plan.geometry import channel_multiple_of, split_channels, split_sticks
from codegen.schedules.schedule import schedule_of


class Placement(NamedTuple):
    """The cores of a case, as it says them.

    Attributes:
        grid: Columns and rows.
        cores: Which of them, in shard order; None for all.
    """

    grid: Grid
    cores: Cores | None = None

    @property
    def num_cores(self) -> int:
        """How many cores it has."""
        return count_cores(self.grid, self.cores)

    def of(self, case: Case) -> Case:
        """The case on these cores."""
        return case.model_copy(update=self._asdict())

    def __str__(self) -> str:
        grid = f"{self.grid[0]} x {self.grid[1]}"
        return grid if self.cores is None else f"{self.num_cores} of {grid}"


def placement_of(case: Case) -> Placement:
    """The cores that a case says; a part of its grid that is all of it is the grid."""
    placement = Placement(case.grid, case.cores)
    return Placement(case.grid) if placement.num_cores == case.grid[0] * case.grid[1] else placement


def placements(variant: Variant, case: Case, most: Grid) -> Iterator[Placement]:
    """The placements that differ for a variant and a case.

    BLOCK_SHARDED: all grids, as columns and rows split different things. HEIGHT_SHARDED and WIDTH_SHARDED split one
    thing over all cores: one grid for each number of cores, that with the most columns; and parts of grids for the
    numbers that no grid has, where the shards are smaller than with one core less.

    Args:
        variant: The variant.
        case: The case.
        most: Most columns and rows of a grid.
    """
    if variant.memory_layout == "BLOCK_SHARDED":
        yield from (Placement((columns, rows)) for columns, rows in _grids(most))
        return
    widest: dict[int, Grid] = {}
    for columns, rows in _grids(most):
        widest.setdefault(columns * rows, (columns, rows))
    yield from map(Placement, widest.values())
    for cores in range(2, most[0] * most[1]):
        if cores not in widest and _shard(variant, case, cores) < _shard(variant, case, cores - 1):
            yield Placement(_around(variant, cores, most), cores)


def _grids(most: Grid) -> Iterator[Grid]:
    """All grids, the widest first."""
    return ((columns, rows) for columns in range(most[0], 0, -1) for rows in range(1, most[1] + 1))


def _around(variant: Variant, cores: int, most: Grid) -> Grid:
    """The smallest grid of whole lines that has so many cores: rows (ROW_MAJOR) or columns."""
    columns, rows = most
    if variant.shard_orientation == "ROW_MAJOR":
        return columns, -(-cores // columns)
    return -(-cores // rows), rows


def _shard(variant: Variant, case: Case, shards: int) -> int:
    """Size of a shard of what a variant splits over all its cores: sticks or channels."""
    schedule = schedule_of(variant)
    if variant.memory_layout == "HEIGHT_SHARDED":
        height, width = case.output
        return split_sticks(case.batch * height * width, shards, schedule.stick_multiple_of(variant))
    return split_channels(case.out_channels, shards, channel_multiple_of(schedule, case, shards))
