"""The planes schedule in NumPy: the same planes, weights and sums as the kernels, without their machinery."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.shards import pad_channels, shards_beside
from codegen.reference.tensors import Tensors
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.pieces import input_runs, output_runs
from codegen.schedules.planes.plan import PLANE_CHANNELS, STRIP_STICKS, PlanesGeometry, taps_of_phase
from codegen.schedules.planes.work import PlanesWork, span_of


def planes_geometry(plan: ProgramPlan) -> PlanesGeometry:
    """The geometry of a plan of the planes schedule."""
    assert isinstance(plan.geometry, PlanesGeometry)
    return plan.geometry


def planes_operand(plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
    """The planes of a core, gathered out of the input shards of all cores that have its channels.

    Args:
        plan: The plan.
        core: The core.
        shards: [cores, input_shard_sticks, shard_channels].

    Returns:
        [planes, sticks of a plane, 16].
    """
    geometry, case = planes_geometry(plan), plan.case
    sources = shards_beside(plan, core, shards)
    padded = np.zeros((geometry.plane_sticks, geometry.shard_channels), np.float32)
    for sticks, place in input_runs(case, geometry, span_of(case, geometry, core.work)):
        shard, first = divmod(sticks.start, geometry.input_shard_sticks)
        padded[place : place + len(sticks)] = sources[shard][first : first + len(sticks)]
    return padded.reshape(-1, geometry.planes, PLANE_CHANNELS).transpose(1, 0, 2)


def planes_weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias as the kernels read them.

    The weights of a tap and a plane are a row, for which the multiply has its places; the others are zeros. They lie in
    the order of use, by channel shard, plane, column of the kernel, phase and row, of which the multiply may take the
    last one first; the bias of a plane follows its taps. Tiles of ones, if the multiply wants some for it, come first.

    Returns:
        [channel_shards * weight_pitch_tiles, 1024].
    """
    geometry, case = planes_geometry(plan), plan.case
    order = [row * case.kernel[1] + column for row, column in taps_in_order(plan)]
    taps = tensors.weights.reshape(case.out_channels, -1).T[order]
    if case.bias:
        taps = np.concatenate([taps, tensors.bias[None]])
    by_shard = pad_channels(plan, taps).reshape(len(taps), geometry.channel_shards, geometry.planes, PLANE_CHANNELS)
    ones = multiply_of(plan.variant).ones_tiles(case) * STRIP_STICKS
    rows = np.zeros((geometry.channel_shards, geometry.weight_pitch_tiles * STRIP_STICKS, PLANE_CHANNELS), np.float32)
    rows[:, :ones] = 1
    places = weight_places(plan, geometry.planes * len(taps))
    rows[:, ones + places] = by_shard.transpose(1, 2, 0, 3).reshape(geometry.channel_shards, -1, 1, PLANE_CHANNELS)
    tiles: Floats = rows.reshape(-1, TILE_DATUMS)
    return tiles


def taps_in_order(plan: ProgramPlan) -> Iterator[tuple[int, int]]:
    """The taps of a plane in the order of their weights: row and column of the kernel."""
    multiply = multiply_of(plan.variant)
    for column in range(plan.case.kernel[1]):
        for phase in range(planes_geometry(plan).phases):
            for row in multiply.rows_in_order(taps_of_phase(plan.case, phase)):
                yield row, column


def weight_places(plan: ProgramPlan, taps: int) -> npt.NDArray[np.int64]:
    """Rows of a channel shard's weights, behind the ones, in which those of each tap lie: [taps, places]."""
    return np.array([multiply_of(plan.variant).weight_rows(tap) for tap in range(taps)])


def execute_planes(plan: ProgramPlan, core: CorePlan, operand: Floats, weights: Floats) -> Floats:
    """What one core does.

    Args:
        plan: The plan.
        core: The core.
        operand: Its planes, [planes, sticks of a plane, 16].
        weights: Its weight tiles, [weight_tiles, 1024].

    Returns:
        Its output, [output_shard_sticks, shard_channels]; each number is rounded after the last tap, and once more
        after a bias that is none.
    """
    geometry, case = planes_geometry(plan), plan.case
    multiply = multiply_of(plan.variant)
    assert isinstance(core.work, PlanesWork)
    taps = case.kernel[0] * case.kernel[1] + case.bias
    places = weight_places(plan, geometry.planes * taps)[:, 0]
    rows = weights.reshape(-1, PLANE_CHANNELS)[multiply.ones_tiles(case) * STRIP_STICKS + places]
    positions = core.work.plane_positions
    span = span_of(case, geometry, core.work)
    runs = list(output_runs(case, geometry, span))
    output = np.zeros((geometry.output_shard_sticks, geometry.planes, PLANE_CHANNELS), np.float32)
    for plane, sticks in enumerate(operand):
        plane_rows = iter(rows[plane * taps : (plane + 1) * taps])
        total = np.zeros((positions, PLANE_CHANNELS), np.float32)
        for row, column in taps_in_order(plan):
            index, phase = divmod(row, geometry.phases)
            start = phase * geometry.phase_sticks + index * geometry.tap_step + column * case.dilation[1]
            total += sticks[start : start + positions] * next(plane_rows)
        if case.bias:
            total = total if multiply.bias_is_tap else case.number_format.round(total)
            total += next(plane_rows)
        results = case.number_format.round(ACTIVATION_FUNCTIONS[case.activation](total))
        for outputs, place in runs:
            first = outputs.start - span.start
            output[first : first + len(outputs), plane] = results[place : place + len(outputs)]
    return case.output_format.packed(output.reshape(geometry.output_shard_sticks, geometry.shard_channels))
