"""What to do about a case that has no plan: found by planning, so that it can be followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.slices import Slices
from codegen.model.variant import Variant
from codegen.plan.chip import Chip
from codegen.plan.coverage import plan_on_most_cores
from codegen.plan.placements import Placement, placement_of
from codegen.plan.program import PlanError
from codegen.plan.sequence import plan_case

_RULES = ("l1-budget", "argument-words", "buffer-pages")
"""What other cores or another layout may mend."""


def with_advice(
    findings: Iterable[Finding], variant: Variant, others: Iterable[Variant], case: Case, chip: Chip
) -> list[Finding]:
    """The findings, with hints that name what has a plan where something has one.

    Args:
        findings: Why the case has none.
        variant: Its variant.
        others: What else might compute it, in the order in which it is proposed.
        case: The case.
        chip: The chip.
    """
    found = [*findings]
    if not any(one.rule in _RULES for one in found):
        return found
    hint = _advice(variant, others, case, chip)
    return [replace(one, hint=hint) if one.rule in _RULES else one for one in found]


def _advice(variant: Variant, others: Iterable[Variant], case: Case, chip: Chip) -> str:
    if case.slices is None:
        if place := _placement(variant, case, chip):
            return f"it has a plan with {_in_the_case(place)}"
        for other in others:
            if other is not variant and (place := _placement(other, case, chip)):
                return (
                    f"no cores of the {chip.title} are enough for {variant.name}: "
                    f"{other.name} has a plan with {_in_the_case(place)}"
                )
    if _fits_in_slices(variant, case, chip):
        return "it has a plan with slices: auto"
    return f"nothing has a plan on the {chip.title}: compute fewer images, rows or channels at once"


def _fits_in_slices(variant: Variant, case: Case, chip: Chip) -> bool:
    """Whether a case has a plan on its own cores if slices are found for it."""
    try:
        plan_case(variant, case.model_copy(update={"slices": Slices()}), chip)
    except PlanError:
        return False
    return True


def _placement(variant: Variant, case: Case, chip: Chip) -> Placement | None:
    """The most cores on which a variant has a plan."""
    if variant.is_checkpoint:
        return None
    try:
        return placement_of(plan_on_most_cores(variant, case, chip).case)
    except PlanError:
        return None


def _in_the_case(place: Placement) -> str:
    """Cores as a case has them."""
    grid = f"grid: [{place.grid[0]}, {place.grid[1]}]"
    return grid if place.cores is None else f"{grid} and cores: {place.cores}"
