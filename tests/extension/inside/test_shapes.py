"""The output has the shape of the convolution, whatever pads its shards, and what follows computes with it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import ttnn
from convolution import Convolution

ODD = {
    "60_channels_on_49_outputs": Convolution("BLOCK_SHARDED", 60, (7, 7)),
    "one_channel": Convolution("HEIGHT_SHARDED", 1, (5, 7)),
    "17_channels": Convolution("HEIGHT_SHARDED", 17, (9, 9), stride=(2, 2)),
    "fewer_outputs_than_cores": Convolution("HEIGHT_SHARDED", 32, (3, 3), padding=(0, 0, 0, 0)),
    "last_core_idle": Convolution("HEIGHT_SHARDED", 16, (3, 3)),
    "100_channels_over_width": Convolution("WIDTH_SHARDED", 100, (5, 5)),
    "three_images_in_odd_rows": Convolution("BLOCK_SHARDED", 48, (5, 3), batch=3),
    "1x4_kernel_padded_on_one_side": Convolution("BLOCK_SHARDED", 33, (1, 13), kernel=(1, 4), padding=(0, 0, 3, 0)),
    "dilated_and_strided": Convolution(
        "BLOCK_SHARDED", 50, (11, 13), stride=(3, 2), dilation=(2, 3), padding=(2, 2, 3, 3)
    ),
    "long_and_narrow": Convolution("BLOCK_SHARDED", 64, (31, 1), kernel=(5, 1), padding=(2, 2, 0, 0), grid=(2, 3)),
}

each_case = pytest.mark.parametrize("case", ODD.values(), ids=ODD)


def up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple


@each_case
def test_shapes_are_those_of_stock(device: Any, case: Convolution) -> None:
    images, weights = case.draw()
    golden = case.golden(images, weights)
    output = case.run(*case.operands(device, images, weights))
    sticks = golden.shape[0] * golden.shape[1] * golden.shape[2]
    assert tuple(output.shape) == (1, 1, sticks, case.channels)
    shard_sticks, shard_channels = output.memory_config().shard_spec.shape
    assert tuple(output.padded_shape) == (1, 1, sticks, up(case.channels, shard_channels))
    assert ttnn.get_memory_config(output).memory_layout == case.place["memory_layout"]
    assert shard_sticks == -(-sticks // ({"BLOCK_SHARDED": case.grid[1], "WIDTH_SHARDED": 1}.get(case.layout, 4)))
    torch.testing.assert_close(ttnn.to_torch(output).reshape(golden.shape).float(), golden, rtol=2**-6, atol=2**-4)


@each_case
def test_mean_and_reshape_behind_it(device: Any, case: Convolution) -> None:
    images, weights = case.draw()
    golden = case.golden(images, weights)
    output = case.run(*case.operands(device, images, weights))
    interleaved = ttnn.to_memory_config(output, ttnn.DRAM_MEMORY_CONFIG)
    assert tuple(ttnn.reshape(interleaved, tuple(golden.shape)).shape) == tuple(golden.shape)
    mean = ttnn.to_torch(ttnn.mean(ttnn.to_layout(interleaved, ttnn.TILE_LAYOUT), dim=2, keepdim=True)).flatten()
    torch.testing.assert_close(mean.float(), golden.mean(dim=(0, 1, 2)), rtol=2**-5, atol=2**-5)
