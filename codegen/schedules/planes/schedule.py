"""The planes schedule: planes of 16 channels, whose sticks serve all rows of the kernel from one place in SrcA."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.uses import ScheduleUses
from codegen.model.variant import TargetName, Variant
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LINEAR_SECTIONS,
    LOAD_TAPS,
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    PlanesWork,
    plan_planes_geometry,
    plan_planes_work,
    planes_channel_multiple,
)
from codegen.schedules.planes.uses import planes_uses
from codegen.schedules.schedule import Constant, Schedule

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors


class PlanesSchedule(Schedule):
    """Strips of a plane are multiplied with the weights of a column of the kernel, each into rows of Dst of its own."""

    name = "planes"
    targets: tuple[TargetName, ...] = ("0.81",)
    geometry = PlanesGeometry
    work = PlanesWork
    channel_reason = "a plane is a row of a source register wide"
    shard_columns = MappingProxyType({"positions": "num_positions", "plane tiles": "plane_tiles"})
    constants = (
        Constant("kPlaneChannels", PLANE_CHANNELS, "channels of a plane: a row of SrcA, SrcB and Dst"),
        Constant("kBlockRows", BLOCK_ROWS, "what one instruction of the matrix unit multiplies"),
        Constant("kStripSticks", STRIP_STICKS, "what SrcA, SrcB and a tile of Dst hold"),
        Constant("kLoadTaps", LOAD_TAPS, "taps whose weights SrcB holds at once"),
        Constant("kLinearSections", LINEAR_SECTIONS, "the writer copies the one while the other is computed"),
    )

    def channel_multiple_in(self, number_format: Format) -> int:
        """Channels of a shard are whole planes [datums]."""
        return planes_channel_multiple(number_format)

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""
        return planes_uses(variant)

    def plan_geometry(self, case: Case, channel_shards: int, stick_shards: int) -> PlanesGeometry:
        """The numbers which all cores share."""
        return plan_planes_geometry(case, channel_shards, stick_shards)

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> PlanesWork:
        """What the core with these shards computes."""
        return plan_planes_work(case, geometry, channel_shard, stick_shard)

    def input_shard(self, plan: ProgramPlan, core: CorePlan, padded: Floats) -> Floats:
        """The planes of a core, one after the other."""
        from codegen.schedules.planes.reference import planes_input_shard

        return planes_input_shard(plan, core, padded)

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them."""
        from codegen.schedules.planes.reference import planes_weight_tiles

        return planes_weight_tiles(plan, tensors)

    def execute(self, plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
        """What one core does."""
        from codegen.schedules.planes.reference import execute_planes

        return execute_planes(plan, core, shard, weights)

    def multiplied_datums(self, geometry: Geometry, work: Work) -> int:
        """Whole tiles of each plane are filled: behind the end of a row, and between images."""
        assert isinstance(geometry, PlanesGeometry)
        assert isinstance(work, PlanesWork)
        return geometry.planes * work.plane_tiles * TILE_DATUMS

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
