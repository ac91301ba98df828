"""Tensors of ttnn for tests, and what a convolution makes of their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from codegen.model.arrays import Floats
from codegen.model.formats import BFLOAT16

ttnn: Any = pytest.importorskip("ttnn")

Reals = NDArray[np.floating[Any]]

HEIGHT, BLOCK, WIDTH = (getattr(ttnn.TensorMemoryLayout, f"{name}_SHARDED") for name in ("HEIGHT", "BLOCK", "WIDTH"))
ROWS, TILES = ttnn.ROW_MAJOR_LAYOUT, ttnn.TILE_LAYOUT


def shards(sticks: int, channels: int, columns: int, rows: int = 1, layout: Any = HEIGHT) -> Any:
    """The memory config of shards on a rectangle of cores from the first one on."""
    cores = ttnn.CoreRange(ttnn.CoreCoord(0, 0), ttnn.CoreCoord(columns - 1, rows - 1))
    spec = ttnn.ShardSpec(ttnn.CoreRangeSet([cores]), [sticks, channels], ttnn.ShardOrientation.ROW_MAJOR)
    return ttnn.MemoryConfig(layout, ttnn.BufferType.L1, spec)


def on_host(numbers: Floats, dtype: Any = None, layout: Any = ROWS) -> Any:
    """A tensor on the host; bfloat16 unless said otherwise."""
    dtype = ttnn.bfloat16 if dtype is None else dtype
    tensor = ttnn.Tensor(np.ascontiguousarray(numbers, np.float32), ttnn.float32)
    if dtype == ttnn.bfloat8_b:
        return ttnn.to_dtype(ttnn.to_layout(tensor, TILES), dtype)
    tensor = tensor if dtype == ttnn.float32 else ttnn.to_dtype(tensor, dtype)
    return tensor if layout == ROWS else ttnn.to_layout(tensor, layout)


def on_chip(numbers: Floats, chip: Any, layout: Any = TILES, memory: Any = None, dtype: Any = None) -> Any:
    """A tensor on the chip; interleaved in L1 unless said otherwise."""
    return on_host(numbers, dtype, layout).to(chip, ttnn.L1_MEMORY_CONFIG if memory is None else memory)


def to_numpy(tensor: Any) -> Floats:
    """The numbers of a tensor."""
    numbers: Floats = np.array(ttnn.to_dtype(tensor.cpu(), ttnn.float32).to_numpy(), np.float32)
    return numbers


def facts(tensor: Any) -> tuple[Any, ...]:
    """All that the next operation of a network sees of a tensor but its numbers."""
    padded = list(tensor.padded_shape)
    return (list(tensor.shape), padded, tensor.layout, tensor.dtype, tensor.memory_config())


def pcc(some: Reals, others: Reals) -> float:
    """Pearson's correlation coefficient."""
    return float(np.corrcoef(some.ravel().astype(np.float64), others.ravel().astype(np.float64))[0, 1])


@dataclass(frozen=True)
class Convolution:
    """A depthwise convolution with random numbers that bfloat16 holds."""

    batch: int
    height: int
    width: int
    channels: int
    kernel: tuple[int, int] = (3, 3)
    stride: int = 1
    padding: int = 1
    multiplier: int = 1
    repeats_edge: bool = False
    input: Floats = field(init=False, repr=False, compare=False)
    weights: Floats = field(init=False, repr=False, compare=False)
    bias: Floats = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        random = np.random.default_rng(0)
        shapes = {"input": (self.batch, self.height, self.width, self.channels)}
        shapes |= {"weights": (self.out_channels, 1, *self.kernel), "bias": (1, 1, 1, self.out_channels)}
        for name, shape in shapes.items():
            object.__setattr__(self, name, BFLOAT16.round(random.standard_normal(shape)))

    @property
    def out_channels(self) -> int:
        """Channels of the output."""
        return self.channels * self.multiplier

    @property
    def sticks(self) -> Floats:
        """The input as networks have it."""
        return self.input.reshape(1, 1, -1, self.channels)

    def expected(self, bias: bool = True) -> NDArray[np.float64]:
        """The output in float64, [1, 1, sticks, out_channels]."""
        pad, step, (rows, columns) = self.padding, self.stride, self.kernel
        sides = ((0, 0), (pad, pad), (pad, pad), (0, 0))
        padded = np.pad(self.input.astype(np.float64), sides, "edge" if self.repeats_edge else "constant")
        height, width = ((size + 2 * pad - taps) // step + 1 for size, taps in self._sides())
        filters = self.weights.reshape(self.channels, self.multiplier, rows, columns)
        total = np.zeros((self.batch, height, width, self.channels, self.multiplier))
        for row in range(rows):
            for column in range(columns):
                seen = padded[:, row::step, column::step][:, :height, :width]
                total += seen[..., None] * filters[:, :, row, column]
        sums: NDArray[np.float64] = total.reshape(1, 1, -1, self.out_channels) + bias * self.bias
        return sums

    def _sides(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.height, self.kernel[0]), (self.width, self.kernel[1])

    def given(self, chip: Any, **others: Any) -> dict[str, Any]:
        """The parameters of ttnn.conv2d but for the input, with weights and bias on the host."""
        compute = ttnn.init_device_compute_kernel_config(
            chip.arch(), math_fidelity=ttnn.MathFidelity.HiFi4, fp32_dest_acc_en=True, packer_l1_acc=True
        )
        return {
            "weight_tensor": on_host(self.weights),
            "bias_tensor": on_host(self.bias),
            "device": chip,
            "in_channels": self.channels,
            "out_channels": self.out_channels,
            "batch_size": self.batch,
            "input_height": self.height,
            "input_width": self.width,
            "kernel_size": self.kernel,
            "stride": (self.stride, self.stride),
            "padding": (self.padding, self.padding),
            "groups": self.channels,
            "compute_config": compute,
        } | others
