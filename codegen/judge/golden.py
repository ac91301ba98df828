"""The golden convolution: what every backend is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegen.model.arrays import Floats
from codegen.reference.activation import ACTIVATION_FUNCTIONS

if TYPE_CHECKING:
    from codegen.model.case import Case
    from codegen.reference.tensors import Tensors

Golden = NDArray[np.float64]

GoldenBy = Literal["numpy", "torch"]
"""Who computes it. NumPy takes less time than the import of torch, which says the same (tests/reference)."""


class Convolution(NamedTuple):
    """A depthwise convolution and its numbers, without the words of a case: each channel has m filters, often one.

    Attributes:
        padded: The input with its padding, [batch, padded height, padded width, channels].
        weights: [m * channels, kernel height, kernel width].
        bias: [m * channels].
        stride: Rows and columns from an output to the next.
        dilation: Rows and columns from a tap to the next.
        output: Height and width of the output.
        activation: What is applied to each sum.
    """

    padded: Floats
    weights: Floats
    bias: Floats
    stride: tuple[int, int]
    dilation: tuple[int, int]
    output: tuple[int, int]
    activation: str

    def compute(self) -> Golden:
        """out[n, oh, ow, o] = f(b[o] + sum over taps i, j of padded[n, oh*sh + i*dh, ow*sw + j*dw, o//m] * w[o, i, j]).

        b are the bias, w the weights, sh, sw are the strides, dh, dw the dilations, f is the activation. In float64.
        """
        padded = self.padded.astype(np.float64)
        height, width = self.output
        batch, channels = padded.shape[0], padded.shape[-1]
        filters = self.weights.reshape(channels, -1, *self.weights.shape[1:]).astype(np.float64)
        sums = np.zeros((batch, height, width, *filters.shape[:2]))
        for i, j in np.ndindex(self.weights.shape[1:]):
            top, left = i * self.dilation[0], j * self.dilation[1]
            window = padded[
                :,
                top : top + (height - 1) * self.stride[0] + 1 : self.stride[0],
                left : left + (width - 1) * self.stride[1] + 1 : self.stride[1],
            ]
            sums += window[..., None] * filters[:, :, i, j]
        result = sums.reshape(batch, height, width, -1) + self.bias
        return ACTIVATION_FUNCTIONS[self.activation](result).astype(np.float64)


def convolution_of(case: Case, tensors: Tensors) -> Convolution:
    """What a case computes."""
    from codegen.reference.tensors import pad_input

    return Convolution(
        padded=pad_input(case, tensors.input),
        weights=tensors.weights,
        bias=tensors.bias,
        stride=case.stride,
        dilation=case.dilation,
        output=case.output,
        activation=case.activation,
    )


def golden(case: Case, tensors: Tensors, by: GoldenBy = "numpy") -> Golden:
    """Depthwise convolution in float64.

    Returns:
        [batch, output height, output width, output channels].

    Raises:
        ImportError: torch was asked for, and is not installed.
    """
    return golden_torch(case, tensors) if by == "torch" else golden_numpy(case, tensors)


def golden_numpy(case: Case, tensors: Tensors) -> Golden:
    """The golden convolution by NumPy."""
    return convolution_of(case, tensors).compute()


def golden_torch(case: Case, tensors: Tensors) -> Golden:
    """The same by torch.nn.functional.conv2d with groups == channels."""
    import torch

    one = convolution_of(case, tensors)
    padded = torch.from_numpy(one.padded).double().permute(0, 3, 1, 2)
    weights = torch.from_numpy(one.weights).double().unsqueeze(1)
    bias = torch.from_numpy(one.bias).double()
    linear = torch.nn.functional.conv2d(
        padded, weights, bias, stride=one.stride, dilation=one.dilation, groups=case.channels
    )
    result = linear if one.activation == "none" else getattr(torch.nn.functional, one.activation)(linear)
    numbers: Golden = result.permute(0, 2, 3, 1).contiguous().numpy()
    return numbers
