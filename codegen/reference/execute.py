"""The plan executed in NumPy: the same chunks, tiles and copies as the kernels, without their machinery."""

from __future__ import annotations

import numpy as np

from codegen.plan.chip import DATUM_BYTES, TILE_DATUMS
from codegen.plan.geometry import Work
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.bfloat16 import Floats, round_to_bfloat16
from codegen.reference.shards import input_shards, join_output, weight_tiles
from codegen.reference.tensors import Tensors


def execute_plan(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Run a plan.

    Args:
        plan: The plan.
        tensors: What it computes with.

    Returns:
        [batch, output height, output width, channels], each number rounded to bfloat16 once, after the last tap.
    """
    shards = input_shards(plan, tensors.input)
    tiles = weight_tiles(plan, tensors)
    by_core = {core.core: core for core in plan.cores}
    outputs = []
    for shard, core in zip(shards, plan.cores, strict=True):
        first_tile = by_core[core.link.sender].work.start_tile_id
        weights = tiles[first_tile : first_tile + plan.geometry.weight_tiles]
        linear = _multiply(plan, core.work, shard.reshape(-1), weights)
        outputs.append(_pick_outputs(plan, core, linear))
    return join_output(plan, outputs)


def _multiply(plan: ProgramPlan, work: Work, stream: Floats, weights: Floats) -> Floats:
    """The compute kernel: each chunk of the stream of sticks, under each tap, times its tile; then activated."""
    geometry = plan.geometry
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


def _pick_outputs(plan: ProgramPlan, core: CorePlan, linear: Floats) -> Floats:
    """The writer kernel: the positions that are outputs, row by row."""
    geometry, work = plan.geometry, core.work
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
