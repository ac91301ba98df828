"""The tiles of the input that a core unpacks: its own ones, and those of its neighbours above and below them.

A column of tiles is what two planes are made of. The tiles of the input that a core needs lie below each other in the
tensor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from codegen.model.case import Case
from codegen.plan.chip import TILE_SIDE
from codegen.plan.geometry import describe, output_span
from codegen.plan.grid import Core
from codegen.schedules.planes.plan import PlanesGeometry
from codegen.schedules.planes.rows import input_rows


@dataclass(frozen=True)
class HaloTile:
    """A tile of a neighbour, in the first column of tiles."""

    noc_x: int = describe("", "the core that has it")
    noc_y: int = describe("", "the core that has it")
    from_byte: int = describe("bytes", "where it begins in the input shard of that core")


class NeededTiles(NamedTuple):
    """The tiles of a column of the input that a core needs, as rows of tiles of the tensor."""

    above: range
    own: range
    below: range

    @property
    def first(self) -> int:
        """The first of all."""
        return next((one.start for one in self if one), 0)

    @property
    def total(self) -> int:
        """How many."""
        return sum(map(len, self))

    @property
    def halo(self) -> list[int]:
        """Those of neighbours."""
        return [*self.above, *self.below]


NO_TILES = NeededTiles(range(0), range(0), range(0))
"""What a core needs that unpacks none."""


def needed_tiles(case: Case, geometry: PlanesGeometry, stick_shard: int) -> NeededTiles:
    """The tiles of a column that the core with this shard unpacks; none if it has no outputs."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    sticks = [row.sticks for row in input_rows(case, geometry, span)]
    rows = range(
        min((row.start for row in sticks), default=0) // TILE_SIDE,
        math.ceil(max((row.stop for row in sticks), default=0) / TILE_SIDE),
    )
    first_own = stick_shard * shard_rows(geometry)
    end_own = first_own + shard_rows(geometry)
    return NeededTiles(
        above=range(rows.start, min(rows.stop, first_own)),
        own=range(max(rows.start, first_own), min(rows.stop, end_own)),
        below=range(max(rows.start, end_own), rows.stop),
    )


def shard_rows(geometry: PlanesGeometry) -> int:
    """Rows of tiles in an input shard."""
    return geometry.input_shard_sticks // TILE_SIDE


def plan_halo_tiles(geometry: PlanesGeometry, needed: NeededTiles, noc_of: Callable[[int], Core]) -> list[HaloTile]:
    """Where a core finds the first column of its neighbours' tiles."""
    tiles = []
    for row in needed.halo:
        shard, within = divmod(row, shard_rows(geometry))
        noc = noc_of(shard)
        tiles.append(HaloTile(noc.x, noc.y, within * geometry.channel_tiles * geometry.input_tile_bytes))
    return tiles


def count_tiles(geometry: PlanesGeometry, needed: NeededTiles, stick_shard: int) -> dict[str, int]:
    """The fields of PlanesWork that tell which tiles a core unpacks."""
    first_own = needed.own.start - stick_shard * shard_rows(geometry) if needed.own else 0
    return {
        "num_halo_tiles": len(needed.halo),
        "num_tiles_above": len(needed.above),
        "first_own_tile": first_own * geometry.channel_tiles,
        "num_own_tiles": len(needed.own),
        "num_tiles_below": len(needed.below),
    }
