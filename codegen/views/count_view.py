"""What the cores of a program do, counted: for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codegen.emulator.counters import CoreCounters, synchronisations
from codegen.emulator.instructions import CoreInstructions, Settings, count_instructions
from codegen.emulator.request import Core
from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.program import ProgramPlan
from codegen.views.plan_view import TitledTable, make_table

Counts = Mapping[str, int]
"""Numbers by what is counted."""

ALL_INSTRUCTIONS = "all Tensix instructions"


def count_record(plan: ProgramPlan, counters: Sequence[CoreCounters]) -> dict[str, Any]:
    """All counters of a program, for machines."""
    return {
        "case": plan.case.id,
        "variant": plan.variant.name,
        "chip": plan.chip.name,
        "cores": [_core_record(one, _instructions(plan, one)) for one in counters],
    }


def count_tables(plan: ProgramPlan, counters: Sequence[CoreCounters]) -> Iterator[TitledTable]:
    """A table for each processor: totals over the cores, and the core that has the most."""
    instructions = [_instructions(plan, one) for one in counters]
    for name in counters[0].processors:
        rows = {one.core: _rows(name, one, issued) for one, issued in zip(counters, instructions, strict=True)}
        yield (f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}: {name}", _table(rows))


def not_counted(plan: ProgramPlan, counters: Sequence[CoreCounters]) -> str:
    """One line that names the calls whose instructions are not in the counters; empty if there are none."""
    most: dict[str, int] = {}
    for one in counters:
        for call, times in _instructions(plan, one).not_counted.items():
            most[call] = max(times, most.get(call, 0))
    if not most:
        return ""
    return "Tensix instructions not counted: " + ", ".join(
        f"those of {call} ({times} on a core at most)" for call, times in sorted(most.items())
    )


def _instructions(plan: ProgramPlan, counters: CoreCounters) -> CoreInstructions:
    return count_instructions(counters, Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity))


def _core_record(counters: CoreCounters, issued: CoreInstructions) -> dict[str, Any]:
    return {
        "core": counters.core,
        "processors": {
            name: {
                "instructions": dict(issued.by_processor.get(name, {})),
                "datums": one.datums,
                "noc": {
                    kind: {"transactions": traffic.transactions, "bytes": traffic.bytes}
                    for kind, traffic in one.noc.items()
                },
                "synchronisations": synchronisations(name, one),
            }
            for name, one in counters.processors.items()
        },
        "not_counted": issued.not_counted,
    }


def _rows(processor: str, counters: CoreCounters, issued: CoreInstructions) -> Counts:
    """What a processor of a core has done, under the names of the table's rows."""
    one = counters.processors[processor]
    instructions = issued.by_processor.get(processor, {})
    rows = {ALL_INSTRUCTIONS: sum(instructions.values()), **instructions}
    rows |= {f"datums: {what}": number for what, number in one.datums.items()}
    for kind, traffic in one.noc.items():
        name = f"NoC: {kind.replace('_', ' ')}"
        rows |= {name: traffic.transactions, f"{name}, bytes": traffic.bytes}
    return rows | synchronisations(processor, one)


def _table(rows: Mapping[Core, Counts]) -> Any:
    """Of each counter the sum over the cores, the largest number and the first core with it; no rows of zeros."""
    table = make_table(["counter", "all cores", "largest", "on core"])
    for name in dict.fromkeys(name for counts in rows.values() for name in counts):
        numbers = {core: counts.get(name, 0) for core, counts in rows.items()}
        largest = max(numbers.values())
        if largest:
            first = next(core for core, number in numbers.items() if number == largest)
            table.add_row(name, f"{sum(numbers.values()):,}", f"{largest:,}", str(first))
    return table
