"""Tensors cut into shards as the plan says, and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import pad_input
from codegen.schedules.schedule import schedule_of

DatumT = TypeVar("DatumT", bound=np.generic)


def input_shards(plan: ProgramPlan, numbers: Floats) -> Floats:
    """The input shard of each core with its halo.

    Args:
        plan: The plan.
        numbers: [batch, height, width, channels], not padded.

    Returns:
        [cores, input_shard_sticks, shard_channels]; zeros where a shard is longer or wider than what its core needs.
    """
    padded = pad_channels(plan, pad_input(plan.case, numbers))
    lay_out = schedule_of(plan.variant).input_shard
    shards = (lay_out(plan, core, padded[..., _channels(plan, core.work.channel_shard)]) for core in plan.cores)
    return np.stack(list(shards))


def join_output(plan: ProgramPlan, shards: Sequence[NDArray[DatumT]] | NDArray[DatumT]) -> NDArray[DatumT]:
    """The output tensor of the cores' shards, without the channels that pad them.

    Args:
        plan: The plan.
        shards: [cores][output_shard_sticks * shard_channels datums], in any shape.

    Returns:
        [batch, output height, output width, channels].
    """
    geometry = plan.geometry
    sticks = np.zeros((geometry.output_sticks, geometry.padded_channels), np.asarray(shards[0]).dtype)
    for shard, core in zip(shards, plan.cores, strict=True):
        first, count = core.work.first_output, core.work.num_outputs
        piece = np.asarray(shard).reshape(geometry.output_shard_sticks, geometry.shard_channels)[:count]
        sticks[first : first + count, _channels(plan, core.work.channel_shard)] = piece
    output = sticks.reshape(plan.case.batch, geometry.output_height, geometry.output_width, geometry.padded_channels)
    return output[..., : plan.case.channels]


def pad_channels(plan: ProgramPlan, numbers: NDArray[DatumT]) -> NDArray[DatumT]:
    """Zeros behind the channels of a case: [..., channels] to [..., padded_channels]."""
    missing = plan.geometry.padded_channels - plan.case.channels
    return np.pad(numbers, [(0, 0)] * (numbers.ndim - 1) + [(0, missing)])


def _channels(plan: ProgramPlan, shard: int) -> slice:
    width = plan.geometry.shard_channels
    return slice(shard * width, (shard + 1) * width)
