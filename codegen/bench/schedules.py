"""One schedule against another, for the same convolutions: what the busiest core does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.bench.measure import Row, Settings
from codegen.bench.seed import plans_of
from codegen.cost.model import cost_of
from codegen.emulator import RunResult
from codegen.launch.emulated import timed_run
from codegen.model.registry import known_schedules
from codegen.plan.program import ProgramPlan
from codegen.resources import shipped_cases


def measure_schedules(_settings: Settings) -> Iterator[Row]:
    """The cases that several schedules have. No clock runs here: model and counters are the same on every machine."""
    for first, *others in same_convolutions():
        ours = figures(first, timed_run(first))
        for other in others:
            theirs = figures(other, timed_run(other))
            for what, number in ours.items():
                name = f"{first.case.id}, {first.variant.schedule} and {other.variant.schedule}: {what}"
                yield Row(name, number, other.variant.schedule, theirs[what], number / theirs[what])


def same_convolutions() -> Iterator[list[ProgramPlan]]:
    """Plans of shipped cases that differ in nothing but their schedules: of one convolution, one for each schedule."""
    groups: dict[tuple[str, str], dict[str, ProgramPlan]] = {}
    for file in sorted(shipped_cases().glob("*.yaml")):
        for plan in plans_of(file.stem).values():
            convolution = plan.case.model_dump_json(exclude={"id", "variant", "expect"})
            group = groups.setdefault((convolution, plan.variant.memory_layout), {})
            group.setdefault(plan.variant.schedule, plan)
    for group in groups.values():
        if len(group) > 1:
            yield [group[name] for name in known_schedules() if name in group]


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
