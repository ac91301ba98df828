"""On the emulator: a port does the same, and a difference is named with its core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from codegen.emulator.run import RunResult
from codegen.launch.emulated import timed_run
from codegen.launch.error import BackendError
from codegen.plan.grid import Core
from codegen.plan.program import ProgramPlan
from codegen.port import behaviour
from codegen.port.records import Row
from tests.port.test_slots import HEIGHT, plans

ALL_CORES = tuple(Core(x, 0) for x in range(4))


def rows() -> list[Row]:
    return list(behaviour.behaviour(*plans(HEIGHT)))


def change(monkeypatch: pytest.MonkeyPatch, how: Callable[[RunResult], RunResult]) -> None:
    """Let the new side do something else."""

    def run(plan: ProgramPlan) -> RunResult:
        result = timed_run(plan)
        return how(result) if plan.variant.target == "metal2" else result

    monkeypatch.setattr(behaviour, "timed_run", run)


def differing() -> list[tuple[str, str, tuple[Core, ...]]]:
    return [(row.where, row.name, row.differs) for row in rows() if row.status == "different"]


def test_outputs_counters_and_cycles_are_equal() -> None:
    found = {(row.where, row.name): row for row in rows()}
    assert {row.status for row in found.values()} == {"equal"}
    assert len(found["output", "SHA-256 of the words"].new.values) == len(ALL_CORES)
    assert len(found["times", "cycles"].new.values) > 1
    assert found["TRISC1", "Tensix instructions"].new.values[0].value == 336
    assert ("BRISC", "NoC bytes") in found


def test_one_word_of_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    def flip(result: RunResult) -> RunResult:
        assert result.output is not None
        output = result.output.copy()
        output[2, 0] ^= 1
        return replace(result, output=output)

    change(monkeypatch, flip)
    assert differing() == [("output", "SHA-256 of the words", (Core(2, 0),))]


def test_one_more_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    def send(result: RunResult) -> RunResult:
        core = result.counters[0]
        reader = core.processors["BRISC"]
        reads = reader.noc["dram_reads"]
        noc = {**reader.noc, "dram_reads": replace(reads, transactions=reads.transactions + 1)}
        processors = {**core.processors, "BRISC": replace(reader, noc=noc)}
        return replace(result, counters=(replace(core, processors=processors), *result.counters[1:]))

    change(monkeypatch, send)
    assert differing() == [
        ("BRISC", "NoC transactions", (Core(0, 0),)),
        ("BRISC", "NoC transactions: dram_reads", (Core(0, 0),)),
    ]


def test_a_program_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(_: RunResult) -> RunResult:
        raise BackendError("hang", "no core can go on")

    change(monkeypatch, hang)
    assert differing() == [("run", "verdict", ALL_CORES)]
