"""Tensors cut into shards as the plan says, and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from codegen.model.arrays import Floats, Words
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.tensors import pad_input, repeat_channels
from codegen.reference.tiles import from_tiles, to_tiles
from codegen.schedules.schedule import Layout, schedule_of

DatumT = TypeVar("DatumT", bound=np.generic)


def input_shards(plan: ProgramPlan, numbers: Floats) -> Floats:
    """The input shard of each core.

    Args:
        plan: The plan.
        numbers: [batch, height, width, channels], not padded.

    Returns:
        [cores, input_shard_sticks, shard_channels]; zeros where a shard is longer or wider than what its core needs.
    """
    wide = pad_channels(plan, repeat_channels(plan.case, numbers))
    padded = pad_input(plan.case, wide)
    schedule = schedule_of(plan.variant)
    shards = []
    for core in plan.cores:
        channels = _channels(plan, core.work.channel_shard)
        shards.append(schedule.input_shard(plan, core, wide[..., channels], padded[..., channels]))
    return np.stack(shards)


def shards_beside(plan: ProgramPlan, core: CorePlan, shards: Floats) -> dict[int, Floats]:
    """The input shards that have the channels of a core, by the numbers of their slices of sticks."""
    return {
        one.work.stick_shard: shards[place]
        for place, one in enumerate(plan.cores)
        if one.work.channel_shard == core.work.channel_shard
    }


def layout_of(plan: ProgramPlan) -> Layout:
    """The order of the memory of input and output."""
    return schedule_of(plan.variant).layout


def to_memory(plan: ProgramPlan, shards: Words) -> Words:
    """Input shards as memory holds them.

    Args:
        plan: The plan.
        shards: Words of the input's format, [cores, sticks, channels of a shard].

    Returns:
        [cores, words of 16 bits].
    """
    if layout_of(plan) == "TILE":
        shards = plan.case.input_format.tiles_to_memory(to_tiles(shards))
    return shards.reshape(len(shards), -1)


def output_words(plan: ProgramPlan) -> int:
    """What memory holds of an output shard [words of 16 bits]."""
    datums = plan.geometry.output_shard_sticks * plan.geometry.shard_channels
    return datums // TILE_DATUMS * plan.case.output_format.tile_bytes // 2 if layout_of(plan) == "TILE" else datums


def from_memory(plan: ProgramPlan, memory: Words) -> Words:
    """Output shards from memory, [cores, words of 16 bits], to [cores, output_shard_sticks, shard_channels]."""
    geometry = plan.geometry
    shape = (len(plan.cores), geometry.output_shard_sticks, geometry.shard_channels)
    if layout_of(plan) != "TILE":
        return memory.reshape(shape)
    return from_tiles(plan.case.output_format.tiles_from_memory(memory), shape)


def join_output(plan: ProgramPlan, shards: Sequence[NDArray[DatumT]] | NDArray[DatumT]) -> NDArray[DatumT]:
    """The output tensor of the cores' shards, without the channels that pad them.

    Args:
        plan: The plan.
        shards: [cores][output_shard_sticks * shard_channels datums], in any shape.

    Returns:
        [batch, output height, output width, output channels].
    """
    geometry = plan.geometry
    sticks = np.zeros((geometry.output_sticks, geometry.padded_channels), np.asarray(shards[0]).dtype)
    for shard, core in zip(shards, plan.cores, strict=True):
        first, count = core.work.first_output, core.work.num_outputs
        piece = np.asarray(shard).reshape(geometry.output_shard_sticks, geometry.shard_channels)[:count]
        sticks[first : first + count, _channels(plan, core.work.channel_shard)] = piece
    output = sticks.reshape(plan.case.batch, geometry.output_height, geometry.output_width, geometry.padded_channels)
    return output[..., : plan.case.out_channels]


def pad_channels(plan: ProgramPlan, numbers: NDArray[DatumT]) -> NDArray[DatumT]:
    """Zeros behind the channels of a program: [..., output channels] to [..., padded_channels]."""
    missing = plan.geometry.padded_channels - plan.case.out_channels
    return np.pad(numbers, [(0, 0)] * (numbers.ndim - 1) + [(0, missing)])


def _channels(plan: ProgramPlan, shard: int) -> slice:
    width = plan.geometry.shard_channels
    return slice(shard * width, (shard + 1) * width)
