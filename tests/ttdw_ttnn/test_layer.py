"""Layers planned without ttnn: the cores of a tensor become those of a case, or the reason says why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from codegen.plan.chip import CHIPS, WORMHOLE
from codegen.plan.grid import Core
from ttdw_ttnn.fallback import NotServedError, TooLargeError
from ttdw_ttnn.layer import Placement, Problem, core_range, plan_layer
from ttdw_ttnn.weight_layout import lay_out, recover

PROBLEM = Problem(
    batch=1,
    channels=80,
    input=(14, 14),
    kernel=(3, 5),
    stride=(2, 1),
    padding=(1, 2),
    padding_mode="zeros",
    dilation=(1, 1),
    activation="relu6",
    bias=True,
    dtype="bfloat16",
    output_dtype="bfloat16",
    weights_dtype="bfloat16",
    math_fidelity="LoFi",
    fp32_dest_acc=False,
)
BLOCK = Placement("BLOCK_SHARDED", "ROW_MAJOR", (core_range((0, 0), (2, 3)),))


def height(*ranges: tuple[tuple[int, int], tuple[int, int]]) -> Placement:
    return Placement("HEIGHT_SHARDED", "ROW_MAJOR", tuple(core_range(*one) for one in ranges))


@pytest.mark.parametrize(
    ("placement", "grid", "origin", "cores"),
    [
        (BLOCK, (3, 4), (0, 0), 12),
        (height(((0, 0), (7, 0))), (8, 1), (0, 0), 8),
        (height(((0, 0), (7, 1)), ((0, 2), (3, 2))), (8, 3), (0, 0), 20),
        (height(((2, 1), (4, 2))), (3, 2), (2, 1), 6),
        (height(((0, 0), (7, 0)), ((0, 1), (7, 1))), (8, 2), (0, 0), 16),
        (height(((4, 1), (6, 1)), ((1, 2), (1, 3)), ((2, 1), (2, 1))), (6, 3), (1, 1), 6),
    ],
)
def test_the_cores_of_a_tensor_are_those_of_the_case(
    placement: Placement, grid: tuple[int, int], origin: tuple[int, int], cores: int
) -> None:
    plan = plan_layer(PROBLEM, placement, WORMHOLE).plan
    assert (plan.case.grid, plan.case.origin, plan.case.num_cores) == (grid, origin, cores)
    assert plan.ranges == placement.ranges


def test_shards_are_as_high_and_wide_as_ttnn_makes_them() -> None:
    geometry = plan_layer(PROBLEM, BLOCK, WORMHOLE).plan.geometry
    assert (geometry.input_shard_sticks, geometry.output_shard_sticks, geometry.shard_channels) == (64, 32, 32)


@pytest.mark.parametrize(
    ("placement", "change", "reason"),
    [
        (replace(BLOCK, orientation="COL_MAJOR"), {}, "there are no kernels for BLOCK_SHARDED in COL_MAJOR order"),
        (BLOCK, {"channels": 64}, "64 channels fill 2 of 3 channel shards, 32 on each"),
        (height(((0, 0), (0, 0))), {"input": (224, 224)}, "a core counts to 65535"),
        (BLOCK, {"kernel": (3, 19)}, "kernel"),
        (height(((0, 0), (8, 0))), {}, "the grid ends after 9 columns, the wormhole chip has 8"),
    ],
)
def test_what_cannot_be_planned_has_a_reason(placement: Placement, change: dict[str, Any], reason: str) -> None:
    for _ in range(2):
        with pytest.raises(NotServedError) as refusal:
            plan_layer(replace(PROBLEM, **change), placement, WORMHOLE)
        assert reason in str(refusal.value)
        assert "\n" not in str(refusal.value)


def test_what_is_too_large_is_told_apart() -> None:
    """A part of it may be served; of another convolution with a grid beside the chip, no part is."""
    with pytest.raises(TooLargeError):
        plan_layer(replace(PROBLEM, input=(224, 224)), height(((0, 0), (0, 0))), WORMHOLE)
    with pytest.raises(NotServedError) as refusal:
        plan_layer(PROBLEM, height(((0, 0), (8, 0))), WORMHOLE)
    assert not isinstance(refusal.value, TooLargeError)


def test_a_layer_is_planned_once() -> None:
    assert plan_layer(PROBLEM, BLOCK, WORMHOLE) is plan_layer(replace(PROBLEM), replace(BLOCK), replace(WORMHOLE))


def test_cores_have_the_coordinates_of_the_chip_that_was_found() -> None:
    harvested = replace(WORMHOLE, noc_rows=WORMHOLE.noc_rows[1:])
    assert plan_layer(PROBLEM, BLOCK, harvested).plan.cores[0].noc == Core(18, 19)


@pytest.mark.parametrize("chip", CHIPS.values(), ids=lambda chip: chip.name)
@pytest.mark.parametrize("bias", [True, False])
def test_prepared_weights_are_read_back(chip: Any, bias: bool) -> None:
    layer = plan_layer(replace(PROBLEM, bias=bias), BLOCK, chip)
    random = np.random.default_rng(0)
    weights = random.standard_normal((80, 3, 5)).astype(np.float32)
    wanted = random.standard_normal(80).astype(np.float32) if bias else None
    tiles = lay_out(layer.plan, weights, wanted)
    assert tiles.shape == (layer.weight_tiles, 1024)
    found, found_bias = recover(layer.plan, layer.places, tiles)
    assert np.array_equal(found, weights)
    assert (found_bias is None) == (wanted is None)
    if found_bias is not None and wanted is not None:
        assert np.array_equal(found_bias, wanted)


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"activation": "none"}, True),
        ({"input": (9, 9)}, True),
        ({"bias": False}, False),
        ({"stride": (1, 1)}, False),
        ({"kernel": (5, 3)}, False),
    ],
    ids=str,
)
def test_weights_fit_layers_that_lay_them_out_alike(change: dict[str, Any], same: bool) -> None:
    layer, other = (plan_layer(replace(PROBLEM, **one), BLOCK, WORMHOLE) for one in ({}, change))
    assert layer.takes_weights_of(other) == other.takes_weights_of(layer) == same
