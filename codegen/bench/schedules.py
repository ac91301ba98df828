"""The flat schedule against the stick schedule, for the same convolutions: what the busiest core does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codegen.bench.measure import Row, Settings
from codegen.bench.seed import plans_of
from codegen.emulator.counters import CoreCounters
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import make_tensors
from codegen.verify import launch, output_of

STICK = "stick_"
"""How the id of a case of the stick schedule starts; behind it is the id of the same convolution by the flat one."""


def measure_schedules(_settings: Settings) -> Iterator[Row]:
    """The cases that both schedules have. Nothing is timed here: the counters are the same on every machine."""
    sticks = plans_of("stick")
    for name, flat in plans_of("seed").items():
        if stick := sticks.get(STICK + name):
            ours, theirs = (figures(plan, _counters(plan)) for plan in (flat, stick))
            for what, number in ours.items():
                yield Row(f"{name}, flat: {what}", number, "stick", theirs[what], number / theirs[what])


def figures(_plan: ProgramPlan, counters: Sequence[CoreCounters]) -> Mapping[str, float]:
    """What is compared, of the core that has the most: this is where modelled cycles of a plan join."""
    cores = [one.processors.values() for one in counters]
    return {
        "datums unpacked": max(sum(it.datums[source] for it in core for source in _SOURCES) for core in cores),
        "datums packed": max(sum(it.datums["packed"] for it in core) for core in cores),
        "bytes sent for or sent on the NoC": max(
            sum(it.noc[kind].bytes for it in core for kind in _SENT) for core in cores
        ),
    }


_SOURCES = ("src_a", "src_b")
_SENT = ("dram_reads", "l1_reads", "writes", "multicasts")


def _counters(plan: ProgramPlan) -> tuple[CoreCounters, ...]:
    result = launch(plan, make_tensors(plan.case))
    output_of(plan, result)  # which says why there is none
    return result.counters
