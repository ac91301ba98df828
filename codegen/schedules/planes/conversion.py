"""Columns of tiles that kernels convert: the input's to bfloat16 before planes are gathered, the output's from it.

A column of tiles is what two planes are cut out of. The tiles of the input that a core needs lie below each other in
the tensor: its own ones, and those of its neighbours above and below them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from codegen.model.case import Case
from codegen.plan.chip import TILE_SIDE
from codegen.plan.geometry import Geometry, describe, output_span
from codegen.plan.grid import Core
from codegen.schedules.planes.pieces import input_runs
from codegen.schedules.planes.plan import PlanesGeometry

COLUMN_SLOTS = 2
"""Columns in their buffers: one is filled while another is emptied."""


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


def needed_tiles(case: Case, geometry: PlanesGeometry, stick_shard: int) -> NeededTiles:
    """The tiles of a column that the core with this shard converts; none if it has no outputs."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    runs = [run.sticks for run in input_runs(case, geometry, span)]
    rows = range(
        min((run.start for run in runs), default=0) // TILE_SIDE,
        math.ceil(max((run.stop for run in runs), default=0) / TILE_SIDE),
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


def plan_conversions(case: Case, geometry: PlanesGeometry) -> PlanesGeometry:
    """The geometry with the columns that kernels convert, of which there are none where tensors are bfloat16."""
    if case.input_format != case.number_format:
        needed = [needed_tiles(case, geometry, shard) for shard in range(geometry.stick_shards)]
        halo_column, column = max(len(one.halo) for one in needed), max(one.total for one in needed)
        geometry = replace(
            geometry,
            halo_column_tiles=halo_column,
            column_tiles=column,
            halo_pages=COLUMN_SLOTS * halo_column,
            column_pages=COLUMN_SLOTS * column,
        )
    if case.output_format != case.number_format:
        result_column = geometry.output_shard_sticks // TILE_SIDE
        geometry = replace(geometry, result_column_tiles=result_column, result_pages=COLUMN_SLOTS * result_column)
    return geometry


def plan_halo_tiles(
    case: Case, geometry: PlanesGeometry, stick_shard: int, noc_of: Callable[[int], Core]
) -> list[HaloTile]:
    """Where a core finds the first column of its neighbours' tiles that it converts."""
    if geometry.column_tiles == 0:
        return []
    tiles = []
    for row in needed_tiles(case, geometry, stick_shard).halo:
        shard, within = divmod(row, shard_rows(geometry))
        noc = noc_of(shard)
        tiles.append(HaloTile(noc.x, noc.y, within * geometry.channel_tiles * geometry.input_tile_bytes))
    return tiles


def conversion_work(case: Case, geometry: Geometry, stick_shard: int) -> dict[str, int]:
    """The fields of PlanesWork that tell which tiles a core converts."""
    assert isinstance(geometry, PlanesGeometry)
    converts = geometry.column_tiles > 0
    nothing = NeededTiles(range(0), range(0), range(0))
    needed = needed_tiles(case, geometry, stick_shard) if converts else nothing
    first_own = needed.own.start - stick_shard * shard_rows(geometry) if needed.own else 0
    return {
        "num_halo_tiles": len(needed.halo),
        "num_tiles_above": len(needed.above),
        "first_own_tile": first_own * geometry.channel_tiles,
        "num_own_tiles": len(needed.own),
        "num_tiles_below": len(needed.below),
    }
