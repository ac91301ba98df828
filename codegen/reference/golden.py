"""The golden convolution: what every backend is compared with."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.tensors import Tensors, pad_input
from codegen.spec.case import Case

Golden = NDArray[np.float64]


def golden(case: Case, tensors: Tensors) -> Golden:
    """Depthwise convolution in float64: by torch where it is installed, else by NumPy.

    Returns:
        [batch, output height, output width, channels].
    """
    return golden_torch(case, tensors) if find_spec("torch") else golden_numpy(case, tensors)


def golden_numpy(case: Case, tensors: Tensors) -> Golden:
    """out[n, oh, ow, c] = f(b[c] + sum over taps i, j of padded[n, oh*sh + i*dh, ow*sw + j*dw, c] * w[c, i, j]).

    b are the bias, w the weights, sh, sw are the strides, dh, dw the dilations, f is the activation.
    """
    padded = pad_input(case, tensors.input).astype(np.float64)
    height, width = case.output
    result = np.zeros((case.batch, height, width, case.channels))
    for i in range(case.kernel[0]):
        for j in range(case.kernel[1]):
            top, left = i * case.dilation[0], j * case.dilation[1]
            window = padded[
                :,
                top : top + (height - 1) * case.stride[0] + 1 : case.stride[0],
                left : left + (width - 1) * case.stride[1] + 1 : case.stride[1],
            ]
            result += window * tensors.weights[:, i, j].astype(np.float64)
    return ACTIVATION_FUNCTIONS[case.activation](result + tensors.bias).astype(np.float64)


def golden_torch(case: Case, tensors: Tensors) -> Golden:
    """The same by torch.nn.functional.conv2d with groups == channels."""
    import torch

    padded = torch.from_numpy(pad_input(case, tensors.input)).double().permute(0, 3, 1, 2)
    weights = torch.from_numpy(tensors.weights).double().unsqueeze(1)
    bias = torch.from_numpy(tensors.bias).double()
    linear = torch.nn.functional.conv2d(
        padded, weights, bias, stride=case.stride, dilation=case.dilation, groups=case.channels
    )
    result = linear if case.activation == "none" else getattr(torch.nn.functional, case.activation)(linear)
    numbers: Golden = result.permute(0, 2, 3, 1).contiguous().numpy()
    return numbers
