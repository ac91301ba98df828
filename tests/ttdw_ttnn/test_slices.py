"""Layers in slices on the chip: bit for bit what the layer gives as a whole, in what ttnn.conv2d returns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import ttdw_ttnn
from tests.ttdw_ttnn.tensors import ROWS, TILES, Convolution, facts, on_chip, pcc, to_numpy, ttnn
from ttdw_ttnn import chips, layers
from ttdw_ttnn.stock import call_of

pytestmark = [pytest.mark.device, pytest.mark.filterwarnings("ignore::ttdw_ttnn.fallback.FallbackWarning")]

DRAM = ttnn.DRAM_MEMORY_CONFIG
TILE_BYTES = 2048
SMALL, LAYER = Convolution(1, 8, 8, 64), Convolution(1, 17, 35, 64)
DOUBLED = Convolution(1, 17, 35, 32, multiplier=2)
OF_TWO = Convolution(2, 13, 12, 96, (5, 5), padding=4)
DILATED = {"dilation": (2, 2)}
STRIDES = {"stride": (1, 2)}


def in_rows(count: int) -> Any:
    return ttnn.Conv2dSliceConfig(slice_type=ttnn.Conv2dDRAMSliceHeight, num_slices=count)


def in_columns(count: int) -> Any:
    return ttnn.Conv2dSliceConfig(slice_type=ttnn.Conv2dDRAMSliceWidth, num_slices=count)


CASES: dict[str, tuple[Convolution, Any, Any, Any, Any, dict[str, Any]]] = {
    # the layer, layout and type of its input, the layout of its output, its slices, other parameters
    "rows": (LAYER, ROWS, None, ROWS, in_rows(4), {}),
    "rows, to tiles": (LAYER, TILES, None, TILES, in_rows(5), {}),
    "columns": (LAYER, ROWS, None, ROWS, in_columns(3), {}),
    "columns, to tiles": (LAYER, TILES, None, TILES, in_columns(2), {}),
    "rows of two images, 5x5, dilated": (OF_TWO, TILES, None, TILES, in_rows(3), DILATED),
    "columns of two images, 5x5, dilated": (OF_TWO, ROWS, None, ROWS, in_columns(4), DILATED),
    "rows, strides": (LAYER, TILES, None, ROWS, in_rows(4), STRIDES),
    "columns, strides": (LAYER, TILES, None, ROWS, in_columns(5), STRIDES),
    "bfloat8_b": (LAYER, TILES, ttnn.bfloat8_b, TILES, in_rows(2), {}),
    "rows, two filters for each channel": (DOUBLED, TILES, None, TILES, in_rows(3), {}),
    "columns, two filters for each channel": (DOUBLED, ROWS, None, ROWS, in_columns(2), {}),
    "one slice": (LAYER, TILES, None, TILES, in_rows(1), {}),
}


def computed(layer: Convolution, chip: Any, layout: Any, dtype: Any, conv2d: Any, **others: Any) -> Any:
    x = on_chip(layer.sticks, chip, layout, DRAM, ttnn.bfloat16 if dtype is None else dtype)
    return conv2d(input_tensor=x, **layer.given(chip, return_output_dim=True, **others))


@pytest.mark.parametrize("name", CASES)
def test_slices_are_bit_for_bit_the_whole_layer(name: str, chip: Any) -> None:
    layer, layout, dtype, output_layout, slices, others = CASES[name]
    config = {"conv_config": ttnn.Conv2dConfig(output_layout=output_layout), **others}
    whole, dims = computed(
        layer, chip, layout, dtype, ttdw_ttnn.depthwise_conv2d, slice_config=ttnn.Conv2dL1FullSliceConfig, **others
    )
    assert ttdw_ttnn.last_fallback is None
    with ttdw_ttnn.patched() as report:
        ours, our_dims = computed(layer, chip, layout, dtype, ttnn.conv2d, slice_config=slices, **config)
    ran = report[0].ran
    assert ran.startswith("planes, in "), report
    assert ran.endswith("one piece" if slices.num_slices == 1 else f"{slices.num_slices} slices of {axis_of(slices)}")
    assert our_dims == dims
    assert np.array_equal(to_numpy(ours), to_numpy(whole))
    if dtype:  # ttsim lacks the instruction with which ttnn.conv2d would convert slices of bfloat8_b
        assert facts(ours) == ([1, 1, 595, 64], [1, 1, 608, 64], TILES, dtype, DRAM)
        return
    stock, _ = computed(layer, chip, layout, dtype, ttnn.conv2d, slice_config=slices, **config)
    assert facts(ours) == facts(stock)
    assert pcc(to_numpy(ours), to_numpy(stock)) >= 0.99999


def axis_of(slices: Any) -> str:
    return "height" if slices.slice_type == ttnn.Conv2dDRAMSliceHeight else "width"


@pytest.fixture
def _short_of_room(chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chip with a little less L1 than a core needs for the whole of LAYER."""
    call = call_of(LAYER.given(chip) | {"input_tensor": on_chip(LAYER.sticks, chip, TILES, DRAM)})
    budget, known = layers.layer_of(call).plan.budget, chips.chip_of(chip)
    less = replace(known, l1_bytes=known.l1_bytes - (budget.available - budget.used) - TILE_BYTES)
    monkeypatch.setitem(chips._chips, chip.id(), less)
    monkeypatch.setattr(layers, "_found", {})


@pytest.mark.usefixtures("_short_of_room")
def test_a_layer_in_dram_that_l1_does_not_hold_is_cut(chip: Any) -> None:
    x = on_chip(LAYER.sticks, chip, TILES, DRAM)
    with ttdw_ttnn.patched() as report:
        output, weights_and_bias = ttnn.conv2d(input_tensor=x, **LAYER.given(chip, return_weights_and_bias=True))
        weights, bias = weights_and_bias
        again = ttnn.conv2d(input_tensor=x, **LAYER.given(chip, weight_tensor=weights, bias_tensor=bias))
    assert [one.ran for one in report] == ["planes, in 2 slices of height"] * 2
    assert pcc(to_numpy(output), LAYER.expected()) >= 0.99999
    assert np.array_equal(to_numpy(again), to_numpy(output))
    assert output.memory_config() == DRAM


@pytest.mark.usefixtures("_short_of_room")
def test_a_layer_that_must_not_be_cut_is_passed_on(chip: Any) -> None:
    x = on_chip(LAYER.sticks, chip, TILES, DRAM)
    ttdw_ttnn.depthwise_conv2d(input_tensor=x, **LAYER.given(chip, slice_config=ttnn.Conv2dL1FullSliceConfig))
    assert "bytes of L1" in (ttdw_ttnn.last_fallback or "")


@pytest.mark.parametrize(
    ("slices", "reason"),
    [(in_rows(9), "9 slices of height, and the output has 8: enough for 8"), (in_columns(2), "ttnn.conv2d refuses it")],
)
def test_slices_that_ttnn_refuses_are_passed_on(slices: Any, reason: str, chip: Any) -> None:
    x = on_chip(SMALL.sticks, chip, TILES, DRAM)
    with pytest.raises(RuntimeError, match="num_slices"):
        ttdw_ttnn.depthwise_conv2d(input_tensor=x, **SMALL.given(chip, slice_config=slices))
    assert reason in (ttdw_ttnn.last_fallback or "")
