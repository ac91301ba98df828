"""The flat schedule in NumPy: the same chunks, tiles and copies as the kernels, without their machinery."""

from __future__ import annotations

import numpy as np

from codegen.plan.chip import DATUM_BYTES, TILE_DATUMS
from codegen.plan.flat import FlatGeometry, FlatWork
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.bfloat16 import Floats, round_to_bfloat16
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import Tensors


def flat_geometry(plan: ProgramPlan) -> FlatGeometry:
    """The geometry of a plan of the flat schedule."""
    assert isinstance(plan.geometry, FlatGeometry)
    return plan.geometry


def flat_weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias as the kernels read them.

    The weights of a tap, one for each channel of a shard, are repeated until they fill whole tiles. Tiles are ordered
    by channel shard, tap, phase. A bias is one more tap, with a tile of ones behind it. Channels that pad a shard have
    weights and bias 0.

    Returns:
        [channel_shards * weight_tiles, 1024].
    """
    geometry = flat_geometry(plan)
    taps = tensors.weights.reshape(plan.case.channels, -1).T
    if plan.case.bias:
        taps = np.concatenate([taps, tensors.bias[None]])
    by_shard = pad_channels(plan, taps).reshape(-1, geometry.channel_shards, geometry.shard_channels).transpose(1, 0, 2)
    repeats = geometry.weight_period * TILE_DATUMS // geometry.shard_channels
    tiles: Floats = np.tile(by_shard, (1, 1, repeats)).reshape(geometry.channel_shards, -1, TILE_DATUMS)
    if plan.case.bias:
        tiles = np.concatenate([tiles, np.ones((geometry.channel_shards, 1, TILE_DATUMS), np.float32)], axis=1)
    return tiles.reshape(-1, TILE_DATUMS)


def execute_flat(plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
    """What one core does.

    Args:
        plan: The plan.
        core: The core.
        shard: Its input, [input_shard_sticks, shard_channels].
        weights: Its weight tiles, [weight_tiles, 1024].

    Returns:
        Its output, [output_shard_sticks, shard_channels]; each number is rounded to bfloat16 once, after the last tap.
    """
    assert isinstance(core.work, FlatWork)
    linear = _multiply(plan, core.work, shard.reshape(-1), weights)
    return _pick_outputs(plan, core.work, linear)


def _multiply(plan: ProgramPlan, work: FlatWork, stream: Floats, weights: Floats) -> Floats:
    """The compute kernel: each chunk of the stream of sticks, under each tap, times its tile; then activated."""
    geometry = flat_geometry(plan)
    page = geometry.page_bytes // DATUM_BYTES
    linear = np.zeros(work.num_linear_pages * page, np.float32)
    for chunk in range(work.num_chunks):
        is_last = chunk + 1 == work.num_chunks
        first = work.last_chunk_page if is_last else chunk * geometry.chunk_pages
        phase = work.last_chunk_phase if is_last else chunk % geometry.weight_period
        total = np.zeros(TILE_DATUMS, np.float32)
        for row in range(plan.case.kernel[0]):
            for column in range(plan.case.kernel[1]):
                shift = row * geometry.tap_row_pages + column * geometry.tap_column_pages
                tile = (row * plan.case.kernel[1] + column) * geometry.weight_period + phase
                start = (first + shift) * page
                total += stream[start : start + TILE_DATUMS] * weights[tile]
        if plan.case.bias:
            total += weights[geometry.ones_tile] * weights[geometry.bias_tile + phase]
        linear[first * page : first * page + TILE_DATUMS] = ACTIVATION_FUNCTIONS[plan.case.activation](total)
    return round_to_bfloat16(linear)


def _pick_outputs(plan: ProgramPlan, work: FlatWork, linear: Floats) -> Floats:
    """The writer kernel: the positions that are outputs, row by row."""
    geometry = flat_geometry(plan)
    sticks = linear[: work.num_positions * geometry.shard_channels].reshape(-1, geometry.shard_channels)
    outputs = np.zeros((geometry.output_shard_sticks, geometry.shard_channels), np.float32)
    position, row, column, done = 0, work.first_output_row, work.first_output_column, 0
    while done < work.num_outputs:
        run = min(work.num_outputs - done, geometry.output_width - column)
        stride = plan.case.stride[1]
        outputs[done : done + run] = sticks[position : position + (run - 1) * stride + 1 : stride]
        done += run
        row += 1
        next_row = geometry.next_image_sticks if row == geometry.output_height else geometry.next_row_sticks
        position += next_row - column * stride
        row, column = row % geometry.output_height, 0
    return outputs
