"""The stick schedule in NumPy: the same windows, products and sums as the kernels, without their machinery."""

from __future__ import annotations

import numpy as np

from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import Tensors
from codegen.schedules.stick.plan import StickGeometry, num_positions, plan_segments


def stick_geometry(plan: ProgramPlan) -> StickGeometry:
    """The geometry of a plan of the stick schedule."""
    assert isinstance(plan.geometry, StickGeometry)
    return plan.geometry


def stick_weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias as the kernels read them.

    The memory of a channel shard is a row-major matrix [positions, shard_channels], padded with zeros to whole tiles:
    one stick for each tap, and one for the bias. A bias that is a tensor of its own is put there by the reader, with
    the same outcome.

    Returns:
        [channel_shards * weight_tiles, 1024], each tile in the order of its memory.
    """
    geometry = stick_geometry(plan)
    sticks = [*tensors.weights.reshape(plan.case.out_channels, -1).T, *([tensors.bias] if plan.case.bias else [])]
    by_position = pad_channels(plan, np.array(sticks))
    by_shard = by_position.reshape(len(sticks), geometry.channel_shards, geometry.shard_channels).transpose(1, 0, 2)
    rows = geometry.weight_tiles * TILE_DATUMS // geometry.shard_channels
    padded = np.pad(by_shard, ((0, 0), (0, rows - len(sticks)), (0, 0)))
    tiles: Floats = padded.reshape(-1, TILE_DATUMS)
    return tiles


def execute_stick(plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
    """What one core does.

    Args:
        plan: The plan.
        core: The core.
        shard: Its input, [input_shard_sticks, shard_channels].
        weights: Its weight tiles, [weight_tiles, 1024].

    Returns:
        Its output, [output_shard_sticks, shard_channels]. The products are rounded on their way to the
        reduction, where blocks of 32 positions have been added up already; the sum is rounded once more.
    """
    geometry, case = stick_geometry(plan), plan.case
    matrix = weights.reshape(-1, geometry.shard_channels)
    blocks = (geometry.weight_tiles // geometry.channel_tiles, -1, geometry.shard_channels)
    window = np.zeros_like(matrix)
    window[num_positions(case) - case.bias : num_positions(case)] = 1
    rows, columns = np.indices(case.kernel).reshape(2, -1)
    taps = (rows * geometry.tap_row_bytes + columns * geometry.tap_column_bytes) // geometry.stick_bytes
    outputs = np.zeros((geometry.output_shard_sticks, geometry.shard_channels), np.float32)
    done = 0
    for segment in plan_segments(case, geometry, core.work.stick_shard):
        for stick in range(segment.start, segment.end + 1, case.stride[1]):
            window[: len(taps)] = shard[stick + taps]
            products = case.number_format.round((window * matrix).reshape(blocks).sum(axis=0))
            outputs[done] = ACTIVATION_FUNCTIONS[case.activation](products.sum(axis=0))
            done += 1
    return case.number_format.round(outputs)
