"""Planes that a core gathers piece by piece out of the faces of tiles, where packers know whole tiles alone.

Of tensors in bfloat8_b, columns of tiles are converted: the input's to bfloat16 before planes are gathered, the
output's from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.plan.chip import TILE_SIDE
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES, InputPiece, InputSource
from codegen.plan.geometry import Geometry, Work, describe
from codegen.plan.grid import Core
from codegen.schedules.planes.base import PlanesSchedule
from codegen.schedules.planes.halo import NO_TILES, HaloTile, count_tiles, needed_tiles, plan_halo_tiles
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.pieces import (
    OutputPiece,
    input_sources,
    output_runs,
    plan_input_pieces,
    plan_input_sources,
    plan_output_pieces,
)
from codegen.schedules.planes.plan import PlanesGeometry, plan_planes_geometry
from codegen.schedules.planes.uses import HALO_TILES, OUTPUT_PIECES
from codegen.schedules.planes.work import PlanesWork, planes_work, span_of
from codegen.schedules.schedule import Constant

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.plan.program import CorePlan, ProgramPlan

LINEAR_SECTIONS = 2
"""Sections in the linear buffer: the reader copies the one while the other is computed."""

PLANE_SLOTS = 2
"""Planes in the buffer of planes: one is filled while another is multiplied."""

COLUMN_SLOTS = 2
"""Columns in their buffers: one is filled while another is emptied."""


@dataclass(frozen=True)
class GatheredGeometry(PlanesGeometry):
    """Planes are gathered one by one; so are results, section by section."""

    plane_slots: int = describe("planes", "planes in L1 at once: one is filled while another is multiplied")
    plane_pages: int = describe("sticks", "size of all planes in L1")
    linear_tiles: int = describe("tiles", "results on their way to the output shard")
    halo_column_tiles: int = describe("tiles", "tiles of a column that a core reads from neighbours to convert them")
    column_tiles: int = describe("tiles", "tiles of a column of the input that a core converts at most")
    result_column_tiles: int = describe("tiles", "tiles of a column of the output, if it is converted")
    halo_pages: int = describe("tiles", "tiles of neighbours on their way")
    column_pages: int = describe("tiles", "converted tiles on their way to planes")
    result_pages: int = describe("tiles", "tiles of results before they are converted")


@dataclass(frozen=True)
class GatheredWork(PlanesWork):
    """What one core computes."""

    num_input_pieces: int = describe("pieces", "runs of input sticks that make up a plane")
    num_input_sources: int = describe("cores", "cores that have them, one after the other")
    num_output_pieces: int = describe("pieces", "runs of outputs of a plane")


class GatheredPlanesSchedule(PlanesSchedule):
    """The data movement processors gather planes, and put results into tiles."""

    geometry = GatheredGeometry
    work = GatheredWork
    shard_columns = MappingProxyType({"positions": "plane_positions", "pieces": "num_input_pieces"})
    record_types = MappingProxyType(
        {INPUT_SOURCES: InputSource, INPUT_PIECES: InputPiece, HALO_TILES: HaloTile, OUTPUT_PIECES: OutputPiece}
    )
    constants = (
        *PlanesSchedule.constants,
        Constant("kLinearSections", LINEAR_SECTIONS, "the reader copies the one while the other is computed"),
        Constant("kColumnSlots", COLUMN_SLOTS, "one column of tiles is filled while another is emptied"),
        Constant("kPlaneSlots", PLANE_SLOTS, "one plane is gathered while another is multiplied"),
    )

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> GatheredGeometry:
        """The numbers which all cores share; without columns that kernels convert where tensors are bfloat16."""
        multiply = multiply_of(variant)
        geometry = plan_planes_geometry(GatheredGeometry, multiply, case, channel_shards, stick_shards)
        geometry = replace(
            geometry,
            plane_slots=PLANE_SLOTS,
            plane_pages=PLANE_SLOTS * geometry.plane_sticks,
            linear_tiles=LINEAR_SECTIONS * geometry.section_tiles,
        )
        if case.input_format != case.number_format:
            needed = [needed_tiles(case, geometry, shard) for shard in range(stick_shards)]
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

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> GatheredWork:
        """What the core with these shards computes."""
        assert isinstance(geometry, GatheredGeometry)
        work = planes_work(case, geometry, channel_shard, stick_shard)
        needed = needed_tiles(case, geometry, stick_shard) if geometry.column_tiles else NO_TILES
        span = range(work["first_output"], work["first_output"] + work["num_outputs"])
        sources = input_sources(case, geometry, span)
        return GatheredWork(
            **work,
            **count_tiles(geometry, needed, stick_shard),
            num_input_pieces=sum(pieces for _, pieces in sources),
            num_input_sources=len(sources),
            num_output_pieces=sum(1 for _ in output_runs(case, geometry, span)),
        )

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Any]:
        """The pieces of a core."""
        assert isinstance(geometry, GatheredGeometry)
        span = span_of(case, geometry, work)
        if value == INPUT_SOURCES:
            return plan_input_sources(case, geometry, span, noc_of)
        if value == INPUT_PIECES:
            return plan_input_pieces(case, geometry, span)
        if value == HALO_TILES:
            needed = needed_tiles(case, geometry, work.stick_shard) if geometry.column_tiles else NO_TILES
            return plan_halo_tiles(geometry, needed, noc_of)
        assert value == OUTPUT_PIECES
        return plan_output_pieces(case, geometry, span)

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.planes.estimate import gathered_units

        return gathered_units(plan, core, settings)


GATHERED = GatheredPlanesSchedule()
