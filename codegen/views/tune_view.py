"""Which program is the best for a case, and why: for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from codegen.cost.candidates import Candidate, Candidates
from codegen.cost.model import Cost
from codegen.cost.reasons import Reason, reason_behind
from codegen.schedules.schedule import schedule_of
from codegen.views.cost_view import cost_record
from codegen.views.plan_view import TitledTable, make_table


@dataclass(frozen=True)
class Simulated:
    """A candidate that has run on the cost model."""

    candidate: Candidate
    cost: Cost


@dataclass(frozen=True)
class Tuning:
    """What was found for a case.

    Attributes:
        candidates: All that were considered.
        simulated: Those that have run to their end, the fastest first, of equals that with the fewest cores.
    """

    candidates: Candidates
    simulated: tuple[Simulated, ...]

    @property
    def winner(self) -> Simulated:
        """The fastest."""
        return self.simulated[0]

    def reason(self, one: Simulated) -> Reason | None:
        """Why it is slower than the winner; None of the winner, and of what is as fast."""
        if one.cost.cycles == self.winner.cost.cycles:
            return None
        return reason_behind(one.candidate, self.winner.candidate)

    def is_as_written(self, one: Simulated) -> bool:
        """Whether the case says so already."""
        return one.candidate is self.candidates.as_written


def tuning_of(candidates: Candidates, simulated: Sequence[Simulated]) -> Tuning:
    """Rank what has run."""
    ranked = sorted(simulated, key=lambda one: (one.cost.cycles, one.cost.num_cores, str(one.candidate.place)))
    return Tuning(candidates, tuple(ranked))


def tune_record(tuning: Tuning) -> dict[str, Any]:
    """A tuning, for machines."""
    winner, candidates = tuning.winner.candidate, tuning.candidates
    return {
        "case": candidates.case.id,
        "winner": {"variant": winner.place[0], **winner.place[1]._asdict()},
        "why": why_line(tuning),
        "with_a_plan": len(candidates.ranked),
        "without_a_plan": [vars(refusal) for refusal in candidates.refusals],
        "simulated": [
            {
                **cost_record(one.cost),
                **one.candidate.place[1]._asdict(),
                "estimate": {
                    "cycles": one.candidate.estimate.cycles,
                    "bounding": one.candidate.estimate.bounding,
                    "units": one.candidate.estimate.units,
                    "first_weights": one.candidate.estimate.first_weights,
                    "all_weights": one.candidate.estimate.all_weights,
                },
                "l1_bytes": one.candidate.plan.budget.used,
                "input": input_form(one),
                "as_written": tuning.is_as_written(one),
                "behind": str(tuning.reason(one) or ""),
            }
            for one in tuning.simulated
        ],
    }


def tune_table(tuning: Tuning) -> TitledTable:
    """The simulated programs, the fastest first."""
    columns = [
        "variant",
        "grid",
        "cores",
        "estimate",
        "cycles",
        "bounding unit",
        "ratio",
        "L1 [bytes]",
        "input",
        "behind because of",
    ]
    table = make_table(columns)
    for one in tuning.simulated:
        name, placement = one.candidate.place
        table.add_row(
            name + (" (as written)" if tuning.is_as_written(one) else ""),
            str(placement),
            f"{one.cost.num_cores}",
            f"{one.candidate.estimate.cycles:,}",
            f"{one.cost.cycles:,}",
            one.cost.bounding,
            f"{one.cost.ratio:.2f}",
            f"{one.candidate.plan.budget.used:,}",
            input_form(one),
            str(tuning.reason(one) or ""),
        )
    first = tuning.winner.cost
    return f"{first.case}, {first.chip}: {len(tuning.simulated)} of {len(tuning.candidates.ranked)} simulated", table


def refusal_line(candidates: Candidates) -> str:
    """How many have no plan, and why most of them; empty if all have one."""
    if not candidates.refusals:
        return ""
    most = candidates.refusals[0]
    count = sum(refusal.count for refusal in candidates.refusals)
    return f"{count} without a plan, {most.count} of them by [{most.rule}], such as {most.example}"


def why_line(tuning: Tuning) -> str:
    """One sentence: who wins, what bounds it, and what sets the others back."""
    winner = tuning.winner
    name, placement = winner.candidate.place
    causes = Counter(reason.cause for one in tuning.simulated if (reason := tuning.reason(one)))
    behind = ", ".join(f"{count} for {cause}" for cause, count in causes.most_common())
    equals = len(tuning.simulated) - 1 - sum(causes.values())
    sentence = f"{name} on {placement} wins with {winner.cost.cycles:,} cycles, {winner.cost.bounding} works longest"
    if equals:
        sentence += f"; {equals} as fast"
    return sentence + (f"; behind it {behind}." if behind else ".")


def input_form(one: Simulated) -> str:
    """What a program takes for its input."""
    return schedule_of(one.candidate.plan.variant).input_form


def input_line(tuning: Tuning) -> str:
    """A warning where programs want their input in different forms; empty where all want the same."""
    wanted = input_form(tuning.winner)
    others = sorted({input_form(one) for one in tuning.simulated} - {wanted})
    if not others:
        return ""
    return (
        f"It wants its input as: {wanted}; others as: {', '.join(others)}. What it takes to make the one of the other, "
        "and to turn the output back, is not counted."
    )


def case_lines(tuning: Tuning) -> str:
    """What the case has to say for the winner, as YAML."""
    name, (grid, cores) = tuning.winner.candidate.place
    lines = [f"    variant: {name}", f"    grid: [{grid[0]}, {grid[1]}]"]
    if cores is not None:
        lines.append(f"    cores: {cores}")
    elif tuning.candidates.case.cores is not None:
        lines.append("    # without cores: all of the grid is used")
    if tuning.candidates.case.expect != "pass":
        lines.append("    # without expect: this has a plan")
    return "\n".join(lines)
