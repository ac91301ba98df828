"""The programs that could compute a case: each variant on all placements, estimated, the most promising first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codegen.cost.estimate import Estimate, estimate
from codegen.model.case import Case
from codegen.model.cores import Grid
from codegen.model.finding import Finding
from codegen.model.variant import Variant
from codegen.plan.chip import Chip
from codegen.plan.placements import Placement, placement_of, placements
from codegen.plan.program import PlanError, ProgramPlan, plan_program


@dataclass(frozen=True)
class Candidate:
    """A program that could compute the case."""

    plan: ProgramPlan
    estimate: Estimate

    @property
    def place(self) -> tuple[str, Placement]:
        """Variant and cores."""
        return self.plan.variant.name, placement_of(self.plan.case)


@dataclass(frozen=True)
class Refusal:
    """Why some combinations have no plan.

    Attributes:
        rule: The rule that they break.
        count: How many do.
        example: What it says of the first of them.
    """

    rule: str
    count: int
    example: str


@dataclass(frozen=True)
class Candidates:
    """What could compute a case.

    Attributes:
        case: The case as it is written.
        ranked: With a plan; the least estimated cycles first, of equals the fewest cores.
        refusals: Of those without; the most frequent first.
    """

    case: Case
    ranked: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]

    @property
    def as_written(self) -> Candidate | None:
        """What the case says itself; None if that has no plan, or is not among them."""
        written = self.case.variant, placement_of(self.case)
        return next((one for one in self.ranked if one.place == written), None)

    def finalists(self, count: int) -> tuple[Candidate, ...]:
        """The first ones, and what the case says itself."""
        first = self.ranked[:count]
        written = self.as_written
        return first if written is None or written in first else (*first, written)


def find_candidates(case: Case, variants: Iterable[Variant], chip: Chip, most: Grid) -> Candidates:
    """Plan a case on all variants and placements.

    Args:
        case: The case; its variant, grid and number of cores are what is varied. Its origin stays, as do its options:
            others give other results.
        variants: The variants.
        chip: The chip.
        most: Most columns and rows of a grid.
    """
    ranked: list[Candidate] = []
    broken: dict[str, list[str]] = {}
    for variant in variants:
        there = case.model_copy(update={"variant": variant.name, "expect": "pass"})
        for placement in placements(variant, case, most):
            try:
                plan = _plan(variant, placement.of(there), chip)
            except PlanError as error:
                first = error.findings[0]
                message = f"{variant.name} on {placement}: {first.message.splitlines()[0]}"
                broken.setdefault(first.rule, []).append(message)
            else:
                ranked.append(Candidate(plan, estimate(plan)))
    ranked.sort(key=lambda one: (one.estimate.cycles, len(one.plan.cores), one.plan.variant.name, one.plan.case.grid))
    refusals = [Refusal(rule, len(messages), messages[0]) for rule, messages in broken.items()]
    return Candidates(case, tuple(ranked), tuple(sorted(refusals, key=lambda one: (-one.count, one.rule))))


def _plan(variant: Variant, case: Case, chip: Chip) -> ProgramPlan:
    """A plan that can be executed.

    Raises:
        PlanError: There is none.
    """
    if variant.is_checkpoint:
        raise PlanError([Finding("checkpoint", "the emitted program factory stops", ("variant",))])
    return plan_program(variant, case, chip)
