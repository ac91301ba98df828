"""Convolutions along one dimension: what comes back is what ttnn.conv1d returns, and the numbers are right."""

from __future__ import annotations

import inspect
import re
from typing import Any

import numpy as np
import pytest

import ttdw_ttnn
from codegen.model.arrays import Floats
from codegen.model.formats import BFLOAT16
from tests.ttdw_ttnn.tensors import facts, on_chip, on_host, pcc, to_numpy, ttnn
from ttdw_ttnn.lines import conv1d
from ttdw_ttnn.patch import patched

pytestmark = [pytest.mark.device, pytest.mark.filterwarnings("ignore::ttdw_ttnn.fallback.FallbackWarning")]

LENGTH, CHANNELS, TAPS = 64, 96, 4


def numbers(*shape: int) -> Floats:
    return BFLOAT16.round(np.random.default_rng(len(shape)).standard_normal(shape))


X, WEIGHTS, BIAS = numbers(2, LENGTH, CHANNELS), numbers(CHANNELS, 1, TAPS), numbers(1, 1, 1, CHANNELS)


def given(chip: Any, **others: Any) -> dict[str, Any]:
    return {
        "weight_tensor": on_host(WEIGHTS),
        "bias_tensor": on_host(BIAS),
        "device": chip,
        "in_channels": CHANNELS,
        "out_channels": CHANNELS,
        "batch_size": 2,
        "input_length": LENGTH,
        "kernel_size": TAPS,
        "groups": CHANNELS,
        "return_output_dim": True,
    } | others


def expected(left: int, right: int, stride: int = 1, dilation: int = 1) -> Floats:
    padded = np.pad(X, ((0, 0), (left, right), (0, 0)))
    length = (padded.shape[1] - dilation * (TAPS - 1) - 1) // stride + 1
    seen = [padded[:, tap * dilation :][:, ::stride][:, :length] for tap in range(TAPS)]
    total = sum(one * WEIGHTS[:, 0, tap] for tap, one in enumerate(seen)) + BIAS[0]
    return np.asarray(total, np.float32).reshape(1, 1, -1, CHANNELS)


@pytest.mark.parametrize(
    ("padding", "stride", "dilation"),
    [((TAPS - 1, 0), 1, 1), (1, 1, 1), (2, 2, 1), ((6, 0), 1, 2)],
    ids=["causal", "number", "strided", "dilated"],
)
def test_as_stock(padding: Any, stride: int, dilation: int, chip: Any) -> None:
    layer = given(chip, padding=padding, stride=stride, dilation=dilation)
    images = on_chip(X.reshape(2, 1, LENGTH, CHANNELS), chip)
    stock, stock_length = ttnn.conv1d(input_tensor=images, **layer)
    ours, length = conv1d(input_tensor=images, **layer)
    assert ttdw_ttnn.last_fallback is None
    assert (facts(ours), length) == (facts(stock), stock_length)
    left, right = (padding, padding) if isinstance(padding, int) else padding
    wanted = expected(left, right, stride, dilation)
    assert pcc(to_numpy(ours), wanted) >= 0.9999


def test_sequences_and_prepared_weights(chip: Any) -> None:
    layer = given(chip, padding=(TAPS - 1, 0), return_weights_and_bias=True)
    _, length, (weights, bias) = conv1d(input_tensor=on_chip(X, chip), **layer)
    assert length == LENGTH
    again = layer | {"weight_tensor": weights, "bias_tensor": bias, "return_weights_and_bias": False}
    output, _ = conv1d(input_tensor=on_chip(X, chip), **again)
    assert pcc(to_numpy(output), expected(TAPS - 1, 0)) >= 0.9999


def test_where_it_stands_while_patched(chip: Any) -> None:
    before = ttnn.conv1d
    images = on_chip(X.reshape(2, 1, LENGTH, CHANNELS), chip)
    with patched() as report:
        ttnn.conv1d(input_tensor=images, **given(chip, padding=1))
        dense = given(chip, padding=1, groups=1, weight_tensor=on_host(numbers(CHANNELS, CHANNELS, TAPS)))
        ttnn.conv1d(input_tensor=images, **dense)
    assert ttnn.conv1d is before
    assert [(one.ran, one.reason) for one in report][1] == ("ttnn.conv1d", "not depthwise")
    assert report[0].ran == "planes"


def test_the_parameters_are_those_of_ttnn() -> None:
    told = ttnn._ttnn.operations.conv.conv1d_t.__call__.__doc__.partition("->")[0]
    names = re.findall(r"(\w+): ", told)
    ours = [name for name in inspect.signature(conv1d).parameters if name != "others"]
    assert sorted(set(names) - {"self", "queue_id"}) == sorted(ours)
