"""What may be wrong with the input of a core: which channels it has, from which shard it comes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from codegen.judge.hypothesis import Hypothesis
from codegen.judge.scene import Operation, Reals, Scene
from codegen.schedules.schedule import schedule_of


def halo_of_the_own_shard(operation: Operation) -> Iterator[Hypothesis]:
    """A core that gathers its input looks for the sticks of its neighbours in its own shard."""
    if schedule_of(operation.plan.variant).gathers and operation.plan.geometry.stick_shards > 1:
        yield Hypothesis("the sticks of neighbours are read from the core's own shard", _with_own_halo)


def _with_own_halo(scene: Scene) -> Reals:
    plan = scene.operation.plan
    (height, width), (top, _, left, _) = plan.case.input, plan.case.padding_sides
    padded_height, padded_width = plan.case.padded_input
    padded_row, column = np.divmod(scene.first[:, None] + scene.operation.offsets, padded_width)
    image, row = np.divmod(padded_row, padded_height)
    row, column = row - top, column - left
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    own = scene.operation.work("stick_shard")[scene.core, None] * plan.geometry.input_shard_sticks
    stick = own + ((image * height + row) * width + column) % plan.geometry.input_shard_sticks
    image, row = np.divmod(stick, height * width)
    row, column = np.divmod(row, width)
    inside &= image < plan.case.batch
    found = (image * padded_height + row + top) * padded_width + column + left
    numbers = scene.operation.stream[np.where(inside, found, 0), scene.channel[:, None]]
    return scene.convolved(np.where(inside, numbers, 0).astype(np.float64), scene.weights)


def input_channels_in_turn(operation: Operation) -> Iterator[Hypothesis]:
    """Of several filters of each input channel: all channels were repeated, one behind the other, instead of each."""
    if operation.plan.case.channel_multiplier > 1:
        yield Hypothesis("output channel o has input channel o % channels", _with_channels_in_turn)


def _with_channels_in_turn(scene: Scene) -> Reals:
    case = scene.operation.plan.case
    channel = scene.channel % case.channels * case.channel_multiplier
    return scene.convolved(scene.inputs_at(scene.first, scene.operation.offsets, channel), scene.weights)
