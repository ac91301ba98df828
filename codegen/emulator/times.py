"""What the calls of the API cost in cycles, as a runner is told, and what it answers: see codegen/cost/README.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from codegen.emulator.request import Core

PROCESSORS = ("BRISC", "NCRISC", "TRISC0", "TRISC1", "TRISC2")
"""The processors of a core, in the order in which the runner numbers them."""

LANES = (
    *PROCESSORS,
    "unpacker 0",
    "unpacker 1",
    "matrix unit",
    "packer",
    "NoC 0 out",
    "NoC 1 out",
    "NoC 0 in",
    "NoC 1 in",
)
"""What works on a core by itself: the processors, and what they give work to."""


@dataclass(frozen=True)
class CallCost:
    """What a call takes on a processor [cycles].

    Attributes:
        riscv: Instructions of the processor itself.
        tensix: Instructions that it issues to the Tensix unit, but for those of `unit`.
        unit: Instructions of the unpackers, of the matrix unit or of the packers.
    """

    riscv: int = 0
    tensix: int = 0
    unit: int = 0


Edge = tuple[str, str]
"""A call and the next one, on a processor; `start` and `end` stand for those of the kernel."""


@dataclass(frozen=True)
class OwnCode:
    """What kernels take beside the calls that they make.

    Attributes:
        starts: When each processor begins with its kernel [cycles].
        between: By processor and edge, what its kernel does itself between two calls, and what the second one takes
            more than its cost says; less than nothing where that is too much [cycles].
    """

    starts: Mapping[str, int] = field(default_factory=dict)
    between: Mapping[str, Mapping[Edge, int]] = field(default_factory=dict)

    def in_a_row(self, processor: str, calls: Sequence[str]) -> int:
        """What the kernel does itself between calls that follow each other [cycles]."""
        edges = self.between.get(processor, {})
        known = {call for edge in edges for call in edge}
        return sum(edges.get(edge, 0) for edge in pairwise(call for call in calls if call in known))


@dataclass(frozen=True)
class Costs:
    """What the runner needs to know to keep times.

    Attributes:
        rates: By the names of `Rates` in runtime/timing.hpp, all of them.
        calls: By the name of the call and the processor.
        instructions: Cycles that a Tensix instruction keeps its thread, by mnemonic; 1 if left out. For calls that are
            made of instructions which the emulator executes one by one.
        own_code: What kernels take beside their calls.
    """

    rates: Mapping[str, float]
    calls: Mapping[str, Mapping[str, CallCost]]
    instructions: Mapping[str, int] = field(default_factory=dict)
    own_code: OwnCode = field(default_factory=OwnCode)

    def in_a_row(self, processor: str, calls: Sequence[str]) -> int:
        """What a processor does from the first of some calls to the end of the last one, if it never waits [cycles].

        The first call itself is left out: it may be `start`.
        """
        riscv = sum(self.calls[call][processor].riscv for call in calls[1:])
        return riscv + self.own_code.in_a_row(processor, calls)

    def around(self, processor: str, calls: Sequence[str]) -> int:
        """What a processor does in a turn of a loop, if it never waits [cycles]: what the second of two adds."""
        return self.in_a_row(processor, [*calls, *calls]) - self.in_a_row(processor, calls)


@dataclass(frozen=True)
class CoreTimes:
    """When a core has done its work [cycles], and by lane, how long it has worked and when it was done."""

    core: Core
    cycles: int
    busy: Mapping[str, int]
    ends: Mapping[str, int]


@dataclass(frozen=True)
class Interval:
    """What a lane has done, from one cycle to another."""

    lane: str
    begin: int
    end: int
    what: str


@dataclass(frozen=True)
class Times:
    """The times of a program.

    Attributes:
        cores: In shard order.
        dram_busy: Cycles that each channel of DRAM has worked, of those that have.
        timeline: What the recorded core has done, in the order in which it was executed.
        untimed: Calls for which the costs say nothing: they took no time.
    """

    cores: tuple[CoreTimes, ...]
    dram_busy: tuple[int, ...]
    timeline: tuple[Interval, ...]
    untimed: tuple[str, ...]


def cost_lines(costs: Costs, record: Core | None) -> list[str]:
    """The costs as the runner reads them, and the core whose timeline is wanted."""
    return [
        *(f"rate {name} {value}" for name, value in costs.rates.items()),
        *(
            f"call_cost {call} {PROCESSORS.index(processor)} {cost.riscv} {cost.tensix} {cost.unit}"
            for call, by_processor in costs.calls.items()
            for processor, cost in by_processor.items()
        ),
        *(f"instruction_cost {mnemonic} {cycles}" for mnemonic, cycles in costs.instructions.items()),
        *(f"start_cost {PROCESSORS.index(name)} {cycles}" for name, cycles in costs.own_code.starts.items()),
        *(
            f"own_cost {PROCESSORS.index(name)} {before} {behind} {cycles}"
            for name, edges in costs.own_code.between.items()
            for (before, behind), cycles in edges.items()
        ),
        *([f"record {record[0]} {record[1]}"] if record else []),
    ]


def read_times(answer: Mapping[str, Any] | None) -> Times | None:
    """The times in the answer of a runner; None if it had no costs."""
    if answer is None:
        return None
    cores: Sequence[Mapping[str, Any]] = answer["cores"]
    return Times(
        cores=tuple(
            CoreTimes((one["core"][0], one["core"][1]), one["cycles"], one["busy"], one["ends"]) for one in cores
        ),
        dram_busy=tuple(answer["dram_busy"]),
        timeline=tuple(Interval(*one) for one in answer["timeline"]),
        untimed=tuple(answer["untimed"]),
    )
