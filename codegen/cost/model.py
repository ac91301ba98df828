"""The cost of a program: what it was modelled to take, what bounds it, and how far that is from the lower bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.cost.lower_bound import lower_bounds
from codegen.cost.measured import Beside, Measured, side_by_side
from codegen.emulator.counters import CoreCounters
from codegen.emulator.instructions import Settings, count_instructions
from codegen.emulator.run import RunResult
from codegen.emulator.times import CoreTimes, Times
from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.program import ProgramPlan


@dataclass(frozen=True)
class Cost:
    """What a program costs.

    Attributes:
        case: Id of the case.
        variant: Name of the variant.
        chip: Name of the chip.
        num_cores: Cores of the program.
        slowest: The core that is done last, with the work of its lanes [cycles].
        bounding: The lane of that core that works longest.
        lower_bounds: By unit [cycles].
        instructions: Tensix instructions of all cores, as far as they are counted.
        bytes: Moved by all cores: unpacked, packed (of L1, in the formats in which it lies there), noc (all packets,
            multicasts as they are sent), dram.
        untimed: Calls that took no time, as nothing is known of them.
        measured: What the program was measured to take, if it was.
    """

    case: str
    variant: str
    chip: str
    num_cores: int
    slowest: CoreTimes
    bounding: str
    lower_bounds: Mapping[str, int]
    instructions: int
    bytes: Mapping[str, int]
    untimed: tuple[str, ...]
    measured: Measured | None = None

    @property
    def cycles(self) -> int:
        """From the first call of a kernel to the end of the slowest core."""
        return self.slowest.cycles

    @property
    def bound(self) -> tuple[str, int]:
        """The largest lower bound: its unit, and the cycles."""
        unit = max(self.lower_bounds, key=lambda one: self.lower_bounds[one])
        return unit, self.lower_bounds[unit]

    def beside(self) -> list[Beside]:
        """The slowest core of the model beside the one that was measured to take longest; nothing without a measure."""
        return side_by_side(self.slowest, self.measured.slowest[1]) if self.measured else []

    @property
    def ratio(self) -> float:
        """Modelled cycles, as a multiple of the lower bound."""
        return self.cycles / self.bound[1]


def cost_of(plan: ProgramPlan, result: RunResult) -> Cost:
    """The cost of a program that has run with `throughputs.costs`.

    Raises:
        ValueError: It has run without.
    """
    times = times_of(result)
    slowest = max(times.cores, key=lambda one: one.cycles)
    return Cost(
        case=plan.case.id,
        variant=plan.variant.name,
        chip=plan.chip.name,
        num_cores=len(times.cores),
        slowest=slowest,
        bounding=max(slowest.busy, key=lambda lane: slowest.busy[lane]),
        lower_bounds=lower_bounds(plan),
        instructions=sum(_instructions(plan, one) for one in result.counters),
        bytes=_bytes(result),
        untimed=times.untimed,
    )


def times_of(result: RunResult) -> Times:
    """The times of a run.

    Raises:
        ValueError: It has none.
    """
    if result.times is None:
        raise ValueError("the program has run without costs")
    return result.times


def _instructions(plan: ProgramPlan, counters: CoreCounters) -> int:
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    counted = count_instructions(counters, settings).by_processor
    return sum(sum(issued.values()) for issued in counted.values())


def _bytes(result: RunResult) -> dict[str, int]:
    processors = [it for core in result.counters for it in core.processors.values()]
    noc = {kind: sum(it.noc[kind].bytes for it in processors) for kind in processors[0].noc}
    return {
        "unpacked": sum(it.l1_bytes["unpacked"] for it in processors),
        "packed": sum(it.l1_bytes["packed"] for it in processors),
        "noc": sum(number for kind, number in noc.items() if kind != "multicast_deliveries"),
        "dram": noc["dram_reads"],
    }
