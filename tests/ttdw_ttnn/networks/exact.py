"""The arithmetic of networks in float64."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.ttdw_ttnn.networks.layers import Layer

Image = NDArray[np.float64]
"""[batch, height, width, channels]"""


class Exact:
    """Nothing is rounded to what a chip has."""

    def convolve(self, x: Image, layer: Layer) -> Image:
        """A convolution, and its activation."""
        sums = _depthwise(x, layer) if layer.kernel > 1 else x @ layer.weights[:, :, 0, 0].T.astype(np.float64)
        output: Image = ACTIVATIONS[layer.activation](sums + layer.bias)
        return output

    def add(self, x: Image, y: Image) -> Image:
        """The sum of two images of the same shape."""
        return x + y

    def average(self, x: Image) -> Image:
        """The mean over all sticks of an image."""
        mean: Image = x.mean(axis=(1, 2), keepdims=True)
        return mean

    def gate(self, x: Image, weights: Image) -> Image:
        """An image, each channel times the sigmoid of one of these."""
        return x * _sigmoid(weights)


def _depthwise(x: Image, layer: Layer) -> Image:
    assert layer.channels[0] == layer.channels[1] == layer.groups
    pad, step = layer.padding, layer.stride
    padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    batch, height, width, channels = x.shape
    rows, columns = (height - 1) // step + 1, (width - 1) // step + 1
    sums = np.zeros((batch, rows, columns, channels))
    for row in range(layer.kernel):
        for column in range(layer.kernel):
            seen = padded[:, row::step, column::step][:, :rows, :columns]
            sums += seen * layer.weights[:, 0, row, column]
    return sums


def _sigmoid(x: Image) -> Image:
    return np.asarray(1 / (1 + np.exp(-x)))


ACTIVATIONS = {
    "none": lambda x: x,
    "relu6": lambda x: np.clip(x, 0, 6),
    "silu": lambda x: x * _sigmoid(x),
}
