"""MobileNetV2 behind its first layer: 17 inverted residuals and the head (Sandler et al., 2018, table 2)."""

from __future__ import annotations

from dataclasses import dataclass

from tests.ttdw_ttnn.networks.arithmetic import Arithmetic, T
from tests.ttdw_ttnn.networks.layers import Draw, Layer

STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, output channels, blocks, stride of the first one."""

CLASSES = 1000


@dataclass(frozen=True)
class InvertedResidual:
    """Expand, depthwise, project; the input is added if the shape is the same. The first block expands nothing."""

    expand: Layer | None
    depthwise: Layer
    project: Layer

    @staticmethod
    def draw(draw: Draw, before: int, behind: int, expansion: int, stride: int) -> InvertedResidual:
        between = before * expansion
        return InvertedResidual(
            draw.point(before, between, "relu6") if expansion > 1 else None,
            draw.depthwise(between, 3, "relu6", stride),
            draw.point(between, behind),
        )

    @property
    def adds(self) -> bool:
        before = self.expand.channels[0] if self.expand else self.depthwise.groups
        return self.depthwise.stride == 1 and before == self.project.channels[1]

    def compute(self, on: Arithmetic[T], x: T) -> T:
        y = on.convolve(x, self.expand) if self.expand else x
        y = on.convolve(on.convolve(y, self.depthwise), self.project)
        return on.add(x, y) if self.adds else y


class MobileNetV2:
    """With random weights."""

    name = "MobileNetV2"
    input_channels = 32
    full_size = 112

    def __init__(self, seed: int) -> None:
        draw, before = Draw(seed), self.input_channels
        self._blocks = []
        for expansion, behind, blocks, first_stride in STAGES:
            for block in range(blocks):
                stride = first_stride if block == 0 else 1
                self._blocks.append(InvertedResidual.draw(draw, before, behind, expansion, stride))
                before = behind
        self._widen = draw.point(before, 1280, "relu6")
        self._classify = draw.point(1280, CLASSES)

    def compute(self, on: Arithmetic[T], x: T) -> T:
        for block in self._blocks:
            x = block.compute(on, x)
        return on.convolve(on.average(on.convolve(x, self._widen)), self._classify)


class Block:
    """One inverted residual with six times as many channels between."""

    def __init__(self, seed: int, place: int, channels: tuple[int, int], full_size: int, stride: int = 1) -> None:
        self.name = f"block {place} of MobileNetV2"
        self.input_channels, self.full_size = channels[0], full_size
        self._block = InvertedResidual.draw(Draw(seed), *channels, 6, stride)

    def compute(self, on: Arithmetic[T], x: T) -> T:
        return self._block.compute(on, x)


def block_2(seed: int) -> Block:
    """In front, where images are HEIGHT sharded."""
    return Block(seed, 2, (24, 24), 56)


def block_7(seed: int) -> Block:
    """In the middle, where they are BLOCK sharded."""
    return Block(seed, 7, (64, 64), 14)


def block_13(seed: int) -> Block:
    """The last one with a stride."""
    return Block(seed, 13, (96, 160), 14, stride=2)
