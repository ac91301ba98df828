"""Inverted residuals of MobileNetV2, from tensor to tensor on the chip: as good as with ttnn's own depthwise layers.

The 1x1 layers have relu instead of relu6, which the compiler that stands in for Tenstorrent's cannot build for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from codegen.model.arrays import Floats
from codegen.model.formats import BFLOAT16
from tests.ttdw_ttnn.tensors import BLOCK, HEIGHT, Convolution, Reals, on_chip, on_host, pcc, to_numpy, ttnn
from ttdw_ttnn.patch import patched

pytestmark = pytest.mark.device


@dataclass
class Block:
    """Expand, depthwise, project, and the input added if the shape is the same; weights that came back are kept.

    Attributes:
        size: Height and width of the input [sticks].
        channels: Those of the input, those between, those of the output.
        stride: Of the depthwise layer.
        layout: The shards that its layers ask for.
    """

    chip: Any
    size: int
    channels: tuple[int, int, int]
    stride: int
    layout: Any
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        before, between, behind = self.channels
        random = np.random.default_rng(1)
        self.depthwise = Convolution(1, self.size, self.size, between, stride=self.stride)
        self.expand = BFLOAT16.round(random.standard_normal((between, before, 1, 1)) / np.sqrt(before))
        self.project = BFLOAT16.round(random.standard_normal((behind, between, 1, 1)) / np.sqrt(between))
        self.bias = BFLOAT16.round(random.standard_normal((1, 1, 1, max(self.channels))) / 4)
        self.input = BFLOAT16.round(random.standard_normal((1, 1, self.size**2, before)))

    @property
    def adds(self) -> bool:
        return self.stride == 1 and self.channels[0] == self.channels[2]

    def run(self) -> Any:
        """The output on the chip; nothing goes to the host before it."""
        x = on_chip(self.input, self.chip)
        behind = (self.size - 1) // self.stride + 1
        relu, relu6 = (ttnn.UnaryWithParam(getattr(ttnn.UnaryOpType, name)) for name in ("RELU", "RELU6"))
        y = self._convolve("expand", x, self.expand, self.size, relu)
        y = self._convolve("depthwise", y, self.depthwise.weights, self.size, relu6)
        y = self._convolve("project", y, self.project, behind, None)
        return ttnn.add(y, ttnn.to_memory_config(x, y.memory_config())) if self.adds else y

    def _convolve(self, name: str, x: Any, weights: Floats, size: int, activation: Any) -> Any:
        outputs, kernel = weights.shape[0], weights.shape[2]
        fresh = (on_host(weights), on_host(self.bias[..., :outputs]))
        tiles, bias = self.kept.get(name, fresh)
        given = Convolution(1, size, size, outputs, (kernel, kernel), padding=kernel // 2).given(self.chip)
        stride = self.stride if name == "depthwise" else 1
        given |= {"in_channels": x.shape[-1], "groups": outputs if name == "depthwise" else 1}
        config = ttnn.Conv2dConfig(shard_layout=self.layout, activation=activation, weights_dtype=ttnn.bfloat16)
        given |= {"weight_tensor": tiles, "bias_tensor": bias, "conv_config": config, "stride": (stride, stride)}
        output, self.kept[name] = ttnn.conv2d(input_tensor=x, return_weights_and_bias=True, **given)
        return output

    def expected(self) -> Reals:
        """The same in float64."""
        _, between, behind = self.channels
        x = self.input.astype(np.float64)
        expanded = np.maximum(x @ self.expand[..., 0, 0].T + self.bias[..., :between], 0)
        layer = Convolution(1, self.size, self.size, between, stride=self.stride)
        object.__setattr__(layer, "input", expanded.reshape(1, self.size, self.size, between))
        y = np.clip(layer.expected(bias=False) + self.bias[..., :between], 0, 6)
        y = y @ self.project[..., 0, 0].T + self.bias[..., :behind]
        return y + x if self.adds else y


BLOCKS: dict[str, Callable[[Any], Block]] = {
    "height": lambda chip: Block(chip, 16, (32, 96, 32), 1, HEIGHT),
    "block": lambda chip: Block(chip, 14, (64, 384, 64), 1, BLOCK),
    "stride": lambda chip: Block(chip, 14, (96, 192, 160), 2, BLOCK),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_as_good_as_with_ttnn(name: str, chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stock, ours = (BLOCKS[name](chip) for _ in range(2))
    wanted = stock.expected()
    theirs = pcc(to_numpy(stock.run()), wanted)
    with patched() as report:
        ours.run()
        with monkeypatch.context() as on_the_chip:
            on_the_chip.setattr(ttnn.Tensor, "cpu", None)  # the second run finds its weights prepared
            on_the_chip.setattr(ttnn.Tensor, "to_numpy", None)
            output = ours.run()
    assert [one.ran for one in report] == ["ttnn.conv2d", "planes", "ttnn.conv2d"] * 2
    assert pcc(to_numpy(output), wanted) >= theirs - 0.0005
    assert theirs > 0.999
