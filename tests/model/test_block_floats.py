"""bfloat8_b: the words that ttnn's host and the packers of simulated chips have made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model.arrays import Floats, Words
from codegen.model.block_floats import GROUP, TILE_DATUMS, decode, encode, from_memory, pack, to_memory
from codegen.model.formats import BFLOAT8_B, BFLOAT16

GOLDEN = json.loads(Path(__file__).with_name("bfloat8_b_golden.json").read_text())

exponents = st.integers(-100, 100)


def words_of(rows: list[str]) -> Words:
    return np.array([[int(word, 16) for word in row.split()] for row in rows], np.uint16)


def numbers(seed: int, count: int = TILE_DATUMS) -> Floats:
    random = np.random.default_rng(seed)
    return (random.standard_normal(count) * np.exp2(random.integers(-8, 8, count))).astype(np.float32)


def test_the_host_rounds_to_the_nearest_and_ties_to_even() -> None:
    np.testing.assert_array_equal(encode(BFLOAT16.decode(words_of(GOLDEN["bfloat16"]))), words_of(GOLDEN["host"]))


def test_packers_round_ties_away_from_zero() -> None:
    np.testing.assert_array_equal(pack(BFLOAT16.decode(words_of(GOLDEN["bfloat16"]))), words_of(GOLDEN["packer"]))


def test_golden_values_tell_the_two_apart() -> None:
    assert GOLDEN["host"] != GOLDEN["packer"]


@pytest.mark.parametrize("convert", [encode, pack])
def test_what_the_format_holds_stays(convert: Callable[[Floats], Words]) -> None:
    words = convert(BFLOAT16.round(numbers(1)))
    np.testing.assert_array_equal(encode(decode(words)), words)
    np.testing.assert_array_equal(pack(decode(words)), words)


@given(st.integers(0, 1000), exponents)
def test_errors_are_half_a_unit_of_the_largest_number_at_most(seed: int, exponent: int) -> None:
    exact = numbers(seed) * np.float32(2.0**exponent)
    largest = np.abs(exact.reshape(-1, GROUP)).max(axis=1, keepdims=True)
    errors = np.abs(BFLOAT8_B.round(exact) - exact).reshape(-1, GROUP)
    # But for what would be rounded up to the next exponent: it is off by a unit at most.
    assert (errors <= 2**-6 * largest).all()
    assert (errors <= 2**-7 * largest).mean() > 0.9


@given(st.integers(0, 1000))
def test_errors_keep_to_the_promise_of_the_format(seed: int) -> None:
    exact = numbers(seed).reshape(-1, GROUP)
    rms = np.sqrt(np.mean((BFLOAT8_B.round(exact) - exact) ** 2) / np.mean(exact**2))
    assert rms <= BFLOAT8_B.rounding_error


def test_channels_behind_the_last_whole_group_share_one_with_nobody() -> None:
    exact = numbers(2, 24)
    np.testing.assert_array_equal(encode(exact)[:16], encode(exact[:16]))
    np.testing.assert_array_equal(encode(exact)[16:], encode(exact[16:]))


def test_memory_holds_exponents_in_front_of_datums() -> None:
    words = encode(numbers(3, 2 * TILE_DATUMS))
    memory = to_memory(words)
    assert memory.nbytes == 2 * BFLOAT8_B.tile_bytes
    tile = memory.view(np.uint8)[: BFLOAT8_B.tile_bytes]
    np.testing.assert_array_equal(tile[:64], words[:TILE_DATUMS:GROUP] >> 8)
    np.testing.assert_array_equal(tile[64:], words[:TILE_DATUMS] & 0xFF)
    np.testing.assert_array_equal(from_memory(memory), words)
