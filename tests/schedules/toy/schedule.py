"""What the toy schedule answers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.registry import unregister
from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TargetName, Variant
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.geometry import (
    Geometry,
    Work,
    describe,
    most_positions,
    reach_sticks,
    shared_geometry,
    shared_work,
    top_left,
)
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


@dataclass(frozen=True)
class ToyGeometry(Geometry):
    """The same on every core. A window is the sticks under the taps of an output, and one of ones for a bias."""

    stick_tiles: int = describe("tiles", "size of a stick")
    output_tiles: int = describe("tiles", "size of an output shard")


_CONV, _GEOMETRY, _WORK = Use("conv"), Use("geometry"), Use("work")

_USES = ScheduleUses(
    values={
        "reader": {
            "weight_tiles": _GEOMETRY,
            "weight_addr": Use("launch", SENDER),
            "start_tile_id": Use("work", SENDER),
        },
        "compute": {
            "weight_tiles": _GEOMETRY,
            "stick_tiles": _GEOMETRY,
            ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
            "num_outputs": _WORK,
        },
        "writer": {
            **dict.fromkeys(("kernel_height", "kernel_width", "stride_height", "stride_width"), _CONV),
            **dict.fromkeys(("dilation_height", "dilation_width", "has_bias"), _CONV),
            **dict.fromkeys(("padded_height", "padded_width", "output_height", "output_width"), _GEOMETRY),
            **dict.fromkeys(("stick_bytes", "weight_tiles"), _GEOMETRY),
            **dict.fromkeys(("first_output", "num_outputs", "first_input_stick"), _WORK),
        },
    },
    buffers={
        "input": BufferUse("input", "stick_bytes", "input_shard_sticks", "input_shard", None, "writer"),
        "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
        "window": BufferUse("input", TILE, "weight_tiles", "own", "writer", "compute"),
        "output": BufferUse("results", TILE, "output_tiles", "output_shard", "compute", None),
    },
)


class ToySchedule(Schedule):
    """One output after the other, tap by tap. Weights lie as sticks, too: [taps and bias, shard_channels]."""

    name = "toy"
    targets: tuple[TargetName, ...] = ("0.81",)
    geometry = ToyGeometry
    work = Work
    channel_reason = "a stick is a row of whole tiles"

    @property
    def sources(self) -> Path:
        return HERE / "cpp"

    @property
    def specs(self) -> Path:
        return HERE / "specs"

    def channel_multiple_in(self, number_format: Format) -> int:
        del number_format
        return TILE_DATUMS

    def uses(self, variant: Variant) -> ScheduleUses:
        del variant
        return _USES

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> ToyGeometry:
        del variant
        shared = shared_geometry(case, channel_shards, stick_shards, TILE_DATUMS)
        stick_tiles = shared["shard_channels"] // TILE_DATUMS
        weight_tiles = (math.prod(case.kernel) + case.bias) * stick_tiles
        return ToyGeometry(
            **shared,
            input_shard_sticks=most_positions(case, shared["output_shard_sticks"], stick_shards) + reach_sticks(case),
            weight_tiles=weight_tiles,
            weight_pitch_tiles=weight_tiles,
            stick_tiles=stick_tiles,
            output_tiles=shared["output_shard_sticks"] * stick_tiles,
        )

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> Work:
        return Work(**shared_work(case, geometry, channel_shard, stick_shard))

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        from codegen.reference.shards import pad_channels

        taps = tensors.weights.reshape(plan.case.out_channels, -1).T
        sticks = pad_channels(plan, np.concatenate([taps, tensors.bias[None]]) if plan.case.bias else taps)
        by_shard: Floats = sticks.reshape(len(sticks), plan.geometry.channel_shards, -1).swapaxes(0, 1)
        return by_shard.reshape(-1, TILE_DATUMS)

    def execute(self, plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
        from codegen.reference.activation import ACTIVATION_FUNCTIONS

        case, taps = plan.case, weights.reshape(-1, plan.geometry.shard_channels)
        output: Floats = np.zeros((plan.geometry.output_shard_sticks, plan.geometry.shard_channels), np.float32)
        for index in range(core.work.num_outputs):
            first = top_left(case, core.work.first_output + index) - core.work.first_input_stick
            for tap, (row, column) in enumerate(np.ndindex(*case.kernel)):
                stick = (row * case.dilation[0] * plan.geometry.padded_width) + column * case.dilation[1]
                output[index] += shard[first + stick] * taps[tap]
            if case.bias:
                output[index] += taps[-1]
        return case.number_format.round(ACTIVATION_FUNCTIONS[case.activation](output))

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        from codegen.cost.estimate import fetch_cycles, rate, round_trip

        window_bytes = plan.geometry.weight_tiles * plan.case.number_format.tile_bytes
        gathering = window_bytes / rate("noc_bytes_per_cycle", settings) + round_trip(settings)
        unpacking = fetch_cycles(window_bytes, window_bytes, settings)
        return {
            "window": math.ceil(core.work.num_outputs * gathering),
            "unpackers": math.ceil(core.work.num_outputs * unpacking),
        }

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        width, taps = scene.operation.plan.geometry.shard_channels, len(scene.operation.offsets)
        start = (scene.operation.work("start_tile_id")[scene.core] + delta) * TILE_DATUMS + scene.channel % width
        place = start[:, None] + np.arange(taps) * width
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
