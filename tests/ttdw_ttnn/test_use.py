"""How a model uses it: what comes back besides the output, weights, memory, reasons, and the place of ttnn.conv2d."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest

import ttdw_ttnn
from codegen.plan.buffers import available_bytes
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from tests.ttdw_ttnn.tensors import (
    BLOCK,
    HEIGHT,
    ROWS,
    TILES,
    Convolution,
    on_chip,
    on_host,
    pcc,
    shards,
    to_numpy,
    ttnn,
)
from ttdw_ttnn import fallback, weights
from ttdw_ttnn.call import PARAMETERS
from ttdw_ttnn.chips import chip_of
from ttdw_ttnn.fallback import FallbackWarning
from ttdw_ttnn.formats import ACTIVATIONS
from ttdw_ttnn.patch import patched
from ttdw_ttnn.stock import call_of

pytestmark = [pytest.mark.device, pytest.mark.filterwarnings("ignore::ttdw_ttnn.fallback.FallbackWarning")]

LAYER, TWICE = Convolution(1, 8, 8, 64), Convolution(1, 8, 8, 64, multiplier=2)
MEMORY = shards(32, 32, 2, 2, BLOCK)
ODD = Convolution(1, 7, 7, 32)
"""Its output has no row-major form that ttnn can make of tiles."""


def ours(chip: Any, layer: Convolution = LAYER, memory: Any = MEMORY, **others: Any) -> Any:
    """A call that is served, unless the other parameters are in the way."""
    x = on_chip(layer.sticks, chip, TILES, memory)
    return ttdw_ttnn.depthwise_conv2d(input_tensor=x, **layer.given(chip) | others)


def prepared(chip: Any, layer: Convolution = LAYER, **others: Any) -> tuple[Any, Any]:
    _, (tiles, bias) = ours(chip, layer, return_weights_and_bias=True, **others)
    return tiles, bias


def config(**fields: Any) -> Any:
    return ttnn.Conv2dConfig(**fields)


def test_the_parameters_are_those_of_ttnn() -> None:
    told = ttnn._ttnn.operations.conv.conv2d_t.__call__.__doc__.partition("->")[0]
    assert sorted(PARAMETERS) == sorted(re.findall(r"[,*] (\w+): ", told))


@pytest.mark.parametrize("dims", [False, True])
@pytest.mark.parametrize("both", [False, True])
def test_what_comes_back_besides_the_output(dims: bool, both: bool, chip: Any) -> None:
    asked: dict[str, Any] = {"return_output_dim": dims, "return_weights_and_bias": both}
    x = on_chip(LAYER.sticks, chip, TILES, MEMORY)
    wanted = ttnn.conv2d(input_tensor=x, **LAYER.given(chip) | asked)
    found = ours(chip, **asked)
    assert form_of(found) == form_of(wanted)


def form_of(result: Any) -> Any:
    if isinstance(result, (tuple, list)):
        return type(result), [form_of(one) for one in result]
    return result if isinstance(result, int) else type(result)


def test_without_a_bias_none_comes_back(chip: Any) -> None:
    assert prepared(chip, bias_tensor=None)[1] is None


def test_weights_that_came_back_are_taken_as_they_are(chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = to_numpy(ours(chip))
    tiles, bias = prepared(chip)
    monkeypatch.setattr(weights, "prepare", None)
    output, (again, _) = ours(chip, weight_tensor=tiles, bias_tensor=bias, return_weights_and_bias=True)
    assert again is tiles
    assert np.array_equal(to_numpy(output), first)


def test_weights_prepared_ahead_of_time(chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given = LAYER.given(chip)
    given |= {"input_memory_config": MEMORY, "input_layout": TILES, "input_dtype": ttnn.bfloat16}
    tiles = ttdw_ttnn.prepare_depthwise_conv2d_weights(**given)
    bias = ttdw_ttnn.prepare_depthwise_conv2d_bias(bias_tensor=given["bias_tensor"], device=chip)
    monkeypatch.setattr(weights, "prepare", None)
    output = ours(chip, weight_tensor=tiles, bias_tensor=bias)
    assert pcc(to_numpy(output), LAYER.expected()) >= 0.99999


def test_weights_of_a_layer_that_is_passed_on_are_not_prepared(chip: Any) -> None:
    given = LAYER.given(chip) | {"groups": 1}
    given |= {"input_memory_config": MEMORY, "input_layout": TILES, "input_dtype": ttnn.bfloat16}
    with pytest.raises(ValueError, match=r"passed on to ttnn.conv2d: not depthwise"):
        ttdw_ttnn.prepare_depthwise_conv2d_weights(**given)


def test_weights_that_were_prepared_for_another_grid_are_laid_out_anew(chip: Any) -> None:
    tiles, bias = prepared(chip)
    memory = shards(32, 64, 2)
    output, (anew, _) = ours(chip, memory=memory, weight_tensor=tiles, bias_tensor=bias, return_weights_and_bias=True)
    assert ttdw_ttnn.last_fallback is None
    assert list(anew.shape) != list(tiles.shape)
    assert pcc(to_numpy(output), LAYER.expected()) >= 0.99999


def test_prepared_weights_of_a_call_that_is_passed_on_are_read_back(chip: Any) -> None:
    tiles, bias = prepared(chip, ODD, memory=shards(32, 32, 2))
    asked = {"conv_config": config(output_layout=ROWS), "weight_tensor": tiles, "bias_tensor": bias}
    output = ours(chip, ODD, shards(32, 32, 2), **asked)
    assert ttdw_ttnn.last_fallback == (
        "rows of [1, 1, 49, 32] padded to [1, 1, 64, 32], which ttnn cannot make of tiles"
    )
    assert pcc(to_numpy(output), ODD.expected()) >= 0.9999


def test_weights_that_ttnn_prepared_go_back_to_it(chip: Any) -> None:
    x = on_chip(LAYER.sticks, chip, TILES, MEMORY)
    _, (theirs, bias) = ttnn.conv2d(input_tensor=x, **LAYER.given(chip) | {"return_weights_and_bias": True})
    output = ours(chip, weight_tensor=theirs, bias_tensor=bias)
    assert ttdw_ttnn.last_fallback
    assert ttdw_ttnn.last_fallback.startswith("weights of shape [1, 1, 576, 64], wanted [64, 1, 3, 3]")
    assert pcc(to_numpy(output), LAYER.expected()) >= 0.99999


@pytest.mark.parametrize("dtype", [ttnn.float32, ttnn.bfloat8_b])
def test_weights_of_other_types_that_bfloat16_holds(dtype: Any, chip: Any) -> None:
    tensor = on_host(LAYER.weights, dtype)
    held = np.array(ttnn.to_dtype(tensor, ttnn.float32).to_numpy(), np.float32)
    output = ours(chip, weight_tensor=tensor)
    assert ttdw_ttnn.last_fallback is None
    exact = Convolution(1, 8, 8, 64)
    object.__setattr__(exact, "weights", held)
    assert pcc(to_numpy(output), exact.expected()) >= 0.99999


def test_weights_that_bfloat16_does_not_hold(chip: Any) -> None:
    ours(chip, weight_tensor=on_host(LAYER.weights + np.float32(2**-20), ttnn.float32))
    assert ttdw_ttnn.last_fallback == "weights in FLOAT32 that bfloat16 does not hold"


def test_the_program_is_found_again_with_tensors_that_moved(chip: Any) -> None:
    tiles, bias = prepared(chip)
    first = ours(chip, weight_tensor=tiles, bias_tensor=bias)
    known = chip.num_program_cache_entries()
    spacer = on_chip(np.zeros((1, 1, 64, 64), np.float32), chip, TILES, MEMORY)
    second, (others, _) = ours(chip, return_weights_and_bias=True)
    assert second.buffer_address() != first.buffer_address()
    assert others.buffer_address() != tiles.buffer_address()
    assert chip.num_program_cache_entries() == known
    assert np.array_equal(to_numpy(first), to_numpy(second))
    ttnn.deallocate(spacer)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations(name: str, chip: Any) -> None:
    """Stock GCC in the place of SFPI, where that lets simulated chips run, may have too few registers for tanh."""
    activation, parameters = ACTIVATIONS[name]
    asked = ttnn.UnaryWithParam(getattr(ttnn.UnaryOpType, name), *parameters)
    try:
        output = ours(chip, conv_config=config(activation=asked))
    except RuntimeError as error:
        if "vector registers ran out" not in str(error):
            raise
        pytest.skip(f"stock GCC has too few vector registers for {name}")
    assert ttdw_ttnn.last_fallback is None
    assert pcc(to_numpy(output), ACTIVATION_FUNCTIONS[activation](LAYER.expected())) >= 0.9999


def test_another_slope_is_passed_on(chip: Any) -> None:
    ours(chip, conv_config=config(activation=ttnn.UnaryWithParam(ttnn.UnaryOpType.LEAKY_RELU, 0.5)))
    assert ttdw_ttnn.last_fallback == "activation LEAKY_RELU[0.5]"


def test_prepared_weights_of_two_filters_for_each_channel_are_taken_back(chip: Any) -> None:
    tiles, bias = prepared(chip, TWICE)
    output, (again, _) = ours(chip, TWICE, weight_tensor=tiles, bias_tensor=bias, return_weights_and_bias=True)
    assert again.buffer_address() == tiles.buffer_address()
    assert pcc(to_numpy(output), TWICE.expected()) >= 0.99999
    model_weights, _ = weights.as_a_model_has_them(
        call_of(TWICE.given(chip) | {"input_tensor": None, "weight_tensor": tiles})
    )
    assert np.array_equal(to_numpy(model_weights), TWICE.weights)


@pytest.mark.parametrize("layer", [LAYER, TWICE], ids=["as many channels", "twice as many"])
def test_the_input_is_deallocated_if_that_is_asked_for(layer: Convolution, chip: Any) -> None:
    x = on_chip(layer.sticks, chip, ROWS, ttnn.L1_MEMORY_CONFIG)
    layout = config(deallocate_activation=True, shard_layout=HEIGHT)
    output = ttdw_ttnn.depthwise_conv2d(input_tensor=x, **layer.given(chip, conv_config=layout))
    assert ttdw_ttnn.last_fallback is None
    assert not x.is_allocated()
    assert pcc(to_numpy(output), layer.expected()) >= 0.99999


def test_the_input_is_kept_otherwise(chip: Any) -> None:
    x = on_chip(LAYER.sticks, chip, ROWS, ttnn.L1_MEMORY_CONFIG)
    ttdw_ttnn.depthwise_conv2d(input_tensor=x, **LAYER.given(chip, conv_config=config(shard_layout=HEIGHT)))
    assert np.array_equal(to_numpy(x), LAYER.sticks)


def test_without_room_in_l1_the_reason_says_so(chip: Any) -> None:
    ours(chip)  # its program is in the cache
    x = on_chip(LAYER.sticks, chip, TILES, MEMORY)
    free = ttnn.get_memory_view(chip, ttnn.BufferType.L1).largest_contiguous_bytes_free_per_bank
    sticks = (free - 12_288) // 64
    full = ttnn.allocate_tensor_on_device(
        ttnn.Shape([1, 1, sticks, 32]), ttnn.bfloat16, ROWS, chip, shards(sticks, 32, 1)
    )
    with pytest.raises(RuntimeError, match="L1"):  # nor has ttnn.conv2d
        ttdw_ttnn.depthwise_conv2d(input_tensor=x, **LAYER.given(chip))
    assert ttdw_ttnn.last_fallback
    assert ttdw_ttnn.last_fallback.startswith("not enough L1: ")
    ttnn.deallocate(full)


def test_a_reason_is_told_once(chip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "_told", set())
    asked = {"conv_config": config(output_layout=ROWS)}
    with pytest.warns(FallbackWarning, match="rows of") as warned:
        ours(chip, ODD, shards(32, 32, 2), **asked)
    assert warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ours(chip, ODD, shards(32, 32, 2), **asked)


def model(chip: Any) -> Any:
    """A depthwise layer and a 1x1 layer behind it, as a file that cannot be edited calls them."""
    x = on_chip(LAYER.sticks, chip, TILES, MEMORY)
    x = ttnn.conv2d(input_tensor=x, **LAYER.given(chip))
    point = Convolution(1, 8, 8, 64, (1, 1), padding=0).given(chip) | {"groups": 1}
    wide = on_host(np.ones((64, 64, 1, 1), np.float32))
    return ttnn.conv2d(input_tensor=x, **point | {"weight_tensor": wide})


def test_a_model_that_calls_ttnn(chip: Any) -> None:
    stock, before = to_numpy(model(chip)), ttnn.conv2d
    with patched() as report:
        assert ttnn.conv2d is not before
        found = to_numpy(model(chip))
    assert ttnn.conv2d is before
    assert pcc(found, stock) >= 0.99999
    assert [(one.groups, one.ran, one.reason) for one in report] == [
        (64, "planes", ""),
        (1, "ttnn.conv2d", "not depthwise"),
    ]
    assert str(report[0]) == "1x8x8x64 -> 64, kernel 3x3, stride 1x1, groups 64: planes"


def test_ttnn_is_as_before_behind_a_model_that_fails() -> None:
    before = ttnn.conv2d
    with pytest.raises(KeyError), patched():
        raise KeyError
    assert ttnn.conv2d is before


def test_parameters_of_a_later_ttnn_are_passed_on(chip: Any) -> None:
    x = on_chip(LAYER.sticks, chip, TILES, MEMORY)
    with patched() as report, pytest.raises(TypeError):
        ttnn.conv2d(input_tensor=x, **LAYER.given(chip), polish=True)
    assert report[0].reason == "parameters of a later ttnn: polish"


def test_a_plan_leaves_out_what_the_device_keeps_for_small_tensors(chip: Any) -> None:
    """What is left is what ttnn itself says that a bank of L1 has."""
    left = ttnn.get_memory_view(chip, ttnn.BufferType.L1).total_bytes_per_bank
    assert available_bytes(chip_of(chip), 0) == left
