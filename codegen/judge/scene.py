"""Outputs under suspicion, with what the operation would have to read and multiply to make them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.plan.program import ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import Tensors, pad_input, repeat_channels

Ints = NDArray[np.integer[Any]]
Reals = NDArray[np.float64]


class Operation:
    """A plan with its tensors as flat arrays: input [padded sticks, channels], weights [channels, taps], bias.

    Channels that pad the shards are there, too, with zeros; their golden values are zeros under any activation.
    """

    def __init__(self, plan: ProgramPlan, tensors: Tensors, golden: Reals) -> None:
        self.plan = plan
        self.tensors = tensors
        self.golden = pad_channels(plan, golden.reshape(-1, plan.case.out_channels))
        padded = pad_input(plan.case, repeat_channels(plan.case, tensors.input))
        self.stream = pad_channels(plan, padded.reshape(-1, plan.case.out_channels))
        self.weights = pad_channels(plan, tensors.weights.reshape(plan.case.out_channels, -1).T).T
        self.bias = pad_channels(plan, tensors.bias)

    @cached_property
    def taps(self) -> list[tuple[int, int]]:
        """Row and column of each tap, in the order of the weights."""
        rows, columns = self.plan.case.kernel
        return [(row, column) for row in range(rows) for column in range(columns)]

    @cached_property
    def offsets(self) -> Ints:
        """Distance from the first tap to each tap [sticks]."""
        return tap_offsets(self.plan, self.taps)

    @cached_property
    def core_of(self) -> Ints:
        """Index of the core that owns an output stick and a channel shard: [output sticks, channel shards]."""
        geometry = self.plan.geometry
        owners = np.zeros((geometry.output_sticks, geometry.channel_shards), np.int64)
        for index, core in enumerate(self.plan.cores):
            work = core.work
            owners[work.first_output : work.first_output + work.num_outputs, work.channel_shard] = index
        return owners

    def work(self, name: str) -> Ints:
        """A number of the class Work for each core: [cores]."""
        return np.array([getattr(core.work, name) for core in self.plan.cores])


def tap_offsets(plan: ProgramPlan, places: list[tuple[int, int]]) -> Ints:
    """Distance from the first tap to places of the kernel, which may lie outside of it [sticks]."""
    row, column = plan.case.dilation[0] * plan.geometry.padded_width, plan.case.dilation[1]
    return np.array([i * row + j * column for i, j in places])


@dataclass(frozen=True)
class Scene:
    """Some outputs of an operation.

    Attributes:
        operation: The operation.
        stick: Output stick of each of them: [outputs].
        channel: Channel of each: [outputs].
        output: What the backend gave: [outputs].
    """

    operation: Operation
    stick: Ints
    channel: Ints
    output: Reals

    @cached_property
    def core(self) -> Ints:
        """Index of the core of each."""
        return self.operation.core_of[self.stick, self.channel // self.operation.plan.geometry.shard_channels]

    @cached_property
    def golden(self) -> Reals:
        """What each should be."""
        return self.golden_at(self.stick, self.channel)

    @cached_property
    def first(self) -> Ints:
        """Padded input stick under the first tap."""
        return self.first_with_stride(self.operation.plan.case.stride)

    @cached_property
    def position(self) -> Ints:
        """Linear position on its core: distance from the core's first input stick [sticks]."""
        return self.first - self.operation.work("first_input_stick")[self.core]

    @cached_property
    def inputs(self) -> Reals:
        """Inputs under the taps: [outputs, taps]."""
        return self.inputs_at(self.first, self.operation.offsets, self.channel)

    @cached_property
    def weights(self) -> Reals:
        """Weights of the taps: [outputs, taps]."""
        return self.operation.weights[self.channel].astype(np.float64)

    @cached_property
    def bias(self) -> Reals:
        """Bias of each."""
        return self.operation.bias[self.channel].astype(np.float64)

    @cached_property
    def terms(self) -> Reals:
        """Products of the taps: [outputs, taps]."""
        return self.inputs * self.weights

    @cached_property
    def linear(self) -> Reals:
        """What each should be before the activation."""
        return np.asarray(self.terms.sum(axis=1) + self.bias)

    def first_with_stride(self, stride: tuple[int, int]) -> Ints:
        """Padded input stick under the first tap, if the window moved by another stride."""
        geometry = self.operation.plan.geometry
        image, within = np.divmod(self.stick, geometry.output_height * geometry.output_width)
        row, column = np.divmod(within, geometry.output_width)
        return np.asarray(
            (image * geometry.padded_height + row * stride[0]) * geometry.padded_width + column * stride[1]
        )

    def inputs_at(self, first: Ints, offsets: Ints, channel: Ints) -> Reals:
        """Inputs at other places: [outputs, offsets]; zeros outside of the padded input."""
        sticks = first[:, None] + offsets
        inside = (sticks >= 0) & (sticks < len(self.operation.stream))
        numbers = self.operation.stream[np.where(inside, sticks, 0), channel[:, None]]
        return np.where(inside, numbers, 0).astype(np.float64)

    def golden_at(self, stick: Ints, channel: Ints) -> Reals:
        """Golden values of other outputs; NaN where there is none."""
        golden = self.operation.golden
        inside = (stick >= 0) & (stick < golden.shape[0]) & (channel >= 0) & (channel < golden.shape[1])
        return np.where(inside, golden[np.where(inside, stick, 0), np.where(inside, channel, 0)], np.nan)

    def convolved(self, inputs: Reals, weights: Reals) -> Reals:
        """The outputs with other inputs or weights: each [outputs, taps]."""
        return self.activated(np.einsum("ot,ot->o", inputs, weights) + self.bias)

    def activated(self, linear: Reals, activation: str | None = None) -> Reals:
        """The case's activation, or another one."""
        function = ACTIVATION_FUNCTIONS[activation or self.operation.plan.case.activation]
        return np.asarray(function(linear), np.float64)

    def part(self, keep: NDArray[Any]) -> Scene:
        """Some of the outputs, by a mask or by indices."""
        return Scene(self.operation, self.stick[keep], self.channel[keep], self.output[keep])
