"""What may be wrong with the input of a core: which channels it has, what lies around it, from which shard it comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from codegen.judge.hypothesis import Hypothesis
from codegen.judge.scene import Ints, Operation, Reals, Scene
from codegen.model.case import Case
from codegen.model.rules import case_findings
from codegen.model.window import PADDING_MODES, source_of
from codegen.schedules.schedule import schedule_of


def other_padding(operation: Operation) -> Iterator[Hypothesis]:
    """In the padding lies what another padding_mode wants there."""
    case = operation.plan.case
    for mode in PADDING_MODES:
        other = case.model_copy(update={"padding_mode": mode})
        if mode != case.padding_mode and any(case.padding_sides) and not case_findings(other):
            golden = operation.golden[:, : case.out_channels]
            padded = Operation(replace(operation.plan, case=other), operation.tensors, golden)
            text = f"the padding is that of padding_mode {mode}, not of {case.padding_mode}"
            yield Hypothesis(text, partial(_with_padding, padded=padded))


def _with_padding(scene: Scene, padded: Operation) -> Reals:
    return scene.convolved(replace(scene, operation=padded).inputs, scene.weights)


def halo_of_the_own_shard(operation: Operation) -> Iterator[Hypothesis]:
    """A core that gathers its input looks for the sticks of its neighbours in its own shard."""
    if schedule_of(operation.plan.variant).gathers and operation.plan.geometry.stick_shards > 1:
        yield Hypothesis("the sticks of neighbours are read from the core's own shard", _with_own_halo)


def _with_own_halo(scene: Scene) -> Reals:
    plan = scene.operation.plan
    (height, width), (top, bottom, left, right) = plan.case.input, plan.case.padding_sides
    padded_height, padded_width = plan.case.padded_input
    padded_row, padded_column = np.divmod(scene.first[:, None] + scene.operation.offsets, padded_width)
    image, padded_row = np.divmod(padded_row, padded_height)
    row = _sources(plan.case, height, (top, bottom))[padded_row]
    column = _sources(plan.case, width, (left, right))[padded_column]
    inside = (row >= 0) & (column >= 0)
    own = scene.operation.work("stick_shard")[scene.core, None] * plan.geometry.input_shard_sticks
    stick = own + ((image * height + row) * width + column) % plan.geometry.input_shard_sticks
    image, row = np.divmod(stick, height * width)
    row, column = np.divmod(row, width)
    inside &= image < plan.case.batch
    found = (image * padded_height + row + top) * padded_width + column + left
    numbers = scene.operation.stream[np.where(inside, found, 0), scene.channel[:, None]]
    return scene.convolved(np.where(inside, numbers, 0).astype(np.float64), scene.weights)


def _sources(case: Case, size: int, padding: tuple[int, int]) -> Ints:
    """Row of the image that each padded row repeats, or the columns; -1 for zeros."""
    sources = (source_of(place, size, case.padding_mode) for place in range(-padding[0], size + padding[1]))
    return np.array([-1 if source is None else source for source in sources])


def input_channels_in_turn(operation: Operation) -> Iterator[Hypothesis]:
    """Of several filters of each input channel: all channels were repeated, one behind the other, instead of each."""
    if operation.plan.case.channel_multiplier > 1:
        yield Hypothesis("output channel o has input channel o % channels", _with_channels_in_turn)


def _with_channels_in_turn(scene: Scene) -> Reals:
    case = scene.operation.plan.case
    channel = scene.channel % case.channels * case.channel_multiplier
    return scene.convolved(scene.inputs_at(scene.first, scene.operation.offsets, channel), scene.weights)
