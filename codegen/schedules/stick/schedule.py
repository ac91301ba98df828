"""The stick schedule: the hand-written version's way, a window of sticks for each output."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.uses import ScheduleUses
from codegen.model.variant import TargetName, Variant
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.schedule import Schedule
from codegen.schedules.stick.plan import (
    STICK_CHANNEL_MULTIPLE,
    Segment,
    StickGeometry,
    StickWork,
    plan_segments,
    plan_stick_geometry,
    plan_stick_work,
)
from codegen.schedules.stick.uses import SEGMENTS, stick_uses
from codegen.schedules.tolerance import Tolerance

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.grid import Core
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors

FACE_ROWS = 16
"""Positions of a window that the matrix unit sums at once."""

PRODUCTS_ROUNDED = Tolerance(pcc=0.9998, rms_error=2**-7)
"""Products are rounded to 8 bits of mantissa before they are summed, and their sum once more."""


class StickSchedule(Schedule):
    """The sticks under the taps of an output are gathered, multiplied with weights, and summed."""

    name = "stick"
    targets: tuple[TargetName, ...] = ("0.81", "metal2")
    geometry = StickGeometry
    work = StickWork
    channel_reason = "a stick is a row of whole tiles"
    shard_columns = MappingProxyType({"positions": "num_positions", "segments": "num_segments"})
    record_types = MappingProxyType({SEGMENTS: Segment})
    takes_bias_tensor = True
    finest = PRODUCTS_ROUNDED

    def additions(self, case: Case) -> int:
        """How often a sum in Dst is rounded: once for each face of 16 positions; what is summed in a face is not."""
        positions = case.kernel[0] * case.kernel[1] + case.bias
        return ceil(positions / FACE_ROWS)

    def channel_multiple_in(self, number_format: Format) -> int:
        """A stick is a row of whole tiles, whatever the format [datums]."""
        del number_format
        return STICK_CHANNEL_MULTIPLE

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""
        return stick_uses(variant)

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> StickGeometry:
        """The numbers which all cores share."""
        del variant
        return plan_stick_geometry(case, channel_shards, stick_shards)

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> StickWork:
        """What the core with these shards computes."""
        return plan_stick_work(case, geometry, channel_shard, stick_shard)

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Segment]:
        """The segments of a core."""
        del noc_of
        assert value == SEGMENTS
        return plan_segments(case, geometry, work.stick_shard)

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them."""
        from codegen.schedules.stick.reference import stick_weight_tiles

        return stick_weight_tiles(plan, tensors)

    def execute(self, plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
        """What one core does."""
        from codegen.schedules.stick.reference import execute_stick

        return execute_stick(plan, core, shard, weights)

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.stick.estimate import stick_units

        return stick_units(plan, core, settings)

    def preparation(self, plan: ProgramPlan, settings: Settings) -> int:
        """Until the writer has filled what no tap fills [cycles]."""
        from codegen.schedules.stick.estimate import padding_cycles

        return padding_cycles(plan, settings)

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        """The outputs with weights and bias from a list of tiles."""
        from codegen.schedules.stick.explain import from_stick_tiles

        return from_stick_tiles(scene, tiles, delta)

    def mutations(self) -> tuple[Mutation, ...]:
        """Faults of its kernels and of its plan."""
        from codegen.schedules.stick.mutations import MUTATIONS

        return MUTATIONS


SCHEDULE = StickSchedule()
