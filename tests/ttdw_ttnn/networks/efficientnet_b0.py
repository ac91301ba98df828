"""EfficientNet-B0 behind its first layer: 16 blocks with squeeze and excitation, and the head (Tan and Le, 2019)."""

from __future__ import annotations

from dataclasses import dataclass

from tests.ttdw_ttnn.networks.arithmetic import Arithmetic, T
from tests.ttdw_ttnn.networks.layers import Draw, Layer

STAGES = (
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
)
"""Expansion, kernel, output channels, blocks, stride of the first one."""

SQUEEZE = 4
"""How many times fewer channels than a block's input an excitation is made of."""

CLASSES = 1000


@dataclass(frozen=True)
class MBConv:
    """Expand, depthwise, gate each channel by what all sticks say of it, project; the input is added if it can be."""

    expand: Layer | None
    depthwise: Layer
    squeeze: Layer
    excite: Layer
    project: Layer

    @staticmethod
    def draw(draw: Draw, before: int, behind: int, expansion: int, kernel: int, stride: int) -> MBConv:
        between = before * expansion
        return MBConv(
            draw.point(before, between, "silu") if expansion > 1 else None,
            draw.depthwise(between, kernel, "silu", stride),
            draw.point(between, before // SQUEEZE, "silu"),
            draw.point(before // SQUEEZE, between),
            draw.point(between, behind),
        )

    @property
    def adds(self) -> bool:
        before = self.expand.channels[0] if self.expand else self.depthwise.groups
        return self.depthwise.stride == 1 and before == self.project.channels[1]

    def compute(self, on: Arithmetic[T], x: T) -> T:
        y = on.convolve(x, self.expand) if self.expand else x
        y = on.convolve(y, self.depthwise)
        y = on.gate(y, on.convolve(on.convolve(on.average(y), self.squeeze), self.excite))
        y = on.convolve(y, self.project)
        return on.add(x, y) if self.adds else y


class EfficientNetB0:
    """With random weights."""

    name = "EfficientNet-B0"
    input_channels = 32
    full_size = 112

    def __init__(self, seed: int) -> None:
        draw, before = Draw(seed), self.input_channels
        self._blocks = []
        for expansion, kernel, behind, blocks, first_stride in STAGES:
            for block in range(blocks):
                stride = first_stride if block == 0 else 1
                self._blocks.append(MBConv.draw(draw, before, behind, expansion, kernel, stride))
                before = behind
        self._widen = draw.point(before, 1280, "silu")
        self._classify = draw.point(1280, CLASSES)

    def compute(self, on: Arithmetic[T], x: T) -> T:
        for block in self._blocks:
            x = block.compute(on, x)
        return on.convolve(on.average(on.convolve(x, self._widen)), self._classify)


class Block:
    """One block with a kernel of 5x5: 40 channels, 240 between."""

    name = "block 4 of EfficientNet-B0"
    input_channels = 40
    full_size = 28

    def __init__(self, seed: int) -> None:
        self._block = MBConv.draw(Draw(seed), 40, 40, 6, 5, 1)

    def compute(self, on: Arithmetic[T], x: T) -> T:
        return self._block.compute(on, x)
