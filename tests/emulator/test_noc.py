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


def test_read_without_barrier() -> None:
    result = run(request("copy_without_read_barrier"))
    assert result.verdict == "race"
    assert "noc_async_read_barrier" in result.message


def test_reads_under_transaction_ids() -> None:
    asked = request("read_under_ids")
    output = output_of(run(asked))
    np.testing.assert_array_equal(output[0, : 2 * PAGE_DATUMS], asked.input_shards[0, : 2 * PAGE_DATUMS])
    assert (output[0, 2 * PAGE_DATUMS :] == POISON).all()


@pytest.mark.parametrize(("other_between", "second_from"), [(0, 1), (1, 0)])
def test_reads_with_state_come_from_the_core_that_was_read_last(other_between: int, second_from: int) -> None:
    asked = request("read_with_state", parameter=other_between, columns=2)
    first, second = output_of(run(asked))[0, : 2 * PAGE_DATUMS].reshape(2, PAGE_DATUMS)
    np.testing.assert_array_equal(first, asked.input_shards[1, :PAGE_DATUMS])
    np.testing.assert_array_equal(second, asked.input_shards[second_from, PAGE_DATUMS : 2 * PAGE_DATUMS])


def test_source_of_a_write_may_be_reused_when_it_is_flushed() -> None:
    asked = request("reuse_before_flush", parameter=1, columns=2)
    np.testing.assert_array_equal(output_of(run(asked))[1, :PAGE_DATUMS], asked.input_shards[0, :PAGE_DATUMS])


def test_source_of_a_write_may_not_be_reused_before() -> None:
    result = run(request("reuse_before_flush", parameter=0, columns=2))
    assert result.verdict == "race"
    assert "no noc_async_writes_flushed or noc_async_write_barrier between the two" in result.message


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
    ("arch", "flush", "verdict"),
    [("wormhole_b0", 0, "pass"), ("wormhole_b0", 1, "pass"), ("blackhole", 0, "race"), ("blackhole", 1, "pass")],
)
def test_flag_overtakes_data_on_blackhole(arch: Arch, flush: int, verdict: str) -> None:
    asked = request("multicast_then_flag", parameter=flush, columns=2, arch=arch)
    result = run(asked)
    assert result.verdict == verdict
    if verdict == "pass":
        np.testing.assert_array_equal(output_of(result)[1, :PAGE_DATUMS], asked.input_shards[0, :PAGE_DATUMS])


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
