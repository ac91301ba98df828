"""Layers with random numbers that bfloat16 holds; so large that what a network computes neither grows nor fades."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from codegen.model.arrays import Floats
from codegen.model.formats import BFLOAT16


@dataclass(frozen=True, eq=False)
class Layer:
    """A convolution that keeps the size of an image but for its stride.

    Attributes:
        weights: [output channels, input channels of a group, kernel height, kernel width].
        bias: [output channels].
        groups: Groups of channels.
        stride: Rows and columns from an output to the next [sticks].
        activation: `none`, `relu6` or `silu`.
    """

    weights: Floats
    bias: Floats
    groups: int = 1
    stride: int = 1
    activation: str = "none"

    @property
    def channels(self) -> tuple[int, int]:
        """Channels of the input and of the output."""
        outputs, of_a_group = self.weights.shape[:2]
        return of_a_group * self.groups, outputs

    @property
    def kernel(self) -> int:
        """Height and width of the kernel [taps]."""
        return int(self.weights.shape[-1])

    @property
    def padding(self) -> int:
        """Zeros on each side of an image [sticks]."""
        return self.kernel // 2


class Draw:
    """Where the numbers of a network come from."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def numbers(self, *shape: int, scale: float = 1) -> Floats:
        """Normal numbers."""
        return BFLOAT16.round(self._random.standard_normal(shape) * scale)

    def point(self, before: int, behind: int, activation: str = "none") -> Layer:
        """A 1x1 layer."""
        gain = 1 if activation == "none" else 2
        weights = self.numbers(behind, before, 1, 1, scale=np.sqrt(gain / before))
        return Layer(weights, self._bias(behind), activation=activation)

    def depthwise(self, channels: int, kernel: int, activation: str = "none", stride: int = 1) -> Layer:
        """A depthwise layer."""
        gain = 1 if activation == "none" else 2
        weights = self.numbers(channels, 1, kernel, kernel, scale=np.sqrt(gain) / kernel)
        return Layer(weights, self._bias(channels), channels, stride, activation)

    def _bias(self, channels: int) -> Floats:
        return self.numbers(channels, scale=1 / 8)
