"""Tiles that go through Dst from one number format to another, bit for bit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from codegen.emulator import Arch, RunRequest
from codegen.model.arrays import Words
from codegen.model.block_floats import decode, encode, from_memory, pack, to_memory
from codegen.model.formats import BFLOAT16
from tests.emulator.toy import TILE_DATUMS, output_of, request, run

GOLDEN = json.loads((Path(__file__).parents[1] / "model" / "bfloat8_b_golden.json").read_text())
TILES = 2
MEMORY_WORDS = 544  # of a tile in bfloat8_b

OUTPUT, INPUT = 0, 1  # which tensor is in bfloat8_b

both_chips = pytest.mark.parametrize("arch", ["wormhole_b0", "blackhole"])
both_widths = pytest.mark.parametrize("fp32_dest_acc", [False, True])


def golden(name: Literal["bfloat16", "host", "packer"]) -> Words:
    """Rows of sixteen that share an exponent, filled up with zeros to whole tiles."""
    words = np.array([int(word, 16) for row in GOLDEN[name] for word in row.split()], np.uint16)
    tiles: Words = np.pad(words, (0, TILES * TILE_DATUMS - words.size))
    return tiles


def converted(asked: RunRequest) -> Words:
    output: Words = output_of(run(asked))[0]
    return output


@both_chips
@both_widths
def test_the_packer_rounds_as_that_of_simulated_chips(arch: Arch, fp32_dest_acc: bool) -> None:
    asked = request("convert", parameter=OUTPUT, inputs=golden("bfloat16"), arch=arch, fp32_dest_acc=fp32_dest_acc)
    packed = from_memory(converted(replace(asked, output_shard_words=TILES * MEMORY_WORDS)))
    np.testing.assert_array_equal(packed, golden("packer"))


@both_chips
@both_widths
def test_the_unpacker_hands_on_what_words_stand_for(arch: Arch, fp32_dest_acc: bool) -> None:
    inputs = to_memory(golden("host"))
    asked = request("convert", parameter=INPUT, inputs=inputs, arch=arch, fp32_dest_acc=fp32_dest_acc)
    np.testing.assert_array_equal(converted(asked), BFLOAT16.encode(decode(golden("host"))))


def test_it_agrees_with_numpy_on_random_numbers() -> None:
    random = np.random.default_rng(0)
    numbers = random.standard_normal(TILES * TILE_DATUMS) * np.exp2(random.integers(-100, 100, TILES * TILE_DATUMS))
    exact = BFLOAT16.round(numbers.astype(np.float32))
    asked = request("convert", parameter=OUTPUT, inputs=BFLOAT16.encode(exact))
    packed = from_memory(converted(replace(asked, output_shard_words=TILES * MEMORY_WORDS)))
    np.testing.assert_array_equal(packed, pack(exact))
    asked = request("convert", parameter=INPUT, inputs=to_memory(encode(exact)))
    np.testing.assert_array_equal(converted(asked), BFLOAT16.encode(decode(encode(exact))))


def test_an_infinity_in_32_bits_is_refused() -> None:
    inputs = np.full(TILES * TILE_DATUMS, 0x7F80, np.uint16)
    asked = request("convert", parameter=OUTPUT, inputs=inputs, fp32_dest_acc=True)
    result = run(replace(asked, output_shard_words=TILES * MEMORY_WORDS))
    assert result.verdict == "error"
    assert "the emulator does not implement copy_tile of an infinity into a Dst of 32 bits" in result.message
