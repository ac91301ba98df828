"""What a program was measured to take, and where the model says something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.emulator.times import PROCESSORS, CoreTimes

Place = tuple[int, int]
"""A core, as whoever measures names it."""

CORE = "core"
"""The whole of a core, among its processors and units."""


@dataclass(frozen=True)
class MeasuredCore:
    """What a core was measured to take [cycles].

    Attributes:
        cycles: From the first kernel's begin to the last one's end.
        ends: When the kernel of each processor ends, from the first one's begin on.
        work: What lanes did, by their names in codegen.emulator.times: instructions of a processor, cycles that a unit
            was kept. Nothing of a lane that was not counted.
        kernels: Begin and end of the kernel of each processor.
    """

    cycles: int
    ends: Mapping[str, int]
    work: Mapping[str, int]
    kernels: Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Measured:
    """What a launch was measured to take.

    Attributes:
        source: Who has measured, and where it stands.
        cores: By their places.
    """

    source: str
    cores: Mapping[Place, MeasuredCore]

    @property
    def slowest(self) -> tuple[Place, MeasuredCore]:
        """The core that takes longest."""
        return max(self.cores.items(), key=lambda one: (one[1].cycles, one[0]))


@dataclass(frozen=True)
class Beside:
    """A modelled number beside a measured one.

    Attributes:
        lane: The core, a processor or a unit.
        what: `ends` or `works`.
        modelled: Cycles of the model; instructions of a processor are as many.
        measured: What was measured.
    """

    lane: str
    what: str
    modelled: int
    measured: int

    @property
    def difference(self) -> int:
        """What the model lacks; negative for what it has too much [cycles]."""
        return self.measured - self.modelled


def core_of(kernels: Mapping[str, tuple[int, int]], work: Mapping[str, int]) -> MeasuredCore:
    """A core by the begin and the end of its kernels [cycles], and what its lanes did."""
    begin = min(first for first, _ in kernels.values())
    ends = {processor: last - begin for processor, (_, last) in kernels.items()}
    return MeasuredCore(max(ends.values()), ends, work, kernels)


def side_by_side(modelled: CoreTimes, measured: MeasuredCore) -> list[Beside]:
    """The model's slowest core beside the one that was measured to take longest: the core, then each lane."""
    rows = [Beside(CORE, "ends", modelled.cycles, measured.cycles)]
    for lane, ends in modelled.ends.items():
        if lane in PROCESSORS and lane in measured.ends:
            rows.append(Beside(lane, "ends", ends, measured.ends[lane]))
        if lane in measured.work:
            rows.append(Beside(lane, "works", modelled.busy[lane], measured.work[lane]))
    return rows


def largest(rows: list[Beside], count: int) -> list[Beside]:
    """The rows with the largest differences, but for the core itself."""
    lanes = [one for one in rows if one.lane != CORE and one.difference]
    return sorted(lanes, key=lambda one: -abs(one.difference))[:count]
