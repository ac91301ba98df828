"""Why one program is slower than another, by what their plans and estimates say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from codegen.cost.candidates import Candidate
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of


@dataclass(frozen=True)
class Reason:
    """Why a program is behind another.

    Attributes:
        cause: In a few words, the same for all that share it.
        numbers: Its number, and that of the other.
    """

    cause: str
    numbers: str

    def __str__(self) -> str:
        return f"{self.cause}: {self.numbers}" if self.numbers else self.cause


def reason_behind(slower: Candidate, faster: Candidate) -> Reason:
    """What sets the slower program back most.

    Where weights bound it, their arrival does if that is later. Else it is what makes the most work for its busiest
    core, as a factor against the other: fewer cores, more padding of channels, more datums that no output wants (the
    last blocks of rows, garbage between outputs), or outputs spread less evenly.
    What neither says is unexplained: it lies in what the estimate leaves out.
    """
    if slower.plan.variant.schedule != faster.plan.variant.schedule:
        return Reason(f"{slower.plan.variant.schedule} schedule", "")
    late, early = slower.estimate.all_weights, faster.estimate.all_weights
    if slower.estimate.bounding == "weights" and late > early:
        return Reason("late weights", f"cycle {late:,}, not {early:,}")
    mine, other = _work_factors(slower.plan), _work_factors(faster.plan)
    cause = max(mine, key=lambda name: mine[name].value / other[name].value)
    if mine[cause].value <= other[cause].value:
        return Reason("unexplained by the estimate", "")
    return Reason(cause, f"{mine[cause].shown}, not {other[cause].shown}")


class _Factor(NamedTuple):
    """What makes work for a core, and how it is written."""

    value: float
    shown: str


def _work_factors(plan: ProgramPlan) -> dict[str, _Factor]:
    """By their causes. The work of the busiest core grows with each of them."""
    geometry, busiest = plan.geometry, max((core.work for core in plan.cores), key=lambda work: work.num_outputs)
    uneven = busiest.num_outputs * geometry.stick_shards / geometry.output_sticks
    multiplied = max(schedule_of(plan.variant).multiplied_datums(geometry, core.work) for core in plan.cores)
    computed = multiplied / (busiest.num_outputs * geometry.shard_channels)
    return {
        "fewer cores": _Factor(1 / len(plan.cores), f"{len(plan.cores)}"),
        "padded channels": _Factor(geometry.padded_channels, f"{geometry.padded_channels:,}"),
        "uneven shards": _Factor(uneven, f"{uneven:.2f} of an even part"),
        "partial rows": _Factor(computed, f"{computed:.2f} datums for each wanted"),
    }
