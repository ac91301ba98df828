"""The planes schedule: planes of 16 channels, whose sticks serve all rows of the kernel from one place in SrcA."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from codegen.model.case import Case
from codegen.model.formats import BFLOAT8_B, Format
from codegen.model.uses import ScheduleUses
from codegen.model.variant import InputName, MultiplyName, TargetName, Variant
from codegen.plan.chip import FACE_SIDE, TILE_SIDE
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES, InputPiece, InputSource
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.planes.conversion import COLUMN_SLOTS, HaloTile, plan_conversions, plan_halo_tiles
from codegen.schedules.planes.multiplies import MULTIPLIES, multiply_of
from codegen.schedules.planes.pieces import (
    OutputPiece,
    plan_input_pieces,
    plan_input_sources,
    plan_output_pieces,
)
from codegen.schedules.planes.plan import (
    LINEAR_SECTIONS,
    PLANE_CHANNELS,
    PLANE_SLOTS,
    STRIP_STICKS,
    PlanesGeometry,
    plan_planes_geometry,
)
from codegen.schedules.planes.uses import HALO_TILES, OUTPUT_PIECES, planes_uses
from codegen.schedules.planes.work import PlanesWork, plan_planes_work, span_of
from codegen.schedules.schedule import Constant, Layout, Schedule

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.grid import Core
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors


class PlanesSchedule(Schedule):
    """Strips of a plane are multiplied with the weights of a column of the kernel, each into rows of Dst of its own."""

    name = "planes"
    targets: tuple[TargetName, ...] = ("0.81", "metal2")
    geometry = PlanesGeometry
    work = PlanesWork
    converted_formats = (BFLOAT8_B.name,)
    multiplies: tuple[MultiplyName, ...] = tuple(MULTIPLIES)
    inputs: tuple[InputName, ...] = ("sharded",)
    gathers = True
    layout: Layout = "TILE"
    input_form = "tiles, as they are"
    stick_multiple = TILE_SIDE
    stick_reason = "a shard holds whole tiles"
    channel_reason = "a shard holds whole tiles"
    shard_columns = MappingProxyType({"positions": "plane_positions", "pieces": "num_input_pieces"})
    record_types = MappingProxyType(
        {INPUT_SOURCES: InputSource, INPUT_PIECES: InputPiece, HALO_TILES: HaloTile, OUTPUT_PIECES: OutputPiece}
    )
    constants = (
        Constant("kFaceSide", FACE_SIDE, "datums: a tile has two faces in each direction"),
        Constant("kPlaneChannels", PLANE_CHANNELS, "channels of a plane: a row of SrcA, SrcB and Dst"),
        Constant("kStripSticks", STRIP_STICKS, "what SrcA, SrcB and a tile of Dst hold"),
        Constant("kLinearSections", LINEAR_SECTIONS, "the reader copies the one while the other is computed"),
        Constant("kColumnPlanes", TILE_SIDE // PLANE_CHANNELS, "planes of a column of tiles"),
        Constant("kColumnSlots", COLUMN_SLOTS, "one column of tiles is filled while another is emptied"),
        Constant("kPlaneSlots", PLANE_SLOTS, "one plane is gathered while another is multiplied"),
    )

    def channel_multiple_in(self, number_format: Format) -> int:
        """Channels of a shard are whole tiles, whatever their format [datums]."""
        del number_format
        return TILE_SIDE

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""
        return planes_uses(variant)

    def constants_of(self, multiply: MultiplyName) -> tuple[Constant, ...]:
        """Those of a way to multiply, too."""
        return (*self.constants, *MULTIPLIES[multiply].constants)

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> PlanesGeometry:
        """The numbers which all cores share."""
        geometry = plan_planes_geometry(multiply_of(variant), case, channel_shards, stick_shards)
        return plan_conversions(case, geometry)

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> PlanesWork:
        """What the core with these shards computes."""
        assert isinstance(geometry, PlanesGeometry)
        return plan_planes_work(case, geometry, channel_shard, stick_shard)

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Any]:
        """The pieces of a core."""
        assert isinstance(geometry, PlanesGeometry)
        span = span_of(case, geometry, work)
        if value == INPUT_SOURCES:
            return plan_input_sources(case, geometry, span, noc_of)
        if value == INPUT_PIECES:
            return plan_input_pieces(case, geometry, span)
        if value == HALO_TILES:
            return plan_halo_tiles(case, geometry, work.stick_shard, noc_of)
        assert value == OUTPUT_PIECES
        return plan_output_pieces(case, geometry, span)

    def operand(self, plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
        """The planes of a core, gathered out of the input shards of all cores."""
        from codegen.schedules.planes.reference import planes_operand

        return planes_operand(plan, core, shards)

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them."""
        from codegen.schedules.planes.reference import planes_weight_tiles

        return planes_weight_tiles(plan, tensors)

    def execute(self, plan: ProgramPlan, core: CorePlan, operand: Floats, weights: Floats) -> Floats:
        """What one core does."""
        from codegen.schedules.planes.reference import execute_planes

        return execute_planes(plan, core, operand, weights)

    def fetches(self, variant: Variant, case: Case) -> int:
        """Taps may share what is in SrcA."""
        return multiply_of(variant).fetches(case)

    def multiplied_datums(self, geometry: Geometry, work: Work) -> int:
        """Positions of all planes: those behind the end of a row, and between images, too."""
        assert isinstance(geometry, PlanesGeometry)
        assert isinstance(work, PlanesWork)
        return geometry.planes * work.plane_positions * PLANE_CHANNELS

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.planes.estimate import planes_units

        return planes_units(plan, core, settings)

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        """The outputs with weights and bias from a list of tiles."""
        from codegen.schedules.planes.explain import from_planes_tiles

        return from_planes_tiles(scene, tiles, delta)

    def mutations(self) -> tuple[Mutation, ...]:
        """Faults of its kernels and of its plan."""
        from codegen.schedules.planes.mutations import MUTATIONS

        return MUTATIONS


SCHEDULE = PlanesSchedule()
