"""What comes back is what ttnn.conv2d returns: shape, padding, layout, type, shards; and the numbers are right."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ttdw_ttnn
from tests.ttdw_ttnn.tensors import (
    BLOCK,
    HEIGHT,
    ROWS,
    TILES,
    WIDTH,
    Convolution,
    facts,
    on_chip,
    pcc,
    shards,
    to_numpy,
    ttnn,
)

pytestmark = [pytest.mark.device, pytest.mark.filterwarnings("ignore::ttdw_ttnn.fallback.FallbackWarning")]

SMALL, LARGE = Convolution(1, 8, 8, 64), Convolution(1, 14, 14, 96)
TWICE = Convolution(1, 8, 8, 64, multiplier=2)
EDGES, REPLICATE = Convolution(1, 8, 8, 64, repeats_edge=True), {"padding_mode": ttnn.PaddingMode.Replicate}
BF8 = {"dtype": ttnn.bfloat8_b}
DRAM = ttnn.DRAM_MEMORY_CONFIG

CASES: dict[str, tuple[Convolution, Any, Any, dict[str, Any], dict[str, Any]]] = {
    # the layer, the layout and the memory of its input; Conv2dConfig; other parameters
    "height, rows": (LARGE, ROWS, shards(49, 96, 4), {}, {}),
    "height, rows to rows": (LARGE, ROWS, shards(49, 96, 4), {"output_layout": ROWS}, {}),
    "height": (LARGE, TILES, shards(64, 96, 4), {}, {}),
    "height, bfloat8_b": (LARGE, TILES, shards(64, 96, 4), {"weights_dtype": ttnn.bfloat8_b}, {}),
    "height, to bfloat8_b": (LARGE, TILES, shards(64, 96, 4), {"weights_dtype": ttnn.bfloat8_b}, BF8),
    "in DRAM": (LARGE, TILES, DRAM, {}, {}),
    "any, rows": (LARGE, ROWS, ttnn.L1_MEMORY_CONFIG, {}, {}),
    "to height": (LARGE, TILES, ttnn.L1_MEMORY_CONFIG, {"shard_layout": HEIGHT}, {}),
    "to block": (LARGE, TILES, ttnn.L1_MEMORY_CONFIG, {"shard_layout": BLOCK}, {}),
    "to width": (LARGE, TILES, ttnn.L1_MEMORY_CONFIG, {"shard_layout": WIDTH}, {}),
    "height, rows, to DRAM": (LARGE, ROWS, shards(49, 96, 4), {}, {"memory_config": DRAM}),
    "block, rows": (SMALL, ROWS, shards(32, 32, 2, 2, BLOCK), {}, {}),
    "block": (SMALL, TILES, shards(32, 32, 2, 2, BLOCK), {}, {}),
    "block, stride 2": (Convolution(1, 8, 8, 64, stride=2), TILES, shards(32, 32, 2, 2, BLOCK), {}, {}),
    "width": (SMALL, TILES, shards(64, 32, 2, 1, WIDTH), {}, {}),
    # and some more
    "height, bfloat8_b to bfloat16": (LARGE, TILES, shards(64, 96, 4), {}, {"dtype": ttnn.bfloat16}),
    "height, to bfloat8_b only": (LARGE, TILES, shards(64, 96, 4), {}, BF8),
    "width, to rows": (SMALL, TILES, shards(64, 32, 2, 1, WIDTH), {"output_layout": ROWS}, {}),
    "width, rows": (LARGE, ROWS, shards(196, 32, 3, 1, WIDTH), {}, {}),
    "width, rows to rows": (SMALL, ROWS, shards(64, 32, 2, 1, WIDTH), {"output_layout": ROWS}, {}),
    "block, rows to rows": (SMALL, ROWS, shards(32, 32, 2, 2, BLOCK), {"output_layout": ROWS}, {}),
    "height, rows to full shards of rows": (SMALL, ROWS, shards(32, 64, 2), {"output_layout": ROWS}, {}),
    "height, rows of other shards": (SMALL, ROWS, shards(16, 64, 4), {"output_layout": ROWS}, {}),
    "spread by channels": (LARGE, TILES, shards(128, 96, 1, 2, BLOCK), {}, {}),
    "spread by outputs": (
        Convolution(1, 14, 14, 64, stride=2),
        TILES,
        shards(32, 64, 7),
        {"shard_layout": HEIGHT, "reshard_if_not_optimal": True},
        {},
    ),
    "a last column half full": (Convolution(1, 7, 9, 288), TILES, ttnn.L1_MEMORY_CONFIG, {"shard_layout": BLOCK}, {}),
    "half a tile": (Convolution(2, 5, 6, 80, (5, 3)), ROWS, DRAM, {}, {"slice_config": ttnn.Conv2dL1FullSliceConfig}),
    "from DRAM to rows": (LARGE, TILES, DRAM, {"output_layout": ROWS}, {}),
    "twice the channels, height": (TWICE, TILES, shards(32, 64, 2), {}, {}),
    "twice the channels, block, rows": (TWICE, ROWS, shards(32, 32, 2, 2, BLOCK), {}, {}),
    "twice the channels, width, rows to rows": (TWICE, ROWS, shards(64, 32, 2, 1, WIDTH), {"output_layout": ROWS}, {}),
    "twice the channels, bfloat8_b": (TWICE, TILES, shards(32, 32, 2, 2, BLOCK), {}, {}),
    "edges repeated, rows to rows": (
        EDGES,
        ROWS,
        shards(32, 32, 2, 2, BLOCK),
        {**REPLICATE, "output_layout": ROWS},
        {},
    ),
    "edges repeated": (EDGES, TILES, shards(32, 32, 2, 2, BLOCK), REPLICATE, {}),
    "three times the channels": (
        Convolution(2, 9, 7, 40, (5, 3), stride=2, multiplier=3),
        *(TILES, ttnn.L1_MEMORY_CONFIG, {"shard_layout": HEIGHT}, {}),
    ),
}

PASSED_ON = {
    "height, rows to rows": "rows of [1, 1, 196, 96] padded to [1, 1, 224, 96], which ttnn cannot make of tiles",
    "edges repeated": "padding_mode is replicate, the kernels of variant 'block_sharded_planes' pad with zeros",
}


@pytest.mark.parametrize("name", ["width, rows to rows", "block, rows to rows"])
def test_rows_stay_rows(name: str, chip: Any) -> None:
    layer, layout, memory, config, _ = CASES[name]
    given = layer.given(chip, conv_config=ttnn.Conv2dConfig(**config))
    with ttdw_ttnn.patched() as report:
        ttnn.conv2d(input_tensor=on_chip(layer.sticks, chip, layout, memory, ttnn.bfloat16), **given)
    assert [one.ran for one in report] == ["flat"]


@pytest.mark.parametrize("name", CASES)
def test_as_stock(name: str, chip: Any) -> None:
    layer, layout, memory, config, others = CASES[name]
    dtype = ttnn.bfloat8_b if "bfloat8_b" in name and "only" not in name else ttnn.bfloat16
    given = layer.given(chip, conv_config=ttnn.Conv2dConfig(**config), return_output_dim=True, **others)
    sticks = layer.input if name == "half a tile" else layer.sticks
    outputs = [
        conv2d(input_tensor=on_chip(sticks, chip, layout, memory, dtype), **given)
        for conv2d in (ttnn.conv2d, ttdw_ttnn.depthwise_conv2d)
    ]
    (stock, dims), (ours, our_dims) = outputs
    assert ttdw_ttnn.last_fallback == PASSED_ON.get(name)
    assert (facts(ours), our_dims) == (facts(stock), dims)
    wanted = layer.expected()
    assert pcc(to_numpy(ours), wanted) >= (0.9998 if "bfloat8_b" in name else 0.99999)
    assert np.abs(to_numpy(ours) - wanted).max() <= np.abs(to_numpy(stock) - wanted).max() + np.abs(wanted).max() / 128
