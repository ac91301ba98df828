"""Each thing a chip would not stand is a verdict that names the core, the processor and the numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.emulator import toy

READER = r"core \(0, 0\), BRISC \(reader\): "
WRITER = r"core \(0, 0\), NCRISC \(writer\): "
UNPACK = r"core \(0, 0\), TRISC0 \(unpack\): "
MATH = r"core \(0, 0\), TRISC1 \(math\): "
PACK = r"core \(0, 0\), TRISC2 \(pack\): "

BROKEN_RULES = {
    "push_beyond_reserved": READER + r"cb_push_back of 5 pages on buffer 2 \(ring\), but 4 are reserved",
    "pop_beyond_waited": WRITER + r"cb_pop_front of 1 pages on buffer 2 \(ring\), but 0 were waited for",
    "reserve_beyond_capacity": READER + r"cb_reserve_back of 49 pages on buffer 2 \(ring\), which holds 48",
    "wait_beyond_capacity": WRITER + r"cb_wait_front of 49 pages on buffer 2 \(ring\), which holds 48",
    "push_over_the_end": READER + r"cb_push_back of 32 pages on buffer 2 \(ring\) runs 1024 bytes over its end",
    "unknown_buffer": READER + r"circular buffer 9 is not configured",
    "runtime_argument_beyond_count": READER + r"runtime argument 9 is read, but the kernel has 9",
    "compile_time_argument_beyond_count": READER + r"compile-time argument 77 is read, but the kernel has 3",
    "unknown_semaphore": READER + r"semaphore 5 is not configured",
    "read_outside_of_buffers": READER + r"bytes \[4096, 4160\) of L1 of core \(0, 0\) belong to no buffer",
    "read_over_the_end": READER + r"bytes .* run over the end of buffer 2 \(ring\)",
    "write_over_the_end": READER + r"bytes .* of L1 of core \(1, 1\) run over the end of buffer 2 \(ring\)",
    "misaligned_in_l1": READER + r"source address \d+ and destination address \d+ differ modulo 16 \(a read of L1\)",
    "misaligned_in_dram": READER + r"source address \d+ and destination .* differ modulo 32 \(a read of DRAM\)",
    "read_from_no_core": READER + r"NoC coordinates \(0, 0\) are no worker core",
    "read_from_foreign_core": READER + r"NoC coordinates .* are core \(2, 1\), which does not belong to the operation",
    "multicast_to_foreign_core": READER + r"multicast writes to core \(2, 0\), which does not belong to the operation",
    "multicast_wrong_count": READER + r"multicast with num_dests = 4, but the rectangle reaches 3 cores",
    "multicast_wrong_corners": READER + r"multicast on NoC 1 from corner .*: on NoC 0 the start is the smaller corner",
    "multicast_link_left_open": READER + r"the kernel ended with a linked multicast which no other multicast closed",
    "page_beyond_tensor": READER + r"bytes .* of DRAM bank 4 belong to no buffer",
    "wrong_page_size": READER + r"TensorAccessor with pages of 1024 bytes, but the tensor has pages of 2048",
    "unknown_noc": READER + r"there is no NoC 2",
    "misaligned_semaphore": READER + r"semaphore at L1 address \d+, which is no multiple of 4",
    "barriers_out_of_order": READER
    + r"noc_async_read_barrier_with_trid\(2\), but reads of another id were issued before",
    "read_with_unknown_state": READER
    + r"noc_async_read_with_state without noc_async_read_set_state: nobody has said from which core",
    "transaction_id_too_large": READER + r"transaction id 16, but ids are less than 16",
    "multiply_without_init": UNPACK + r"mul_tiles without mul_init",
    "multiply_without_startup": UNPACK + r"mul_tiles without compute_kernel_hw_startup",
    "multiply_without_acquire": MATH + r"mul_tiles outside of tile_regs_acquire and tile_regs_commit",
    "multiply_without_wait": UNPACK
    + r"unpacking a tile uses pages 0 to 0 of buffer 0 \(input\), but only 0 are promised",
    "pack_without_wait": PACK + r"pack_tile outside of tile_regs_wait and tile_regs_release",
    "pack_without_reserve": PACK + r"pack_tile uses pages 0 to 0 of buffer 3 \(output\), but only 0 are promised",
    "commit_without_acquire": MATH + r"tile_regs_commit without tile_regs_acquire",
    "release_without_wait": PACK + r"tile_regs_release without tile_regs_wait",
    "null_pointer": READER + r"segmentation fault",
    "division_by_zero": READER + r"integer division by zero",
    "endless_recursion": READER + r"segmentation fault: .* its stack overflowed",
}

PLAN_FAULTS = {
    "refused": r"the plan is refused: the toy refuses this",
    "too_many_pages": r"buffer 2 \(ring\) has 65536 pages; the 16-bit counters allow 1 to 65535",
    "odd_page_size": r"buffer 2 \(ring\) has pages of 24 bytes, which is no multiple of 16",
    "buffer_too_large_for_l1": r"L1 is full: buffer 2 \(ring\) takes 2560000 bytes from \d+",
    "buffer_larger_than_shard": r"buffer 3 \(output\) takes 6144 bytes of a shard of 4096",
    "buffer_twice": r"buffer 2 \(ring\) is planned twice",
    "buffer_index_too_large": r"buffer 32: there are 32 circular buffers",
    "semaphore_id_too_large": r"semaphore 16: there are 16",
    "wrong_noc_coordinates": r"the plan has core \(0, 0\) at NoC coordinates \(19, 18\), the chip at \(18, 18\)",
    "core_twice": r"the plan has core \(0, 0\) twice",
}


@pytest.mark.parametrize("scenario", BROKEN_RULES)
def test_broken_rule(scenario: str) -> None:
    result = toy.run(toy.request(scenario, columns=2, rows=2))
    assert result.verdict == "error"
    assert result.output is None
    assert re.search(BROKEN_RULES[scenario], result.message), result.message


def test_every_rule_has_an_example() -> None:
    with_other_tests = {"multiply_beyond_dst", "pack_beyond_dst"}
    rules = {name for name, number in toy.SCENARIOS.items() if 30 <= number < 100}
    assert rules == BROKEN_RULES.keys() | with_other_tests
    assert toy.PLAN_FAULTS.keys() == PLAN_FAULTS.keys() | {"none"}


@pytest.mark.parametrize(("fp32_dest_acc", "capacity"), [(True, 4), (False, 8)])
@pytest.mark.parametrize(
    ("scenario", "message"),
    [("multiply_beyond_dst", "mul_tiles into Dst tile"), ("pack_beyond_dst", "pack_tile of Dst")],
)
def test_half_of_dst(scenario: str, message: str, fp32_dest_acc: bool, capacity: int) -> None:
    result = toy.run(toy.request(scenario, parameter=capacity, fp32_dest_acc=fp32_dest_acc))
    assert result.verdict == "error"
    assert message in result.message
    assert f"half of Dst holds {capacity}" in result.message


@pytest.mark.parametrize("fault", PLAN_FAULTS)
def test_unsound_plan(fault: str) -> None:
    result = toy.run(toy.request("multiply", plan_fault=fault, columns=2))
    assert result.verdict == "error"
    assert re.search(PLAN_FAULTS[fault], result.message), result.message


def test_shards_larger_than_l1() -> None:
    result = toy.run(toy.request("multiply", tiles=400))
    assert result.verdict == "error"
    assert "L1 is full: an input shard of 819200 bytes and an output shard of 819200 bytes" in result.message


def test_number_of_shards() -> None:
    asked = toy.request("multiply")
    result = toy.run(replace(asked, input_shards=np.repeat(asked.input_shards, 2, axis=0)))
    assert result.verdict == "error"
    assert result.message == "the plan has 1 cores, and there are 2 shards"


def test_weights_that_are_no_tiles() -> None:
    result = toy.run(replace(toy.request("multiply"), weights=np.ones((1, 3, 3), np.uint16)))
    assert result.verdict == "error"
    assert "the prepared weights have 9 datums" in result.message


def test_core_outside_of_the_chip() -> None:
    result = toy.run(toy.request("multiply", columns=9))
    assert result.verdict == "error"
    assert result.message == "the plan is refused: the chip has no core (8, 0)"
