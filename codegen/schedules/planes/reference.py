"""The planes schedule in NumPy: the same planes, weights and sums as the kernels, without their machinery."""

from __future__ import annotations

import numpy as np

from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import Tensors
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    PlanesWork,
    position_of,
    taps_of_phase,
)


def planes_geometry(plan: ProgramPlan) -> PlanesGeometry:
    """The geometry of a plan of the planes schedule."""
    assert isinstance(plan.geometry, PlanesGeometry)
    return plan.geometry


def planes_input_shard(plan: ProgramPlan, core: CorePlan, padded: Floats) -> Floats:
    """The planes of a core.

    Args:
        plan: The plan.
        core: The core.
        padded: The padded input with the channels of the core, [batch, padded_height, padded_width, shard_channels].

    Returns:
        [input_shard_sticks, shard_channels], the memory of [planes, input_shard_sticks, 16].
    """
    geometry, work, case = planes_geometry(plan), core.work, plan.case
    assert isinstance(work, PlanesWork)
    sticks = np.zeros((geometry.input_shard_sticks, geometry.shard_channels), np.float32)
    if work.num_outputs == 0:
        return sticks
    image_rows = geometry.image_sticks // geometry.pitch
    columns = min(geometry.pitch, geometry.padded_width)
    first_image = work.first_output // (geometry.output_height * geometry.output_width)
    for phase in range(geometry.phases):
        for row in range(geometry.phase_sticks // geometry.pitch):
            image, output_row = divmod(work.first_output_row + row, image_rows)
            padded_row = output_row * case.stride[0] + phase * case.dilation[0]
            if first_image + image < case.batch and padded_row < geometry.padded_height:
                start = phase * geometry.phase_sticks + row * geometry.pitch
                sticks[start : start + columns] = padded[first_image + image, padded_row, :columns]
    by_plane = sticks.reshape(geometry.input_shard_sticks, geometry.planes, PLANE_CHANNELS).transpose(1, 0, 2)
    return by_plane.reshape(sticks.shape)


def planes_weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias as the kernels read them.

    The weights of a tap and a plane are a row of SrcB, and the seven rows behind it are zeros. They lie in the order of
    use, by channel shard, plane, column of the kernel, phase and row; the bias of a plane follows its taps. A tile of
    ones, which a bias is multiplied with, comes first.

    Returns:
        [channel_shards * weight_pitch_tiles, 1024].
    """
    geometry, case = planes_geometry(plan), plan.case
    order = [
        row * case.kernel[1] + column
        for column in range(case.kernel[1])
        for phase in range(geometry.phases)
        for row in taps_of_phase(case, phase)
    ]
    taps = tensors.weights.reshape(case.channels, -1).T[order]
    if case.bias:
        taps = np.concatenate([taps, tensors.bias[None]])
    by_shard = pad_channels(plan, taps).reshape(len(taps), geometry.channel_shards, geometry.planes, PLANE_CHANNELS)
    rows = np.zeros((geometry.channel_shards, geometry.planes, len(taps), BLOCK_ROWS, PLANE_CHANNELS), np.float32)
    rows[:, :, :, 0] = by_shard.transpose(1, 2, 0, 3)
    datums = rows.reshape(geometry.channel_shards, -1)
    if case.bias:
        datums = np.concatenate([np.ones((len(datums), TILE_DATUMS), np.float32), datums], axis=1)
    behind = geometry.weight_pitch_tiles * TILE_DATUMS - datums.shape[1]
    tiles: Floats = np.pad(datums, ((0, 0), (0, behind))).reshape(-1, TILE_DATUMS)
    return tiles


def execute_planes(plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
    """What one core does.

    Args:
        plan: The plan.
        core: The core.
        shard: Its input, [input_shard_sticks, shard_channels].
        weights: Its weight tiles, [weight_tiles, 1024].

    Returns:
        Its output, [output_shard_sticks, shard_channels]; each number is rounded once, after the last tap.
    """
    geometry, work, case = planes_geometry(plan), core.work, plan.case
    assert isinstance(work, PlanesWork)
    planes = shard.reshape(geometry.planes, geometry.input_shard_sticks, PLANE_CHANNELS)
    rows = weights.reshape(-1, PLANE_CHANNELS)[case.bias * STRIP_STICKS :: BLOCK_ROWS]
    taps = case.kernel[0] * case.kernel[1] + case.bias
    positions = work.plane_tiles * STRIP_STICKS
    output = np.zeros((geometry.output_shard_sticks, geometry.planes, PLANE_CHANNELS), np.float32)
    first_row = work.first_output - work.first_output_column
    origin = position_of(case, first_row, geometry.pitch, geometry.image_sticks)
    outputs = range(work.first_output, work.first_output + work.num_outputs)
    wanted = [position_of(case, one, geometry.pitch, geometry.image_sticks) - origin for one in outputs]
    for plane, sticks in enumerate(planes):
        plane_rows = iter(rows[plane * taps : (plane + 1) * taps])
        total = np.zeros((positions, PLANE_CHANNELS), np.float32)
        for column in range(case.kernel[1]):
            for phase in range(geometry.phases):
                for index, _ in enumerate(taps_of_phase(case, phase)):
                    start = phase * geometry.phase_sticks + index * geometry.tap_step + column * case.dilation[1]
                    total += sticks[start : start + positions] * next(plane_rows)
        if case.bias:
            total += next(plane_rows)
        activated = ACTIVATION_FUNCTIONS[case.activation](total)
        output[: work.num_outputs, plane] = case.number_format.round(activated)[wanted]
    return output.reshape(geometry.output_shard_sticks, geometry.shard_channels)
