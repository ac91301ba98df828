"""The compact inverted block of YOLOv10 (Wang et al., 2024): three depthwise layers, two 1x1 ones, a residual."""

from __future__ import annotations

from tests.ttdw_ttnn.networks.arithmetic import Arithmetic, T
from tests.ttdw_ttnn.networks.layers import Draw


class CompactInvertedBlock:
    """3x3 depthwise, 1x1 to twice the channels, depthwise, 1x1 back, 3x3 depthwise."""

    name = "a CIB of YOLOv10"
    full_size = 20

    def __init__(self, seed: int, channels: int, kernel: int) -> None:
        draw = Draw(seed)
        self.input_channels = channels
        self._layers = (
            draw.depthwise(channels, 3, "silu"),
            draw.point(channels, 2 * channels, "silu"),
            draw.depthwise(2 * channels, kernel, "silu"),
            draw.point(2 * channels, channels, "silu"),
            draw.depthwise(channels, 3, "silu"),
        )

    def compute(self, on: Arithmetic[T], x: T) -> T:
        y = x
        for layer in self._layers:
            y = on.convolve(y, layer)
        return on.add(x, y)


def large_kernel(seed: int) -> CompactInvertedBlock:
    """As in YOLOv10-S: the middle is a RepVGG of 7x7 and 3x3, which is a 7x7 layer once its branches are merged."""
    return CompactInvertedBlock(seed, 128, 7)


def small_kernel(seed: int) -> CompactInvertedBlock:
    """As in YOLOv10-X, deep in its neck."""
    return CompactInvertedBlock(seed, 640, 3)
