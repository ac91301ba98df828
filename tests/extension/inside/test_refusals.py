"""What cannot be right is refused with the emitted message: no memory is asked for, and the process goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
import ttnn
from convolution import Convolution, to_device

CASE = Convolution("BLOCK_SHARDED", 64, (8, 8))


@pytest.mark.parametrize("batch", [10**6, 2**31 - 1, 2**31, 2**32 - 1])
def test_a_batch_that_no_chip_holds(device: Any, batch: int) -> None:
    operands = CASE.operands(device, *CASE.draw())
    with pytest.raises(RuntimeError, match=r"an output shard takes \d+ bytes of L1|a plan counts to"):
        CASE.run(*operands, batch_size=batch)


@pytest.mark.parametrize("field", ["batch_size", "channels", "input_height", "input_width"])
@pytest.mark.parametrize("number", [0, 2**31, 2**32 - 1])
def test_numbers_that_no_plan_counts(device: Any, field: str, number: int) -> None:
    operands = CASE.operands(device, *CASE.draw())
    with pytest.raises(RuntimeError, match=r"a plan counts to|wanted 1 at least"):
        CASE.run(*operands, **{field: number})


def test_operands_of_another_convolution(device: Any) -> None:
    sticks, tiles = CASE.operands(device, *CASE.draw())
    larger = replace(CASE, kernel=(7, 7), padding=(3, 3, 3, 3))
    _, other_tiles = larger.operands(device, *larger.draw())
    with pytest.raises(RuntimeError, match="the input tensor has shape"):
        CASE.run(sticks, tiles, batch_size=2)
    with pytest.raises(RuntimeError, match="the weight tensor has shape"):
        CASE.run(sticks, other_tiles)


def test_weights_that_were_prepared_with_a_bias_or_without_one(device: Any) -> None:
    images, weights = (ttnn.from_torch(one, dtype=ttnn.bfloat16) for one in CASE.draw())
    bias = ttnn.from_torch(torch.ones(1, 1, 1, CASE.channels), dtype=ttnn.bfloat16)
    prepared, without = CASE.prepare(images, weights)
    with_bias = ttnn.experimental.prepare_depthwise_conv2d_weights(weights, bias, **CASE.place, **CASE.numbers)
    sticks, without = to_device(device, prepared, without)
    _, with_bias = to_device(device, prepared, with_bias)
    with pytest.raises(RuntimeError, match=r"the weight tensor has shape .* prepared with a bias"):
        CASE.run(sticks, without, has_bias=True)
    with pytest.raises(RuntimeError, match=r"the weight tensor has shape .* prepared without a bias"):
        CASE.run(sticks, with_bias)


def test_no_memory_is_asked_for_before_the_operands_are_looked_at(device: Any) -> None:
    """The output of 400 images would fit into an L1 that is empty."""
    operands = CASE.operands(device, *CASE.draw())
    ballast = ttnn.empty((30_000, 1024), ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT, device, ttnn.L1_MEMORY_CONFIG)
    with pytest.raises(RuntimeError, match="the input tensor has shape"):
        CASE.run(*operands, batch_size=400)
    with pytest.raises(RuntimeError, match="Out of Memory"):
        ttnn.clone(ballast)


def test_tensors_that_lie_elsewhere(device: Any) -> None:
    images, weights = CASE.draw()
    sticks, tiles = CASE.operands(device, images, weights)
    with pytest.raises(RuntimeError, match="wanted HOST"):
        CASE.prepare(ttnn.from_torch(images, dtype=ttnn.bfloat16, device=device), None)
    with pytest.raises(RuntimeError, match="the weight tensor is in"):
        CASE.run(sticks, ttnn.to_memory_config(tiles, ttnn.L1_MEMORY_CONFIG))
