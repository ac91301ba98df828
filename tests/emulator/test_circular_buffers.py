"""Counters of 16 bits, pages smaller than a tile, and pointers that each processor has for itself."""

from __future__ import annotations

import numpy as np
import pytest

from tests.emulator.toy import PAGE_DATUMS, TILE_DATUMS, output_of, request, run

PAGES_OF_A_TILE = TILE_DATUMS // PAGE_DATUMS


def test_counters_wrap_around() -> None:
    half_rings = 6000  # 144000 pages: the counters wrap around twice
    asked = request("count_beyond_16_bits", parameter=half_rings)
    np.testing.assert_array_equal(output_of(run(asked))[0, :TILE_DATUMS], asked.input_shards[0, :TILE_DATUMS])


@pytest.mark.parametrize("page", [0, 1, 7, 16])
def test_a_tile_may_begin_on_any_page(page: int) -> None:
    asked = request("multiply_shifted", parameter=page)  # the weights are ones
    shifted = asked.input_shards[0, page * PAGE_DATUMS :][:TILE_DATUMS]
    np.testing.assert_array_equal(output_of(run(asked))[0, :TILE_DATUMS], shifted)


def test_a_tile_may_not_pass_the_end() -> None:
    result = run(request("multiply_shifted", parameter=17))
    assert result.verdict == "error"
    assert "unpacking a tile uses pages 17 to 48 of buffer 2 (ring), but only 48 are promised" in result.message


WAIT_FOR_PACKER, NEW_SECTION, NOTHING = range(3)  # as in toy_args.hpp


@pytest.mark.parametrize("between", [WAIT_FOR_PACKER, NEW_SECTION])
def test_packed_tiles_may_overlap(between: int) -> None:
    asked = request("pack_overlapping", parameter=between)
    first, second = asked.input_shards[0, :TILE_DATUMS], asked.input_shards[0, TILE_DATUMS : 2 * TILE_DATUMS]
    output = output_of(run(asked))[0]
    half = TILE_DATUMS // 2
    np.testing.assert_array_equal(output[:half], first[:half])
    np.testing.assert_array_equal(output[half : half + TILE_DATUMS], second)


def test_packed_tiles_that_overlap_race() -> None:
    """The packer begins with a tile while it still writes the one before."""
    result = run(request("pack_overlapping", parameter=NOTHING))
    assert result.verdict == "race"
    assert result.output is None
    assert "pack_tile to buffer 2 (ring) writes over what" in result.message
    assert "with no STALLWAIT between them" in result.message


def test_pointers_belong_to_the_processor() -> None:
    asked = request("own_pointers")
    output = output_of(run(asked))[0]
    read, written = output[:PAGE_DATUMS], output[PAGE_DATUMS : 2 * PAGE_DATUMS]
    np.testing.assert_array_equal(read, asked.input_shards[0, 16 * PAGE_DATUMS : 17 * PAGE_DATUMS])
    np.testing.assert_array_equal(written, asked.input_shards[0, :PAGE_DATUMS])
