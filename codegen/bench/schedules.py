"""The flat schedule against the stick schedule, for the same convolutions: what the busiest core does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.bench.measure import Row, Settings
from codegen.bench.seed import plans_of
from codegen.cost.model import cost_of
from codegen.emulator import RunResult
from codegen.plan.program import ProgramPlan
from codegen.verify import timed_run

STICK = "stick_"
"""How the id of a case of the stick schedule starts; behind it is the id of the same convolution by the flat one."""


def measure_schedules(_settings: Settings) -> Iterator[Row]:
    """The cases that both schedules have. No clock runs here: model and counters are the same on every machine."""
    sticks = plans_of("stick")
    for name, flat in plans_of("seed").items():
        if stick := sticks.get(STICK + name):
            ours, theirs = (figures(plan, timed_run(plan)) for plan in (flat, stick))
            for what, number in ours.items():
                yield Row(f"{name}, flat: {what}", number, "stick", theirs[what], number / theirs[what])


def figures(plan: ProgramPlan, result: RunResult) -> Mapping[str, float]:
    """What is compared: of all cores, and of the core that has the most."""
    cores = [one.processors.values() for one in result.counters]
    cost = cost_of(plan, result)
    return {
        "modelled cycles": cost.cycles,
        "Tensix instructions of all cores": cost.instructions,
        "datums unpacked": max(sum(it.datums[source] for it in core for source in _SOURCES) for core in cores),
        "datums packed": max(sum(it.datums["packed"] for it in core) for core in cores),
        "bytes sent for or sent on the NoC": max(
            sum(it.noc[kind].bytes for it in core for kind in _SENT) for core in cores
        ),
    }


_SOURCES = ("src_a", "src_b")
_SENT = ("dram_reads", "l1_reads", "writes", "multicasts")
