"""The cores of the operation and which shard each of them holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from typing_extensions import assert_never

from codegen.model.case import Case
from codegen.model.variant import ShardOrientation, Variant


@dataclass(frozen=True, order=True)
class Core:
    """A core: column x, row y; logical unless said otherwise."""

    x: int
    y: int

    def __str__(self) -> str:
        return f"({self.x},{self.y})"


@dataclass(frozen=True)
class CoreRange:
    """A rectangle of cores; both corners belong to it."""

    start: Core
    end: Core

    @property
    def columns(self) -> int:
        """Number of columns."""
        return self.end.x - self.start.x + 1

    @property
    def rows(self) -> int:
        """Number of rows."""
        return self.end.y - self.start.y + 1

    @property
    def num_cores(self) -> int:
        """Number of cores."""
        return self.columns * self.rows

    def __contains__(self, core: Core) -> bool:
        return self.start.x <= core.x <= self.end.x and self.start.y <= core.y <= self.end.y


@dataclass(frozen=True)
class ShardPlace:
    """A core and the shard that it holds.

    Attributes:
        core: The logical core.
        channel_shard: Index of its slice of channels.
        stick_shard: Index of its slice of output sticks.
    """

    core: Core
    channel_shard: int
    stick_shard: int


def core_ranges(case: Case, orientation: ShardOrientation) -> tuple[CoreRange, ...]:
    """The rectangles that together are the cores of the case, in shard order.

    A grid of which the first cores are used has full rows (ROW_MAJOR) or columns (COL_MAJOR), and then one that is
    shorter.
    """
    if isinstance(case.cores, tuple):
        return tuple(CoreRange(Core(x0, y0), Core(x1, y1)) for x0, y0, x1, y1 in case.cores)
    columns, rows = case.grid
    x0, y0 = case.origin
    line = columns if orientation == "ROW_MAJOR" else rows
    full_lines, rest = divmod(case.num_cores, line)

    def lines(first: int, count: int, length: int) -> CoreRange:
        if orientation == "ROW_MAJOR":
            return CoreRange(Core(x0, y0 + first), Core(x0 + length - 1, y0 + first + count - 1))
        return CoreRange(Core(x0 + first, y0), Core(x0 + first + count - 1, y0 + length - 1))

    ranges = []
    if full_lines:
        ranges.append(lines(0, full_lines, line))
    if rest:
        ranges.append(lines(full_lines, 1, rest))
    return tuple(ranges)


def cores_in_order(ranges: Sequence[CoreRange], orientation: ShardOrientation) -> list[Core]:
    """The cores of the rectangles in shard order (tt-metal: corerange_to_cores with row_wise = ROW_MAJOR)."""
    cores = []
    for area in ranges:
        xs = range(area.start.x, area.end.x + 1)
        ys = range(area.start.y, area.end.y + 1)
        if orientation == "ROW_MAJOR":
            cores += [Core(x, y) for y in ys for x in xs]
        else:
            cores += [Core(x, y) for x in xs for y in ys]
    return cores


def shard_places(variant: Variant, ranges: Sequence[CoreRange]) -> list[ShardPlace]:
    """Which shard each core holds, in shard order.

    HEIGHT_SHARDED splits sticks over all cores, WIDTH_SHARDED channels. BLOCK_SHARDED splits channels over columns and
    sticks over rows (ROW_MAJOR), or the other way round (COL_MAJOR). Shard coordinates count from the grid's own
    corner, wherever on the chip the grid starts.
    """
    layout, orientation = variant.memory_layout, variant.shard_orientation
    cores = cores_in_order(ranges, orientation)
    if layout == "HEIGHT_SHARDED":
        return [ShardPlace(core, 0, index) for index, core in enumerate(cores)]
    if layout == "WIDTH_SHARDED":
        return [ShardPlace(core, index, 0) for index, core in enumerate(cores)]
    if layout == "BLOCK_SHARDED":
        (area,) = ranges
        places = [(core, core.x - area.start.x, core.y - area.start.y) for core in cores]
        by_column = orientation == "ROW_MAJOR"
        return [ShardPlace(core, x, y) if by_column else ShardPlace(core, y, x) for core, x, y in places]
    assert_never(layout)


def name_cores(cores: Iterable[Core]) -> str:
    """Cores as rectangles: (0,0)-(3,1) (0,2). Runs of a row first, then equal runs of consecutive rows."""
    wanted = set(cores)
    rows: dict[tuple[int, int], list[int]] = {}
    for y in sorted({core.y for core in wanted}):
        for left, right in _runs(sorted(core.x for core in wanted if core.y == y)):
            rows.setdefault((left, right), []).append(y)
    areas = [
        CoreRange(Core(left, top), Core(right, bottom))
        for (left, right), ys in rows.items()
        for top, bottom in _runs(ys)
    ]
    return " ".join(str(area.start) if area.num_cores == 1 else f"{area.start}-{area.end}" for area in areas)


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    runs = (list(run) for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    return [(run[0][1], run[-1][1]) for run in runs]
