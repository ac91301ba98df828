"""Data arrives as late as the program allows, at those who are meant, and in the order the chip keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.emulator.toy import PAGE_DATUMS, POISON, RING_DATUMS, output_of, request, run

if TYPE_CHECKING:
    from codegen.emulator import Arch


def test_read_with_barrier() -> None:
    asked = request("copy_through_ring")
    output = output_of(run(asked))
    np.testing.assert_array_equal(output[0, :RING_DATUMS], asked.input_shards[0, :RING_DATUMS])
    assert (output[0, RING_DATUMS:] == POISON).all()


def test_read_without_barrier_delivers_nothing_in_time() -> None:
    output = output_of(run(request("copy_without_read_barrier")))
    assert (output == POISON).all()


@pytest.mark.parametrize(("flush", "wanted_page"), [(1, 0), (0, 1)])
def test_source_of_a_write_is_read_when_it_is_flushed(flush: int, wanted_page: int) -> None:
    asked = request("reuse_before_flush", parameter=flush, columns=2)
    page = asked.input_shards[0, wanted_page * PAGE_DATUMS : (wanted_page + 1) * PAGE_DATUMS]
    np.testing.assert_array_equal(output_of(run(asked))[1, :PAGE_DATUMS], page)


def test_write_to_another_core() -> None:
    asked = request("write_to_neighbour", columns=2, rows=2)
    output = output_of(run(asked))
    np.testing.assert_array_equal(output[3, :PAGE_DATUMS], asked.input_shards[0, :PAGE_DATUMS])
    assert (output[:3] == POISON).all()


def test_multicast_leaves_the_sender_out() -> None:
    asked = request("multicast", columns=2, rows=3)
    output = output_of(run(asked))
    for shard in output[1:]:
        np.testing.assert_array_equal(shard[:PAGE_DATUMS], asked.input_shards[0, :PAGE_DATUMS])
    assert (output[0] == POISON).all()


def test_multicast_with_loopback_reaches_the_sender() -> None:
    asked = request("multicast_loopback", columns=2, rows=3)
    for shard in output_of(run(asked)):
        np.testing.assert_array_equal(shard[:PAGE_DATUMS], asked.input_shards[0, :PAGE_DATUMS])


@pytest.mark.parametrize(
    ("arch", "flush", "data_is_there"),
    [("wormhole_b0", 0, True), ("wormhole_b0", 1, True), ("blackhole", 0, False), ("blackhole", 1, True)],
)
def test_flag_overtakes_data_on_blackhole(arch: Arch, flush: int, data_is_there: bool) -> None:
    asked = request("multicast_then_flag", parameter=flush, columns=2, arch=arch)
    arrived = output_of(run(asked))[1, :PAGE_DATUMS]
    if data_is_there:
        np.testing.assert_array_equal(arrived, asked.input_shards[0, :PAGE_DATUMS])
    else:
        assert (arrived == POISON).all()


def test_multicast_over_the_gap_between_columns_of_blackhole() -> None:
    asked = request("multicast", columns=13, rows=2, arch="blackhole")
    output = output_of(run(asked))
    assert (output[1:, :PAGE_DATUMS] == asked.input_shards[0, :PAGE_DATUMS]).all()


def test_atomic_increments() -> None:
    asked = request("increments", columns=3, rows=2)
    output = output_of(run(asked))
    np.testing.assert_array_equal(output[0, :RING_DATUMS], asked.input_shards[0, :RING_DATUMS])


def test_semaphore_of_another_core() -> None:
    assert run(request("set_remote", columns=2)).verdict == "pass"
