"""Input tensors of a case: numbers that its formats hold exactly, the same for every backend."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.window import PaddingMode

WeightKind = Literal["random", "ramp"]
InputKind = Literal["random", "ones"]

_NUMPY_MODES: Mapping[PaddingMode, Literal["constant", "edge", "reflect"]] = MappingProxyType(
    {"zeros": "constant", "replicate": "edge", "reflect": "reflect"}
)


@dataclass(frozen=True)
class Tensors:
    """What a case computes with.

    Attributes:
        input: [batch, height, width, channels], not padded.
        weights: [output channels, kernel height, kernel width].
        bias: [output channels]; zeros for a case without one.
    """

    input: Floats
    weights: Floats
    bias: Floats

    def require_fit(self, case: Case) -> None:
        """Whether these are tensors of a case.

        Raises:
            ValueError: A shape is another one, or there is a bias where the case has none.
        """
        shapes = {
            "input": (case.batch, *case.input, case.channels),
            "weights": (case.out_channels, *case.kernel),
            "bias": (case.out_channels,),
        }
        for name, wanted in shapes.items():
            if (shape := getattr(self, name).shape) != wanted:
                raise ValueError(f"case {case.id}: the {name} tensor has shape {shape}, wanted {wanted}")
        if not case.bias and self.bias.any():
            raise ValueError(f"case {case.id} has no bias, and the tensor of a bias is not zero")

    @property
    def are_integers(self) -> bool:
        """Whether all sums of products are integers."""
        return all(np.array_equal(one, np.rint(one)) for one in (self.input, self.weights, self.bias))


def make_tensors(case: Case, weights: WeightKind = "random", numbers: InputKind = "random") -> Tensors:
    """Random numbers, or numbers that are easy to follow by hand.

    Args:
        case: The case; its id is the seed.
        weights: random is a normal distribution. ramp numbers the taps: 1, 2, 3, ... row by row, the same on every
            channel; the bias, which is one more tap, has the next number.
        numbers: What the input holds. random is a normal distribution. With ones and ramp, each output is the sum of
            the numbers of its taps that do not hang over the border.
    """
    random = np.random.default_rng(zlib.crc32(case.id.encode()))
    height, width = case.input
    rounded = case.weights_format.round
    drawn = Tensors(
        input=case.input_format.round(random.standard_normal((case.batch, height, width, case.channels))),
        weights=rounded(random.standard_normal((case.out_channels, *case.kernel))),
        bias=rounded(random.standard_normal(case.out_channels) * case.bias),
    )
    taps, bias = (drawn.weights, drawn.bias) if weights == "random" else _ramp(case)
    return Tensors(drawn.input if numbers == "random" else np.ones_like(drawn.input), taps, bias)


def _ramp(case: Case) -> tuple[Floats, Floats]:
    """Weights and bias that number the taps: [output channels, kernel height, kernel width] and [output channels]."""
    num_taps = case.kernel[0] * case.kernel[1]
    taps = np.arange(1, num_taps + 1).reshape(case.kernel)
    bias = np.full(case.out_channels, (num_taps + 1) * case.bias, np.float32)
    rounded = case.weights_format.round
    return rounded(np.tile(taps, (case.out_channels, 1, 1)).astype(np.float32)), rounded(bias)


def repeat_channels(case: Case, numbers: Floats) -> Floats:
    """An input channel for each output channel: [..., channels] to [..., output channels]."""
    return np.repeat(numbers, case.channel_multiplier, axis=-1)


def pad_input(case: Case, numbers: Floats) -> Floats:
    """Each image with its padding: [batch, padded height, padded width, channels]."""
    top, bottom, left, right = case.padding_sides
    return np.pad(numbers, ((0, 0), (top, bottom), (left, right), (0, 0)), _NUMPY_MODES[case.padding_mode])
