"""ttnn.experimental.depthwise_conv2d against torch, in each of its memory layouts.

The generator runs this file with a stand-in for ttnn: that shows its own arithmetic, and nothing of the operation.
"""

from dataclasses import dataclass, replace

import pytest
import torch
import ttnn
from tests.ttnn.utils_for_testing import assert_with_pcc

PCC = 0.999
"""The operands are bfloat16, sums have 32 bits, and what a kernel passes on is rounded to bfloat16."""


@dataclass(frozen=True)
class Case:
    """A convolution of channels * multiple channels. Pairs are (height, width), padding is (top, bottom, left, right).

    The layout says how the input is sharded over side x side cores.
    """

    input: tuple[int, int]
    kernel: tuple[int, int] = (3, 3)
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int, int, int] = (1, 1, 1, 1)
    dilation: tuple[int, int] = (1, 1)
    batch: int = 1
    multiple: int = 1
    has_bias: bool = False
    activation: str = "none"
    layout: str = ""
    side: int = 1
    channels: int = 1

    def on(self, layout, side, channels):
        """The same, sharded."""
        return replace(self, layout=layout, side=side, channels=self.multiple * channels)

    def parameters(self):
        """What the operation and the functions that prepare its operands are told alike."""
        return {
            "batch_size": self.batch,
            "channels": self.channels,
            "input_height": self.input[0],
            "input_width": self.input[1],
            "kernel_size": self.kernel,
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
        }


CASES = {
    "k3_s1": Case(input=(8, 8)),
    "k3_s2": Case(input=(9, 11), stride=(2, 2)),
    "k3x5_bias": Case(input=(8, 8), kernel=(3, 5), padding=(1, 1, 2, 2), has_bias=True),
    "k3_dilated": Case(input=(10, 12), dilation=(2, 3), padding=(2, 2, 3, 3)),
    "k2_padded_on_two_sides": Case(input=(7, 6), kernel=(2, 2), padding=(0, 1, 0, 1)),
    "batch_2_relu": Case(input=(6, 6), batch=2, activation="relu"),
    "mobilenet_relu6": Case(input=(14, 14), batch=2, multiple=4, has_bias=True, activation="relu6"),
    "gelu": Case(input=(4, 8), activation="gelu"),
    "silu": Case(input=(4, 8), has_bias=True, activation="silu"),
    "sigmoid": Case(input=(4, 8), activation="sigmoid"),
    "tanh": Case(input=(4, 8), activation="tanh"),
    "hardsigmoid": Case(input=(4, 8), has_bias=True, activation="hardsigmoid"),
    "mobilenet_hardswish": Case(input=(7, 7), multiple=3, has_bias=True, activation="hardswish"),
    "leaky_relu": Case(input=(4, 8), activation="leaky_relu"),
}


def draw_operands(case, seed=0):
    """Numbers that bfloat16 holds: images [batch, channels, height, width], weights [channels, 1, ...], bias."""
    random = torch.Generator().manual_seed(seed)
    shapes = ((case.batch, case.channels, *case.input), (case.channels, 1, *case.kernel), (1, 1, 1, case.channels))
    images, weights, bias = (torch.randn(shape, generator=random).bfloat16() for shape in shapes)
    return images, weights, bias if case.has_bias else None


def golden(case, images, weights, bias):
    """The result in 32 bits: [batch, channels, output height, output width]."""
    top, bottom, left, right = case.padding
    padded = torch.nn.functional.pad(images.float(), (left, right, top, bottom))
    bias = None if bias is None else bias.float().flatten()
    shape = {"stride": case.stride, "dilation": case.dilation, "groups": case.channels}
    results = torch.nn.functional.conv2d(padded, weights.float(), bias, **shape)
    return results if case.activation == "none" else getattr(torch.nn.functional, case.activation)(results)


def assert_equals_golden(case, operands, output):
    """What pads the shards is no part of the output."""
    expected = golden(case, *operands)
    batch, channels, height, width = expected.shape
    sticks = ttnn.to_torch(output)
    assert sticks.shape == (1, 1, batch * height * width, channels)
    assert_with_pcc(expected, sticks.reshape(batch, height, width, channels).permute(0, 3, 1, 2).float(), PCC)


each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
