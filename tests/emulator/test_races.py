"""What depends on timing, on luck or on the launch before is found, although this run of it may have gone well.

Each scenario is right with parameter 0, and breaks one rule with parameter 1.
"""

from __future__ import annotations

import re

import pytest

from codegen.emulator import RunResult, describe_hang
from tests.emulator import toy

READER, WRITER = map(re.escape, (toy.READER, toy.WRITER))
BRISC = rf"BRISC \(reader\) of core \(0, 0\) at {READER}:\d+"
NCRISC = rf"NCRISC \(writer\) of core \(0, 0\) at {WRITER}:\d+"
PAGE = r"page 0 of buffer 2 \(ring\) in L1 of core \(0, 0\)"
SHARD = r"the output shard in L1 of core \(0, 0\)"
IN_READER = rf", at {READER}:\d+$"
IN_WRITER = rf", at {WRITER}:\d+$"
UNORDERED = "no pages and no semaphore order the two"

RACES = {
    "read_before_barrier": rf"noc_async_read reads {PAGE}, which noc_async_read of {BRISC} writes: "
    rf"no noc_async_read_barrier between the two{IN_WRITER}",
    "read_before_wait": r"noc_async_read reads page 1 of buffer 2 \(ring\) in L1 of core \(0, 0\), "
    rf"which noc_async_read of {BRISC} writes: {UNORDERED}{IN_WRITER}",
    "use_after_pop": rf"noc_async_read uses {PAGE} after cb_pop_front of {NCRISC} has given it back{IN_WRITER}",
    "pop_before_barrier": rf"cb_pop_front gives back {PAGE}, which noc_async_read of {NCRISC} reads: "
    rf"no noc_async_read_barrier between the two{IN_WRITER}",
    "pop_before_write_has_left": rf"cb_pop_front gives back {PAGE}, which noc_async_write of {BRISC} reads: "
    rf"no noc_async_writes_flushed or noc_async_write_barrier between the two{IN_WRITER}",
    "write_without_reserve": rf"noc_async_read writes {PAGE}, which nobody has reserved{IN_READER}",
    "write_after_push": rf"noc_async_read writes {PAGE}, which nobody has reserved{IN_READER}",
    "write_before_handshake": rf"core \(1, 0\), BRISC \(reader\): noc_async_write writes {PAGE} "
    rf"without waiting for cb_reserve_back of {BRISC}{IN_READER}",
    "two_writers": rf"noc_async_read writes {SHARD}, which noc_async_read of {BRISC} writes: {UNORDERED}{IN_WRITER}",
    "two_reads_to_one_place": rf"noc_async_read writes {PAGE}, which noc_async_read of {BRISC} writes: "
    rf"no noc_async_read_barrier between the two{IN_READER}",
    "reader_of_a_shard": rf"noc_async_read reads {SHARD}, which noc_async_read of {BRISC} writes: "
    rf"{UNORDERED}{IN_WRITER}",
    "reset_of_a_semaphore": r"noc_semaphore_inc increments semaphore 0 \(wanted\) in L1 of core \(0, 0\), "
    rf"which noc_semaphore_set of {BRISC} writes: {UNORDERED}{IN_READER}",
    "end_before_read_barrier": rf"the kernel ends, and noc_async_read at {READER}:\d+ may still be "
    r"under way: no noc_async_read_barrier after it",
    "end_before_write_barrier": r"the kernel ends, and noc_async_write at .* no noc_async_write_barrier after it",
    "end_before_atomic_barrier": r"the kernel ends, and noc_semaphore_inc at .* no noc_async_atomic_barrier after it",
    "barrier_of_another_id": r"noc_async_read reads page 1 of buffer 2 \(ring\) in L1 of core \(0, 0\), "
    rf"which noc_async_read of {BRISC} writes: no noc_async_read_barrier between the two{IN_WRITER}",
}

ERRORS = {
    "read_uninitialised": rf"noc_async_read reads uninitialised memory: nobody has written {PAGE}{IN_WRITER}",
    "pages_left": r"core \(0, 0\): the program ends with 1 pages of buffer 2 \(ring\) pushed and not popped; "
    r"to be popped by NCRISC \(writer\), which has ended and has popped none$",
    "reserved_pages_left": r"core \(0, 0\): the program ends with pages of buffer 2 \(ring\) reserved and written, "
    r"but not pushed; to be pushed by BRISC \(reader\), which has ended; it did so last at "
    rf"{READER}",
    "semaphore_left": r"the next launch would break on the semaphores that this one leaves: no processor can go on",
}

ON_TWO_CORES = {"write_before_handshake", "reset_of_a_semaphore"}


def run(scenario: str, *, broken: bool) -> RunResult:
    columns = 2 if scenario in ON_TWO_CORES else 1
    return toy.run(
        toy.request(scenario, parameter=int(broken), columns=columns, buffer_users={2: ("reader", "writer")})
    )


@pytest.mark.parametrize("scenario", RACES)
def test_race(scenario: str) -> None:
    result = run(scenario, broken=True)
    assert result.verdict == "race"
    assert result.output is None
    assert re.search(RACES[scenario], result.message), result.message


@pytest.mark.parametrize("scenario", ERRORS)
def test_error(scenario: str) -> None:
    result = run(scenario, broken=True)
    assert result.verdict == "error"
    assert result.output is None
    assert re.search(ERRORS[scenario], result.message), result.message


@pytest.mark.parametrize("scenario", [*RACES, *ERRORS])
def test_right_one_passes(scenario: str) -> None:
    result = run(scenario, broken=False)
    assert result.verdict == "pass", result.message


def test_every_scenario_is_here() -> None:
    assert {name for name, number in toy.SCENARIOS.items() if 110 <= number < 150} == {*RACES, *ERRORS}


def test_where_the_next_launch_hangs() -> None:
    result = run("semaphore_left", broken=True)
    (line, *_) = [line for line in describe_hang(result.waiting) if "waits for" in line]
    assert "noc_semaphore_wait on semaphore 0 (wanted): needs 1, has 2" in line
