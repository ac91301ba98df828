"""Planes that packers make of tiles, and tiles that they make of results: nothing is copied within a core's L1."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.plan.buffers import round_up
from codegen.plan.chip import DST_TILES, TILE_SIDE
from codegen.plan.geometry import Geometry, Work, describe, output_span
from codegen.plan.grid import Core
from codegen.schedules.planes.base import PlanesSchedule
from codegen.schedules.planes.halo import HaloTile, count_tiles, needed_tiles, plan_halo_tiles
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.placing import (
    MOST_STEP_ROWS,
    PLACE_ROWS,
    PLACES,
    STEP_PAIRS,
    InputSection,
    OutputSection,
    PlacedRun,
    filled_of_window,
    filled_sticks,
    input_lane,
    input_parts,
    input_window_runs,
    input_windows,
    output_lane,
    output_parts,
    output_window_runs,
    output_windows,
    place_rows,
    power_of_two,
    takes_whole_rows,
)
from codegen.schedules.planes.plan import COLUMN_PLANES, STRIP_STICKS, PlanesGeometry, plan_planes_geometry
from codegen.schedules.planes.strips import plan_strip
from codegen.schedules.planes.uses import HALO_TILES, RUNS
from codegen.schedules.planes.work import PlanesWork, planes_work
from codegen.schedules.schedule import Constant

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.plan.program import CorePlan, ProgramPlan

GROUP_BYTES = 256 * 1024
"""What planes, results and tiles of neighbours may take of L1: so many columns go through it together [bytes]."""


@dataclass(frozen=True)
class PlacedGeometry(PlanesGeometry):
    """Packers write planes, and results behind each other: both for as many columns of tiles as find room in L1."""

    first_weight_tiles: int = describe("tiles", "weight tiles that hold the weights of the first plane")
    strip_rows: int = describe("rows", "rows of a plane that SrcA holds at once")
    strip_row_sticks: int = describe("sticks", "from one of them to the next")
    strip_row_blocks: int = describe("blocks", "what is multiplied of each: no more than outputs lie in")
    group_columns: int = describe("tiles", "columns of tiles that go through L1 together")
    plane_pages: int = describe("sticks", "size of all planes of a group")
    halo_column_tiles: int = describe("tiles", "tiles of a column that a core reads from neighbours at most")
    halo_pages: int = describe("tiles", "tiles of neighbours of a group")
    window_sticks: int = describe("sticks", "sticks of a column of the input that Dst holds at once")
    input_place_rows: int = describe("sticks", "what packers take of a row of the input at each place")
    input_filled_rows: int = describe("sticks", "those of them behind which packers write zeros")
    input_beside_rows: int = describe("rows", "rows of Dst from a place to the one beside it")
    input_beside: int = describe("sticks", "sticks of planes from a place to the one beside it")
    input_below_rows: int = describe("rows", "rows of Dst from these two places to the other two")
    input_below: int = describe("sticks", "sticks of planes from these two places to the other two")
    input_step_rows: int = describe("rows", "rows of Dst from a step of packers to the next one")
    input_step: int = describe("sticks", "sticks of planes from a step of packers to the next one")
    result_front: int = describe("sticks", "room in front of the results of a plane, for a whole row")
    result_sticks: int = describe("sticks", "size of the results of a plane")
    result_pages: int = describe("sticks", "size of the results of a group")
    output_place_rows: int = describe("sticks", "outputs that packers take at each place")
    output_beside_rows: int = describe("rows", "rows of Dst from a place to the one beside it")
    output_beside: int = describe("sticks", "outputs from a place to the one beside it")
    output_below_rows: int = describe("rows", "rows of Dst from these two places to the other two")
    output_below: int = describe("sticks", "outputs from these two places to the other two")
    output_step_rows: int = describe("rows", "rows of Dst from a step of packers to the next one")
    output_step: int = describe("sticks", "outputs from a step of packers to the next one")


@dataclass(frozen=True)
class PlacedWork(PlanesWork):
    """What one core computes."""

    num_input_sections: int = describe("sections", "times that Dst is filled with tiles of a column of the input")
    num_input_runs: int = describe("runs", "what packers take of them")
    num_output_sections: int = describe("sections", "times that Dst is filled with sums of a plane")
    num_unfilled_sticks: int = describe("sticks", "sticks of the output shard that no output fills")


class PlacedPlanesSchedule(PlanesSchedule):
    """Packers place what goes into planes and what comes out of them."""

    geometry = PlacedGeometry
    work = PlacedWork
    lists_pieces = False
    shard_columns = MappingProxyType({"positions": "plane_positions", "runs": "num_input_runs"})
    record_types = MappingProxyType(
        {
            HALO_TILES: HaloTile,
            "input_sections": InputSection,
            "output_sections": OutputSection,
            RUNS: PlacedRun,
        }
    )
    constants = (
        *PlanesSchedule.constants,
        Constant("kPlaces", PLACES, "where packers write at once"),
        Constant("kStepPairs", STEP_PAIRS, "pairs of places of a step of packers"),
        Constant("kPlaceRows", PLACE_ROWS, "rows of Dst that a packer takes at once at most"),
        Constant("kMostStepRows", MOST_STEP_ROWS, "from a step of packers to the next: 12 bits of bytes"),
        Constant("kGroupBytes", GROUP_BYTES, "what a group of columns of tiles may take of L1"),
    )

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> PlacedGeometry:
        """The numbers which all cores share."""
        multiply = multiply_of(variant)
        geometry = plan_planes_geometry(PlacedGeometry, multiply, case, channel_shards, stick_shards)
        # Packers clear whole strips: of both planes of a column, and of what no output fills.
        geometry = replace(
            geometry,
            window_sticks=DST_TILES[case.fp32_dest_acc] * TILE_SIDE,
            plane_sticks=round_up(geometry.plane_sticks, STRIP_STICKS // COLUMN_PLANES),
            result_front=geometry.output_width,
            result_sticks=geometry.output_width
            + geometry.output_shard_sticks
            + max(geometry.output_width, STRIP_STICKS),
        )
        geometry = replace(
            geometry,
            **_input_places(case, geometry),
            **_output_places(case, geometry),
            **plan_strip(case, geometry)._asdict(),
            first_weight_tiles=multiply.weight_tiles(case.kernel[0] * case.kernel[1] + case.bias),
        )
        halo = max(len(needed_tiles(case, geometry, shard).halo) for shard in range(stick_shards))
        return _with_groups(replace(geometry, halo_column_tiles=halo))

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> PlacedWork:
        """What the core with these shards computes."""
        assert isinstance(geometry, PlacedGeometry)
        inputs = input_windows(case, geometry, stick_shard)
        outputs = output_windows(case, geometry, stick_shard)
        return PlacedWork(
            **planes_work(case, geometry, channel_shard, stick_shard),
            **count_tiles(geometry, needed_tiles(case, geometry, stick_shard), stick_shard),
            num_input_sections=len(inputs),
            num_input_runs=sum(len(input_window_runs(case, geometry, one)) for one in inputs),
            num_output_sections=len(outputs),
            num_unfilled_sticks=geometry.output_shard_sticks
            - len(output_span(case, geometry.output_shard_sticks, stick_shard)),
        )

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Any]:
        """The tiles, sections and runs of a core."""
        assert isinstance(geometry, PlacedGeometry)
        shard = work.stick_shard
        needed = needed_tiles(case, geometry, shard)
        if value == HALO_TILES:
            return plan_halo_tiles(geometry, needed, noc_of)
        inputs = [(one, input_window_runs(case, geometry, one)) for one in input_windows(case, geometry, shard)]
        outputs = [(one, output_window_runs(case, geometry, one)) for one in output_windows(case, geometry, shard)]
        if value == RUNS:
            return [run for _, runs in (*inputs, *outputs) for run in runs]
        if value == "output_sections":
            filled = filled_sticks(case, geometry, shard)
            summed = [filled_of_window(geometry, one, filled) for one, _ in outputs]
            return [
                OutputSection(one.sticks.start, len(one.sticks), len(runs), part.start, part.stop)
                for (one, runs), part in zip(outputs, summed, strict=True)
            ]
        assert value == "input_sections"
        return [
            InputSection(
                one.sticks.start // TILE_SIDE - needed.first, math.ceil(len(one.sticks) / TILE_SIDE), len(runs)
            )
            for one, runs in inputs
        ]

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.planes.estimate import placed_units

        return placed_units(plan, core, settings)


def _input_places(case: Case, geometry: PlacedGeometry) -> dict[str, int]:
    """Where packers find rows of the input, and where they put them.

    A whole row of each of two planes, and of both the row below; or two pieces of a part of it, and those of the other
    plane.
    """
    row = input_lane(case, geometry)
    planes = geometry.window_sticks, geometry.plane_sticks
    if takes_whole_rows(case, geometry):
        filled = input_parts(case, geometry).length
        rows, beside, below = power_of_two(filled), planes, (row.from_sticks, row.to_sticks)
    else:
        part = input_parts(case, geometry).length
        rows = filled = place_rows(part)
        beside, below = (part - rows, part - rows), planes
    return {
        "input_place_rows": rows,
        "input_filled_rows": filled,
        "input_beside_rows": beside[0],
        "input_beside": beside[1],
        "input_below_rows": below[0],
        "input_below": below[1],
        "input_step_rows": row.step_rows,
        "input_step": row.step_sticks,
    }


def _output_places(case: Case, geometry: PlacedGeometry) -> dict[str, int]:
    """Where packers find outputs of a row, and where they put them.

    Two pieces of a part of it, and two of the row below; with a stride, four outputs.
    """
    length, stride, lane = output_parts(case, geometry).length, case.stride[1], output_lane(case, geometry)
    if stride > 1:
        rows, beside = 1, min(length - 1, 1)
        below = min(length - 1 - beside, 2)
        beside_rows, below_rows = beside * stride, below * stride
    else:
        rows = place_rows(length)
        beside = beside_rows = length - rows
        below_rows, below = lane.from_sticks, lane.to_sticks
    return {
        "output_place_rows": rows,
        "output_beside_rows": beside_rows,
        "output_beside": beside,
        "output_below_rows": below_rows,
        "output_below": below,
        "output_step_rows": lane.step_rows,
        "output_step": lane.step_sticks,
    }


def _with_groups(geometry: PlacedGeometry) -> PlacedGeometry:
    """As many columns of tiles go through L1 together as find room, in groups of one size."""
    column_bytes = COLUMN_PLANES * (geometry.plane_sticks + geometry.result_sticks) * geometry.plane_stick_bytes
    column_bytes += geometry.halo_column_tiles * geometry.input_tile_bytes
    fitting = min(max(GROUP_BYTES // column_bytes, 1), geometry.channel_tiles)
    columns = math.ceil(geometry.channel_tiles / math.ceil(geometry.channel_tiles / fitting))
    return replace(
        geometry,
        group_columns=columns,
        plane_pages=columns * COLUMN_PLANES * geometry.plane_sticks,
        result_pages=columns * COLUMN_PLANES * geometry.result_sticks,
        halo_pages=columns * geometry.halo_column_tiles,
    )


PLACED = PlacedPlanesSchedule()
