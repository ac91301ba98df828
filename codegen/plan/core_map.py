"""The grid of a program as a map: which core sends, receives or reads its own, and which shards it holds.

A map is small enough to stand in every result of a verification, and people can read it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codegen.model.variant import Role
from codegen.plan.grid import Core, CoreRange
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.plan.reach import check_multicasts

MARKS: dict[Role | None, str] = {"sender": "S", "receiver": "r", None: "*"}
"""S sends weights, r receives them, * reads its own."""

NO_CORE = "."
"""A core of the grid's rectangle that is no core of the operation."""

_CELL = re.compile(r"(?P<mark>[Sr*]) c(?P<channels>\d+) s(?P<sticks>\d+)")


@dataclass(frozen=True)
class MapMulticast:
    """A sender and the cores that its rectangles reach.

    Attributes:
        sender: The logical core.
        reached: The rectangles of logical cores; the sender may lie inside one, and is left out by the NoC.
    """

    sender: Core
    reached: tuple[CoreRange, ...]


@dataclass(frozen=True)
class CoreMap:
    """The cores of a program.

    Attributes:
        origin: The logical core of the first cell.
        rows: The grid, row by row, cells apart by ` | `: the mark of the role, the channel shard, the stick shard.
        multicasts: Who sends to whom.
    """

    origin: Core
    rows: tuple[str, ...]
    multicasts: tuple[MapMulticast, ...]

    @property
    def cells(self) -> list[list[str]]:
        """The cells, row by row."""
        return [row.split(" | ") for row in self.rows]


@dataclass(frozen=True)
class MapCore:
    """A core of a map.

    Attributes:
        core: The logical core.
        role: Its part in the multicast; None if it reads its own weights.
        channel_shard: Index of its slice of channels.
        stick_shard: Index of its slice of output sticks.
    """

    core: Core
    role: Role | None
    channel_shard: int
    stick_shard: int


def core_map(plan: ProgramPlan) -> CoreMap:
    """The map of a plan."""
    cores = {one.core: one for one in plan.cores}
    xs = range(min(core.x for core in cores), max(core.x for core in cores) + 1)
    ys = range(min(core.y for core in cores), max(core.y for core in cores) + 1)
    return CoreMap(
        origin=Core(xs.start, ys.start),
        rows=tuple(" | ".join(_cell(cores.get(Core(x, y))) for x in xs) for y in ys),
        multicasts=tuple(
            MapMulticast(check.sender, tuple(_box(reach.logical) for reach in check.rectangles if reach.logical))
            for check in check_multicasts(plan)
        ),
    )


def cores_of(a_map: CoreMap) -> Iterator[MapCore]:
    """The cores of a map, row by row.

    Raises:
        ValueError: A cell is none of a map.
    """
    roles = {mark: role for role, mark in MARKS.items()}
    for y, row in enumerate(a_map.cells, a_map.origin.y):
        for x, cell in enumerate(row, a_map.origin.x):
            if cell == NO_CORE:
                continue
            read = _CELL.fullmatch(cell)
            if not read:
                raise ValueError(f"no cell of a core map: {cell!r}")
            yield MapCore(Core(x, y), roles[read["mark"]], int(read["channels"]), int(read["sticks"]))


def _cell(core: CorePlan | None) -> str:
    return f"{MARKS[core.role]} c{core.work.channel_shard} s{core.work.stick_shard}" if core else NO_CORE


def _box(cores: tuple[Core, ...]) -> CoreRange:
    """The rectangle that holds the cores which one multicast reaches."""
    xs, ys = [core.x for core in cores], [core.y for core in cores]
    return CoreRange(Core(min(xs), min(ys)), Core(max(xs), max(ys)))
