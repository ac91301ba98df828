"""What the toy schedule answers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.registry import unregister
from codegen.model.uses import SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TargetName, Variant
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.geometry import Geometry, Work, most_positions, reach_sticks, shared_geometry, shared_work, top_left
from codegen.schedules.schedule import Schedule, register

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors

HERE = Path(__file__).parent

MULTIPLY_CYCLES = 40
"""Taken for a multiplication and an addition without a unit for them [cycles]."""

_READER = {"weight_tiles": Use("geometry"), "weight_addr": Use("launch", SENDER), "start_tile_id": Use("work", SENDER)}

_WRITER = {
    **dict.fromkeys(("kernel_height", "kernel_width", "stride_height", "stride_width"), Use("conv")),
    **dict.fromkeys(("dilation_height", "dilation_width", "has_bias"), Use("conv")),
    **dict.fromkeys(("padded_height", "padded_width", "output_height", "output_width"), Use("geometry")),
    **dict.fromkeys(("shard_channels", "weight_tiles"), Use("geometry")),
    **dict.fromkeys(("first_output", "num_outputs", "first_input_stick"), Use("work")),
}

_BUFFERS = {
    "input": BufferUse("input", "stick_bytes", "input_shard_sticks", "input_shard", None, "writer"),
    "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "writer"),
    "output": BufferUse("results", "stick_bytes", "output_shard_sticks", "output_shard", "writer", None),
}


class ToySchedule(Schedule):
    """Each output is the sum of its taps' products, computed one by one: weights lie as [taps and bias, channels]."""

    name = "toy"
    targets: tuple[TargetName, ...] = ("0.81",)
    geometry = Geometry
    work = Work
    channel_reason = "sticks start at aligned addresses of DRAM, too"

    @property
    def sources(self) -> Path:
        return HERE / "cpp"

    @property
    def specs(self) -> Path:
        return HERE / "specs"

    def channel_multiple_in(self, number_format: Format) -> int:
        return number_format.aligned_datums(32)

    def uses(self, variant: Variant) -> ScheduleUses:
        del variant
        return ScheduleUses({"reader": _READER, "compute": {}, "writer": _WRITER}, _BUFFERS)

    def plan_geometry(self, case: Case, channel_shards: int, stick_shards: int) -> Geometry:
        shared = shared_geometry(case, channel_shards, stick_shards, self.channel_multiple_in(case.number_format))
        weights = math.ceil((math.prod(case.kernel) + case.bias) * shared["shard_channels"] / TILE_DATUMS)
        sticks = most_positions(case, shared["output_shard_sticks"], stick_shards) + reach_sticks(case)
        return Geometry(**shared, input_shard_sticks=sticks, weight_tiles=weights, weight_pitch_tiles=weights)

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> Work:
        return Work(**shared_work(case, geometry, channel_shard, stick_shard))

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        from codegen.reference.shards import pad_channels

        geometry, taps = plan.geometry, tensors.weights.reshape(plan.case.channels, -1).T
        sticks = np.concatenate([taps, tensors.bias[None]]) if plan.case.bias else taps
        by_shard = pad_channels(plan, sticks).reshape(len(sticks), geometry.channel_shards, -1).swapaxes(0, 1)
        flat = by_shard.reshape(geometry.channel_shards, -1)
        behind = geometry.weight_tiles * TILE_DATUMS - flat.shape[1]
        return np.pad(flat, ((0, 0), (0, behind))).reshape(-1, TILE_DATUMS)

    def execute(self, plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
        from codegen.reference.activation import ACTIVATION_FUNCTIONS

        geometry, case = plan.geometry, plan.case
        output: Floats = np.zeros((geometry.output_shard_sticks, geometry.shard_channels), np.float32)
        rows = weights.reshape(-1)[: weights.size // geometry.shard_channels * geometry.shard_channels]
        rows = rows.reshape(-1, geometry.shard_channels)
        for index in range(core.work.num_outputs):
            first = top_left(case, core.work.first_output + index) - core.work.first_input_stick
            for tap, (row, column) in enumerate(np.ndindex(*case.kernel)):
                stick = first + row * case.dilation[0] * geometry.padded_width + column * case.dilation[1]
                output[index] += shard[stick] * rows[tap]
            if case.bias:
                output[index] += rows[math.prod(case.kernel)]
        return case.number_format.round(ACTIVATION_FUNCTIONS[case.activation](output))

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        del settings
        products = core.work.num_outputs * plan.geometry.shard_channels * math.prod(plan.case.kernel)
        return {"writer": products * MULTIPLY_CYCLES}

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        geometry, taps = scene.operation.plan.geometry, len(scene.operation.offsets)
        start = (scene.operation.work("start_tile_id")[scene.core] + delta) * TILE_DATUMS
        place = (start + scene.channel % geometry.shard_channels)[:, None] + np.arange(taps) * geometry.shard_channels
        inside = (place >= 0) & (place < tiles.size)
        return scene.convolved(scene.inputs, np.where(inside, tiles.reshape(-1)[np.where(inside, place, 0)], 0))

    def mutations(self) -> tuple[Mutation, ...]:
        from tests.schedules.toy.mutations import MUTATIONS

        return MUTATIONS


SCHEDULE = ToySchedule()


@contextmanager
def known() -> Iterator[None]:
    """The schedule is known as long as this lasts."""
    register(SCHEDULE)
    try:
        yield
    finally:
        unregister(SCHEDULE.name)
