"""A hang names who waits for what."""

from __future__ import annotations

import pytest

from codegen.emulator import Waiting, describe_hang
from codegen.emulator.report import core_ranges
from tests.emulator import toy


def line_of(text: str) -> int:
    """Number of the one line of the toy's reader that ends with the text."""
    lines = (toy.FOLDER / toy.READER).read_text().splitlines()
    (number,) = [number for number, line in enumerate(lines, start=1) if line.endswith(text)]
    return number


STUCK = {
    "wait_for_pages": ("NCRISC", "cb_wait_front on buffer 2 (ring): needs 18 pages, has 0"),
    "reserve_in_full_buffer": ("BRISC", "cb_reserve_back on buffer 2 (ring): needs 1 pages, has 0"),
    "wait_for_semaphore": ("BRISC", "noc_semaphore_wait on semaphore 0 (wanted): needs 3, has 0"),
    "wait_for_semaphore_min": ("BRISC", "noc_semaphore_wait_min on semaphore 0 (wanted): needs at least 3, has 0"),
    "wait_for_operands": ("TRISC1", "operands in SrcA and SrcB: the unpacker has delivered none"),
    "wait_for_free_bank": ("TRISC0", "a free bank of SrcA and SrcB: the matrix unit has consumed none"),
    "wait_for_free_dst": ("TRISC1", "tile_regs_acquire: the packer has released neither half of Dst"),
    "wait_for_filled_dst": ("TRISC2", "tile_regs_wait: the matrix unit has committed no half of Dst"),
}


@pytest.mark.parametrize("scenario", STUCK)
def test_only_the_stuck_processor_is_named(scenario: str) -> None:
    result = toy.run(toy.request(scenario))
    assert result.verdict == "hang"
    assert result.message == "no processor can go on"
    assert result.output is None
    assert [(it.core, it.processor, it.waits_for) for it in result.waiting] == [((0, 0), *STUCK[scenario])]


def test_what_still_runs_at_the_time_limit_is_no_hang() -> None:
    result = toy.run(toy.request("endless_loop", time_limit=0.5))
    assert result.verdict == "timeout"
    assert result.message.startswith(
        "no end within the time limit of 0.5 s, and no hang; last running: core (0, 0), BRISC (reader)"
    )
    assert result.waiting == ()


def test_a_hang_is_one_whatever_the_time_limit() -> None:
    assert toy.run(toy.request("wait_for_semaphore", time_limit=0.1)).verdict == "hang"


def test_equal_cores_are_told_once() -> None:
    result = toy.run(toy.request("wait_for_semaphore", columns=3, rows=2))
    assert describe_hang(result.waiting) == [
        "cores (0, 0)-(2, 1)",
        "  BRISC (reader) waits for noc_semaphore_wait on semaphore 0 (wanted): needs 3, has 0, "
        f"at {toy.READER}:{line_of('noc_semaphore_wait(semaphore(toy::wanted), 3);')}",
        "    nobody else has set or incremented it",
    ]


def test_who_has_signalled_so_far() -> None:
    result = toy.run(toy.request("lost_increment", columns=3, rows=2))
    assert result.verdict == "hang"
    assert describe_hang(result.waiting) == [
        "core (0, 0)",
        "  BRISC (reader) waits for noc_semaphore_wait on semaphore 0 (wanted): needs 5, has 4, "
        f"at {toy.READER}:{line_of('noc_semaphore_wait(semaphore(toy::wanted), num_cores() - 1);  // lost')}",
        "    set or incremented so far by BRISC (reader) "
        f"at {toy.READER}:{line_of('noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);  // lost')} "
        "of (1, 0)-(2, 0), (0, 1)-(1, 1)",
    ]


FEEDERS = {
    "wait_for_pages": "nobody has pushed any on this core",
    "reserve_in_full_buffer": "nobody has popped any on this core",
    "wait_for_operands": "to be done by TRISC0 (unpack), which has ended",
    "wait_for_free_bank": "to be done by TRISC1 (math), which has ended",
    "wait_for_free_dst": "to be done by TRISC2 (pack), which has ended",
    "wait_for_filled_dst": "to be done by TRISC1 (math), which has ended",
}


@pytest.mark.parametrize("scenario", FEEDERS)
def test_who_should_have_fed_it(scenario: str) -> None:
    (waiting,) = toy.run(toy.request(scenario)).waiting
    assert waiting.feeder == FEEDERS[scenario]


def test_feeder_by_name() -> None:
    (waiting,) = toy.run(toy.request("wait_for_pages", buffer_users={2: ("compute", "writer")})).waiting
    assert waiting.feeder == "to be pushed by TRISC2 (pack), which has ended and has pushed none"


def test_feeder_that_stopped_too_early() -> None:
    (waiting,) = toy.run(toy.request("too_few_pages")).waiting
    assert waiting.waits_for == "cb_wait_front on buffer 2 (ring): needs 2 pages, has 1"
    assert waiting.feeder == (
        "to be pushed by BRISC (reader), which has ended; "
        f"it did so last at {toy.READER}:{line_of('cb_push_back(toy::ring, 1);  // one of two')}"
    )


def test_different_cores_are_told_apart() -> None:
    waiting = [
        Waiting((0, 0), "BRISC", "reader", "a semaphore"),
        Waiting((1, 0), "NCRISC", "writer", "pages"),
        Waiting((0, 1), "BRISC", "reader", "a semaphore"),
    ]
    assert describe_hang(waiting) == [
        "cores (0, 0)-(0, 1)",
        "  BRISC (reader) waits for a semaphore",
        "core (1, 0)",
        "  NCRISC (writer) waits for pages",
    ]


def test_core_ranges_of_no_rectangle() -> None:
    cores = [(x, y) for x in range(3) for y in range(2)] + [(0, 2)]
    assert core_ranges(cores) == ["(0, 0)-(2, 1)", "(0, 2)"]
