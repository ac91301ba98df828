"""The flat schedule: chunks of the stream of sticks times tiles of weights, tap by tap."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.uses import ScheduleUses
from codegen.model.variant import InputName, MultiplyName, TargetName, Variant
from codegen.plan.chip import BLOCK_DATUMS
from codegen.plan.geometry import Geometry, Work, channel_multiple_of
from codegen.schedules.flat.plan import (
    LINEAR_GROUPS,
    MAX_SPOON_TILES,
    PART_TILES,
    PARTS_ON_THEIR_WAY,
    SPOONS,
    FlatGeometry,
    FlatWork,
    fit_flat_geometry,
    flat_channel_multiple,
    plan_flat_geometry,
    plan_flat_work,
    weight_parts,
)
from codegen.schedules.flat.uses import flat_uses
from codegen.schedules.schedule import Constant, Schedule

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.cost.picture import Picture
    from codegen.emulator.instructions import Settings
    from codegen.judge.hypothesis import Family
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors


class FlatSchedule(Schedule):
    """Consecutive datums are multiplied, whatever stick they belong to."""

    name = "flat"
    targets: tuple[TargetName, ...] = ("0.65", "0.69", "0.81", "metal2")
    geometry = FlatGeometry
    work = FlatWork
    inputs: tuple[InputName, ...] = ("prepared", "sharded")
    fits_l1 = True
    channel_reason = "sticks start at aligned addresses"
    rounds_products = False
    parts_on_their_way = PARTS_ON_THEIR_WAY
    shard_columns = MappingProxyType({"positions": "num_positions", "runs": "num_runs", "blocks": "num_blocks"})
    constants = (
        Constant("kBlockDatums", BLOCK_DATUMS, "what one instruction of the matrix unit multiplies"),
        Constant("kLinearGroups", LINEAR_GROUPS, "the writer copies the one while the other is computed"),
        Constant("kMaxSpoonTiles", MAX_SPOON_TILES, "weight tiles that room is made for at once, if not for all"),
        Constant("kSpoons", SPOONS, "spoonfuls of weights with room in L1: the one is multiplied, the other brought"),
        Constant("kPartTiles", PART_TILES, "weight tiles that are sent at once; fewer of the first ones"),
        Constant("kPartsOnTheirWay", PARTS_ON_THEIR_WAY, "parts of the weights that a sender reads at once"),
    )

    def taking(self, given: InputName | None, multiply: MultiplyName) -> FlatSchedule:
        """The one that gathers its input, if that is sharded."""
        from codegen.schedules.flat.sharded import SHARDED

        del multiply
        return SHARDED if given == "sharded" else self

    def channel_multiple_in(self, number_format: Format) -> int:
        """Every stick starts at an aligned address [datums]."""
        return flat_channel_multiple(number_format)

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""
        return flat_uses(variant)

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> FlatGeometry:
        """The numbers which all cores share."""
        multiples = channel_multiple_of(self, case, channel_shards), self.stick_multiple_of(variant)
        return plan_flat_geometry(case, channel_shards, stick_shards, *multiples)

    def fitted(self, case: Case, geometry: Geometry, bytes_left: int) -> Geometry:
        """A shorter linear buffer and weights by the spoon, if L1 is too small for all."""
        assert isinstance(geometry, FlatGeometry)
        return fit_flat_geometry(case, geometry, bytes_left)

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> FlatWork:
        """What the core with these shards computes."""
        return plan_flat_work(case, geometry, channel_shard, stick_shard)

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them."""
        from codegen.schedules.flat.reference import flat_weight_tiles

        return flat_weight_tiles(plan, tensors)

    def execute(self, plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
        """What one core does."""
        from codegen.schedules.flat.reference import execute_flat

        return execute_flat(plan, core, shard, weights)

    def multiplied_datums(self, geometry: Geometry, work: Work) -> int:
        """Whole blocks are multiplied: behind the end of a run, and garbage between its outputs."""
        del geometry
        assert isinstance(work, FlatWork)
        return work.num_blocks * BLOCK_DATUMS

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.flat.estimate import flat_units

        return flat_units(plan, core, settings)

    def first_wanted(self, plan: ProgramPlan, core: CorePlan) -> int:
        """Shorter runs than the longest of all cores begin with a later slot."""
        from codegen.schedules.flat.estimate import first_slot

        geometry = plan.geometry
        assert isinstance(geometry, FlatGeometry)
        return geometry.first_slot_tile + first_slot(plan, core) * geometry.slot_tiles

    def behind_weights(self, plan: ProgramPlan, core: CorePlan) -> float:
        """Estimate of what part of its work a core has left when it first wants the last part of the weights."""
        from codegen.schedules.flat.estimate import work_behind_weights

        return work_behind_weights(plan, core)

    def weight_parts(self, geometry: Geometry) -> Sequence[int]:
        """The tile of ones, and parts that grow."""
        assert isinstance(geometry, FlatGeometry)
        return (*[1] * geometry.first_slot_tile, *weight_parts(geometry))

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        """The outputs with weights and bias from a list of tiles."""
        from codegen.schedules.flat.explain import from_flat_tiles

        return from_flat_tiles(scene, tiles, delta)

    def hypotheses(self) -> tuple[Family, ...]:
        """Weight tiles of other chunks."""
        from codegen.schedules.flat.explain import displaced_phases

        return (displaced_phases,)

    def mutations(self) -> tuple[Mutation, ...]:
        """Faults of its kernels and of its plan."""
        from codegen.schedules.flat.mutations import MUTATIONS

        return MUTATIONS

    def picture(self, plan: ProgramPlan, core: CorePlan) -> Picture:
        """The input of a core, its runs, the sections of Dst, and the slots of weights."""
        from codegen.schedules.flat.picture import flat_picture

        return flat_picture(plan, core)


SCHEDULE = FlatSchedule()
