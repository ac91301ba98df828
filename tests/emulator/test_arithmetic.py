"""Multiply, accumulate and pack, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from tests.emulator.toy import SCENARIOS, TILE_DATUMS, bfloat16, float32, output_of, request, run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from codegen.emulator import Arch, MathFidelity

GOLDEN = json.loads(Path(__file__).with_name("elwmul_golden.json").read_text())
CONFIGURATIONS = [(arch, name) for arch, packed in GOLDEN["packed"].items() for name in packed]


def bits(row: str) -> NDArray[np.uint16]:
    return np.array([int(datum, 16) for datum in row.split()], np.uint16)


def tiles_of(rows: list[str]) -> NDArray[np.uint16]:
    tiles = np.zeros((len(rows), TILE_DATUMS), np.uint16)
    for tile, row in zip(tiles, map(bits, rows), strict=True):
        tile[: row.size] = row
    return tiles


@pytest.mark.parametrize(("arch", "name"), CONFIGURATIONS)
def test_same_bits_as_the_simulated_chip(arch: Arch, name: str) -> None:
    fidelity, dst = name.split()
    asked = request(
        "multiply",
        tiles=len(GOLDEN["a"]),
        arch=arch,
        inputs=tiles_of(GOLDEN["a"]),
        weights=tiles_of(GOLDEN["b"]),
        fp32_dest_acc=dst == "fp32",
        math_fidelity=cast("MathFidelity", fidelity),
    )
    golden = bits(GOLDEN["packed"][arch][name])
    np.testing.assert_array_equal(output_of(run(asked))[0, : golden.size], golden)


def test_golden_values_tell_the_configurations_apart() -> None:
    rows = [row for packed in GOLDEN["packed"].values() for row in packed.values()]
    assert len(set(rows)) > len(rows) // 2
    wormhole, blackhole = GOLDEN["packed"].values()
    assert wormhole != blackhole


def test_each_section_of_dst_starts_from_zero() -> None:
    tiles = 5  # more than the two halves of Dst
    rng = np.random.default_rng(0)
    inputs = bfloat16(rng.standard_normal((tiles, TILE_DATUMS)))
    weights = bfloat16(rng.standard_normal((tiles, TILE_DATUMS)))
    output = output_of(run(request("multiply_each", tiles=tiles, inputs=inputs, weights=weights)))
    product = float32(inputs).astype(np.float64) * float32(weights)
    np.testing.assert_allclose(float32(output.reshape(tiles, TILE_DATUMS)), product, rtol=2**-8)


def test_accuracy_grows_with_fidelity() -> None:
    rng = np.random.default_rng(0)
    inputs = bfloat16(rng.standard_normal((9, TILE_DATUMS)))
    weights = bfloat16(rng.standard_normal((9, TILE_DATUMS)))
    exact = (float32(inputs).astype(np.float64) * float32(weights)).sum(axis=0)
    errors = []
    fidelities: list[MathFidelity] = ["LoFi", "HiFi2", "HiFi4"]
    for fidelity in fidelities:
        asked = request("multiply", tiles=9, inputs=inputs, weights=weights, math_fidelity=fidelity)
        errors.append(float(np.abs(float32(output_of(run(asked))[0, :TILE_DATUMS]) - exact).mean()))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.01


@pytest.mark.parametrize("scenario", ["multiply", "copy_through_ring", "increments"])
def test_same_run_twice_gives_the_same(scenario: str) -> None:
    assert scenario in SCENARIOS
    asked = request(scenario, columns=3, rows=2)
    first, second = run(asked), run(asked)
    assert (first.verdict, first.message, first.waiting, first.plan) == (
        second.verdict,
        second.message,
        second.waiting,
        second.plan,
    )
    np.testing.assert_array_equal(output_of(first), output_of(second))
