"""A depthwise layer of a network, and how lists of them are made of a paper's table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

Pair = tuple[int, int]
Sides = tuple[int, int, int, int]


@dataclass(frozen=True)
class Layer:
    """A depthwise convolution as an inference runs it: batch norms are folded into weights and bias.

    Attributes:
        channels: Input channels, output channels and groups.
        input: Height and width [sticks].
        kernel: Height and width [taps].
        stride: Down and to the right [sticks].
        padding: Top, bottom, left and right [sticks].
        activation: What is applied to each result at once; a row of codegen.model.activations.
        bias: Whether each channel has a number that is added, its own or that of a batch norm.
    """

    channels: int
    input: Pair
    kernel: Pair
    stride: Pair
    padding: Sides
    activation: str = "none"
    bias: bool = True

    @property
    def output(self) -> Pair:
        """Height and width of the output [sticks]."""
        top, bottom, left, right = self.padding
        height, width = self.input[0] + top + bottom, self.input[1] + left + right
        return (height - self.kernel[0]) // self.stride[0] + 1, (width - self.kernel[1]) // self.stride[1] + 1

    @property
    def multiply_adds(self) -> int:
        """Products of the layer for one image."""
        return self.channels * math.prod((*self.output, *self.kernel))


class Row(NamedTuple):
    """Layers that are alike, of which the first one has the stride; an activation takes the place of the list's."""

    channels: int
    kernel: int
    stride: int = 1
    times: int = 1
    activation: str | None = None


def image_layer(
    channels: int,
    size: int,
    kernel: int | Pair,
    stride: int = 1,
    activation: str = "none",
    bias: bool = True,
) -> Layer:
    """A layer of a square image, which has half a kernel of zeros on each side: the output has size / stride rows.

    Args:
        channels: Its channels.
        size: Height and width of the input [sticks].
        kernel: Height and width, or the one number that both are [taps].
        stride: In both directions [sticks].
        activation: What is applied to each result.
        bias: Whether something is added to it.
    """
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    padding = (height // 2, height // 2, width // 2, width // 2)
    return Layer(channels, (size, size), (height, width), (stride, stride), padding, activation, bias)


def chain(size: int, rows: Iterable[Row], activation: str = "none", bias: bool = True) -> Iterator[Layer]:
    """Layers that follow each other; `size` is that of the first one's input, and each stride divides it."""
    for row in rows:
        for stride in (row.stride, *[1] * (row.times - 1)):
            yield image_layer(row.channels, size, row.kernel, stride, row.activation or activation, bias)
            size = halved(size, stride)


def halved(size: int, stride: int = 2) -> int:
    """Size of what a layer with a stride makes of a size, rounded up [sticks]."""
    return math.ceil(size / stride)


def rounded(channels: float, multiple: int = 8) -> int:
    """Channels as MobileNets round them: to the nearest multiple, but never down by more than a tenth."""
    nearest = max(multiple, int(channels + multiple / 2) // multiple * multiple)
    return nearest if nearest >= 0.9 * channels else nearest + multiple


class Stage(NamedTuple):
    """Inverted residual blocks in a row, of which the first one has the stride.

    Attributes:
        expansion: What a block multiplies the channels of its input with.
        channels: What each block gives.
        blocks: How many.
        stride: Of the first of them [sticks].
        kernel: Height and width of their depthwise layers [taps].
        activation: Behind these; None is that of the network.
    """

    expansion: int
    channels: int
    blocks: int
    stride: int
    kernel: int = 3
    activation: str | None = None


def inverted_residuals(channels: int, size: int, stages: Iterable[Stage], activation: str) -> Iterator[Layer]:
    """A block widens its input and gives it to a depthwise layer.

    Args:
        channels: Of what the first block is given.
        size: Height and width of that [sticks].
        stages: The blocks.
        activation: Behind each depthwise layer whose stage says no other.
    """
    for stage in stages:
        for stride in (stage.stride, *[1] * (stage.blocks - 1)):
            wide = channels * stage.expansion
            yield image_layer(wide, size, stage.kernel, stride, stage.activation or activation)
            channels, size = stage.channels, halved(size, stride)
