"""A cheap estimate of what a program would take: from the plan alone, to choose what is worth a run on the model."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from codegen.cost.own_code import costs_of
from codegen.cost.throughputs import RATES
from codegen.emulator.instructions import Settings
from codegen.emulator.times import CallCost
from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of

Units = Mapping[str, int]
"""Work by unit [cycles]."""

WRITER = "NCRISC"
"""The processor of the writer."""

SENDER = "BRISC"
BEGINNING = ("start", "cb_reserve_back")
"""What the processor that reads weights does before it reads the first part."""

ASKING, OF_A_TILE = ("noc_async_read_set_trid",), ("noc_async_read_page",)
"""What it does to read a part: once, and for each tile."""

READING = ("noc_async_read_barrier_with_trid",)
SENDING = (
    "noc_semaphore_set",
    "noc_async_write_multicast",
    "noc_semaphore_set_multicast",
    "noc_async_writes_flushed",
)
PUBLISHING = ("cb_push_back",)
"""What it does for each part that has come, beside waiting: one that has no receivers sends nothing."""

WORD_BYTES = 4
"""What a store of a RISC-V processor writes."""


@dataclass(frozen=True)
class Arrivals:
    """When the weights are on the core that gets them last.

    Attributes:
        first: The first part [cycles].
        last: The last part [cycles].
        parts: The sizes of the parts in which they come [tiles].
    """

    first: int
    last: int
    parts: Sequence[int]

    def of(self, tile: int) -> int:
        """The part with this tile [cycles]: parts come as far from each other."""
        part = bisect_right(list(accumulate(self.parts)), tile)
        return self.first + (self.last - self.first) * part // max(len(self.parts) - 1, 1)


@dataclass(frozen=True)
class Estimate:
    """What a program is estimated to take.

    Attributes:
        units: Work of the core that is done last, by unit [cycles].
        first_weights: When the first part of the weights is there, and what is written once is written [cycles].
        wanted_weights: The same for the part that it wants first [cycles].
        all_weights: The same for the last part [cycles].
        parts: In how many parts they come.
        behind_weights: Part of the work that is left when it wants the last part of the weights for the first time.
    """

    units: Units
    first_weights: int
    wanted_weights: int
    all_weights: int
    parts: int
    behind_weights: float

    @property
    def compute(self) -> int:
        """Work of the busiest unit [cycles]."""
        return max(self.units.values())

    @property
    def cycles(self) -> int:
        """All is computed from the weights on that it wants first, or what is left from the last ones on."""
        left = math.ceil(self.compute * self.behind_weights)
        return max(self.wanted_weights + self.compute, self.all_weights + left)

    @property
    def bounding(self) -> str:
        """The busiest unit, or the weights if the core waits for more than the first of them."""
        if self.cycles > self.first_weights + self.compute:
            return "weights"
        return max(self.units, key=lambda unit: self.units[unit])


def estimate(plan: ProgramPlan) -> Estimate:
    """Estimate a program.

    All constants are those of `throughputs`; what its README leaves out is left out here, and so is all waiting but
    that for weights.
    """
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    shards = {core.work.stick_shard: core for core in plan.cores}  # equal work for all shards of channels
    schedule = schedule_of(plan.variant)
    weights = _weights(plan, settings)
    ready = schedule.preparation(plan, settings)
    cores = [
        Estimate(
            schedule.units(plan, core, settings),
            max(weights.first, ready),
            max(weights.of(schedule.first_wanted(plan, core)), ready),
            max(weights.last, ready),
            len(weights.parts),
            schedule.behind_weights(plan, core),
        )
        for core in shards.values()
    ]
    return max(cores, key=lambda one: one.cycles)


def rate(name: str, settings: Settings) -> float:
    """A throughput or a latency of the chip, by its name in codegen.cost.throughputs."""
    return RATES[name].on(settings.arch)


def fetch_cycles(bytes_a: float, bytes_b: float, settings: Settings) -> float:
    """So many bytes for SrcA and, meanwhile, so many for SrcB [cycles]."""
    alone, together = (rate(name, settings) for name in ("unpack_bytes_per_cycle", "both_unpack_bytes_per_cycle"))
    return max(max(bytes_a, bytes_b) / alone, (bytes_a + bytes_b) / together)


def cycles_in_a_row(cost: CallCost) -> int:
    """Of a call in a long row of calls: the processor issues what the Tensix thread executes."""
    return max(cost.riscv, cost.tensix + cost.unit)


def round_trip(settings: Settings) -> float:
    """A read around the rings of the NoC."""
    routers = rate("noc_columns", settings) + rate("noc_rows", settings)
    return routers * rate("hop_cycles", settings) + 4 * rate("interface_cycles", settings)


def _weights(plan: ProgramPlan, settings: Settings) -> Arrivals:
    """When the weights come.

    All readers share the channels of DRAM; a reader takes a part of the weights from as many channels as it has tiles,
    and some parts are on their way while one is sent.
    """
    geometry = plan.geometry
    schedule = schedule_of(plan.variant)
    parts = schedule.weight_parts(geometry)
    readers = sum(core.role != "receiver" for core in plan.cores)
    sends = any(core.role == "receiver" for core in plan.cores)

    def on_its_way(tiles: int) -> tuple[float, float, float]:
        """From DRAM, over the NoC, and both with the ways there and back."""
        of_a_bank = math.ceil(tiles * readers / plan.chip.dram_banks)
        from_dram = of_a_bank * geometry.tile_bytes / rate("dram_bytes_per_cycle", settings)
        over_noc = tiles * geometry.tile_bytes / rate("noc_bytes_per_cycle", settings)
        reading = round_trip(settings) + rate("dram_latency_cycles", settings) + max(from_dram, over_noc)
        return from_dram, over_noc, reading

    known = costs_of(plan)
    handing_on = (*READING, *(SENDING if sends else ()), *PUBLISHING)

    def asked(tiles: int) -> tuple[str, ...]:
        return (*ASKING, *OF_A_TILE * tiles)

    def sending(over_noc: float) -> float:
        return over_noc + round_trip(settings) / 2 if sends else 0

    start = known.own_code.starts.get(SENDER, 0)
    ahead, behind = parts[: schedule.parts_on_their_way], parts[schedule.parts_on_their_way :]
    first_asked = (*BEGINNING, *asked(parts[0]))
    ahead_asked = (*BEGINNING, *chain.from_iterable(asked(part) for part in ahead))
    _, over_noc, reading = on_its_way(parts[0])
    free = start + known.in_a_row(SENDER, ahead_asked)
    there = max(start + known.in_a_row(SENDER, first_asked) + reading, free)
    first = there + known.in_a_row(SENDER, handing_on) + sending(over_noc)

    from_dram, over_noc, reading = on_its_way(max(parts))
    by_units = there + (len(parts) - 1) * max(reading / len(ahead), from_dram, over_noc)
    by_calls = free + sum(known.around(SENDER, (*asked(part), *handing_on)) for part in behind)
    by_calls += (len(ahead) - 1) * known.around(SENDER, handing_on)
    last = max(by_units, by_calls) + known.in_a_row(SENDER, handing_on) + sending(over_noc)
    return Arrivals(math.ceil(first), math.ceil(last), parts)
