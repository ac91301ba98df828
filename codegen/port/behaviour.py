"""What a program does on the emulator under two targets, core by core: outputs bit for bit, counters and cycles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from codegen.emulator.counters import CoreCounters, synchronisations
from codegen.emulator.instructions import CoreInstructions, Settings, count_instructions
from codegen.emulator.run import RunResult
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import timed_run
from codegen.launch.error import BackendError
from codegen.plan.grid import Core
from codegen.plan.program import ProgramPlan
from codegen.port.records import Row, Value, compare

Counts = Mapping[str, int]
"""What a processor has done, by what is counted."""

_DIGITS = 12
"""Of the digest that stands for a core's output: enough to see that two are the same."""


def behaviour(old: ProgramPlan, new: ProgramPlan) -> Iterator[Row]:
    """What a program does under two targets.

    Args:
        old: A case, on a variant for one target.
        new: The same for another one.

    Raises:
        BackendError: The old program does not run to its end, or there is no compiler.
    """
    before = timed_run(old)
    try:
        after = timed_run(new)
    except BackendError as stopped:
        if stopped.verdict == "unsupported":
            raise
        ends = [dict.fromkeys((one.core for one in old.cores), verdict) for verdict in ("pass", stopped.verdict)]
        yield compare("emulator", "run", "verdict", *ends)
        return
    yield compare("emulator", "output", "SHA-256 of the words", _outputs(old, before), _outputs(new, after))
    yield compare("emulator", "times", "cycles", _cycles(before), _cycles(after))
    mine, yours = _counters(old, before), _counters(new, after)
    for where in dict.fromkeys([*mine, *yours]):
        yield from _counts(where, mine.get(where, {}), yours.get(where, {}))


def _outputs(plan: ProgramPlan, result: RunResult) -> dict[Core, Value]:
    assert result.output is not None
    return {
        core.core: hashlib.sha256(words.astype("<u2").tobytes()).hexdigest()[:_DIGITS]
        for core, words in zip(plan.cores, result.output, strict=True)
    }


def _cycles(result: RunResult) -> dict[Core, Value]:
    assert result.times
    return {Core(*one.core): one.cycles for one in result.times.cores}


def _counters(plan: ProgramPlan, result: RunResult) -> dict[tuple[str, str], dict[Core, Counts]]:
    """By processor and kind of counter, what was counted on each core."""
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    found: dict[tuple[str, str], dict[Core, Counts]] = {}
    for one in result.counters:
        for where, counts in _kinds(one, count_instructions(one, settings)):
            found.setdefault(where, {})[Core(*one.core)] = counts
    return found


def _kinds(counters: CoreCounters, issued: CoreInstructions) -> Iterator[tuple[tuple[str, str], Counts]]:
    for processor, one in counters.processors.items():
        yield (processor, "Tensix instructions"), issued.by_processor.get(processor, {})
        yield (processor, "datums"), one.datums
        yield (processor, "bytes of L1"), one.l1_bytes
        yield (processor, "NoC transactions"), {kind: traffic.transactions for kind, traffic in one.noc.items()}
        yield (processor, "NoC bytes"), {kind: traffic.bytes for kind, traffic in one.noc.items()}
        yield (processor, "synchronisations"), synchronisations(processor, one)


def _counts(where: tuple[str, str], old: Mapping[Core, Counts], new: Mapping[Core, Counts]) -> Iterator[Row]:
    """One row for all counters of a kind; and those that differ, one by one."""
    processor, kind = where
    sums: list[dict[Core, Value]] = [{core: sum(one.values()) for core, one in side.items()} for side in (old, new)]
    if any(value for side in sums for value in side.values()):
        yield compare("emulator", processor, kind, *sums)
    for name in dict.fromkeys(name for side in (old, new) for one in side.values() for name in one):
        each: list[dict[Core, Value]] = [{core: one.get(name, 0) for core, one in side.items()} for side in (old, new)]
        row = compare("emulator", processor, f"{kind}: {name}", *each)
        if row.status == "different":
            yield row
