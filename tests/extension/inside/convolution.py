"""A convolution, its operands, and what is right; stock's ttnn.conv2d gives its output the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
import ttnn

LAYOUTS = {
    name: getattr(ttnn.TensorMemoryLayout, name) for name in ("BLOCK_SHARDED", "HEIGHT_SHARDED", "WIDTH_SHARDED")
}


@dataclass(frozen=True)
class Convolution:
    """Pairs are (height, width); padding is (top, bottom, left, right); the grid has (columns, rows) of cores."""

    layout: str
    channels: int
    input: tuple[int, int]
    kernel: tuple[int, int] = (3, 3)
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int, int, int] = (1, 1, 1, 1)
    dilation: tuple[int, int] = (1, 1)
    batch: int = 1
    grid: tuple[int, int] = (2, 2)

    @property
    def numbers(self) -> dict[str, Any]:
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

    @property
    def place(self) -> dict[str, Any]:
        end = ttnn.CoreCoord(self.grid[0] - 1, self.grid[1] - 1)
        cores = ttnn.CoreRangeSet({ttnn.CoreRange(ttnn.CoreCoord(0, 0), end)})
        return {"memory_layout": LAYOUTS[self.layout], "core_grid": cores}

    def draw(self, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
        """Images [batch, height, width, channels] and weights [channels, 1, kernel height, kernel width]."""
        random = torch.Generator().manual_seed(seed)
        images = torch.randn((self.batch, *self.input, self.channels), generator=random).bfloat16()
        return images, torch.randn((self.channels, 1, *self.kernel), generator=random).bfloat16()

    def golden(self, images: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """[batch, output height, output width, channels] in 32 bits."""
        top, bottom, left, right = self.padding
        padded = torch.nn.functional.pad(images.float().permute(0, 3, 1, 2), (left, right, top, bottom))
        sums: torch.Tensor = torch.nn.functional.conv2d(
            padded, weights.float(), stride=self.stride, dilation=self.dilation, groups=self.channels
        )
        return sums.permute(0, 2, 3, 1)

    def prepare(self, images: Any, weights: Any) -> tuple[Any, Any]:
        """Host tensors -> host tensors."""
        sticks = ttnn.experimental.prepare_depthwise_conv2d_input(images, **self.place, **self.numbers)
        return sticks, ttnn.experimental.prepare_depthwise_conv2d_weights(weights, **self.place, **self.numbers)

    def operands(self, device: Any, images: torch.Tensor, weights: torch.Tensor) -> tuple[Any, Any]:
        """The prepared operands on the device."""
        sticks, tiles = self.prepare(*(ttnn.from_torch(one, dtype=ttnn.bfloat16) for one in (images, weights)))
        return to_device(device, sticks, tiles)

    def run(self, sticks: Any, tiles: Any, **other: Any) -> Any:
        return ttnn.experimental.depthwise_conv2d(sticks, tiles, **{**self.numbers, **other})


def to_device(device: Any, sticks: Any, tiles: Any) -> tuple[Any, Any]:
    on_device = ttnn.to_device(sticks, device, memory_config=sticks.memory_config())
    return on_device, ttnn.to_device(tiles, device, memory_config=ttnn.DRAM_MEMORY_CONFIG)
