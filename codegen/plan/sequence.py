"""The plan of a case that runs in slices: a sequence of programs, each planned as if it were a layer of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.model.case import Case
from codegen.model.slices import SLICE_AXES, SliceAxis
from codegen.model.variant import Variant
from codegen.plan.chip import WORMHOLE, Chip
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.plan.slices import Slice, count_findings, cut, most_slices, slice_findings

SIZES = ("l1-budget", "input-on-chip", "argument-words", "buffer-pages", "case-size")
"""The rules that a smaller layer may follow, where a larger one does not."""


@dataclass(frozen=True)
class SequencePlan:
    """A layer in slices, between tensors that lie in DRAM.

    Attributes:
        variant: The variant.
        case: The whole layer.
        chip: The chip.
        axis: What is cut.
        slices: The slices, in the order in which they run.
        programs: The program of each slice; slices of one shape share theirs.
    """

    variant: Variant
    case: Case
    chip: Chip
    axis: SliceAxis
    slices: tuple[Slice, ...]
    programs: tuple[ProgramPlan, ...]

    @property
    def different(self) -> tuple[ProgramPlan, ...]:
        """The programs, each once."""
        return tuple({id(one): one for one in self.programs}.values())

    @property
    def notes(self) -> tuple[str, ...]:
        """What it does that its case does not say."""
        own = () if self.is_whole else (f"in {in_words(self.axis, len(self.slices))}",)
        return (*own, *dict.fromkeys(note for one in self.different for note in one.notes))

    @property
    def is_whole(self) -> bool:
        """Whether the layer fits without being cut."""
        return len(self.slices) == 1


ONE_PIECE = "one piece"
"""What is not cut, as it is said."""

CasePlan = ProgramPlan | SequencePlan
"""What a case is planned as."""


def programs_of(plan: CasePlan) -> tuple[ProgramPlan, ...]:
    """The programs of a plan, each once."""
    return (plan,) if isinstance(plan, ProgramPlan) else plan.different


def in_words(axis: SliceAxis, count: int) -> str:
    """A cut, as it is said."""
    return f"{count} slices of {axis}" if count > 1 else ONE_PIECE


def plan_case(variant: Variant, case: Case, chip: Chip = WORMHOLE) -> CasePlan:
    """Plan a case: a program, or a sequence of them if the case asks for slices.

    Where it leaves open in how many, there are as few as have a plan; where it leaves open what is cut, nothing is if
    the layer fits, or else height, width or channels, the first of these that has a plan.

    Args:
        variant: How the operation is laid out and fed.
        case: What is computed.
        chip: The chip that it runs on.

    Raises:
        PlanError: It has none. Where slices are looked for, the findings are those of the first that were tried.
    """
    if case.slices is None:
        return plan_program(variant, case, chip)
    refused: PlanError | None = None
    for axis, count in cuts(case):
        try:
            return plan_cut(variant, case, axis, count, chip)
        except PlanError as error:
            refused = refused or error
            if not is_too_large(refused):
                break
    assert refused is not None
    raise refused


def is_too_large(error: PlanError) -> bool:
    """Whether a part of what has no plan may have one."""
    return all(finding.rule in SIZES for finding in error.findings)


def plan_cut(variant: Variant, case: Case, axis: SliceAxis, count: int, chip: Chip) -> SequencePlan:
    """Plan a case in so many slices.

    Raises:
        PlanError: It cannot be cut so, or a slice has no plan.
    """
    if findings := count_findings(case, axis, count):
        raise PlanError(findings)
    slices: list[Slice] = []
    planned: dict[Case, ProgramPlan] = {}
    for number, one in enumerate(cut(case, axis, count), 1):
        slices.append(one)
        if one.case not in planned:
            planned[one.case] = _plan_slice(variant, one, f"slice {number} of {count}: " if count > 1 else "", chip)
    named = _with_names(planned, case)
    return SequencePlan(variant, case, chip, axis, tuple(slices), tuple(named[one.case] for one in slices))


def _plan_slice(variant: Variant, one: Slice, prefix: str, chip: Chip) -> ProgramPlan:
    try:
        if findings := slice_findings(one):
            raise PlanError(findings)
        return plan_program(variant, one.case, chip)
    except PlanError as error:
        findings = [replace(finding, message=prefix + finding.message) for finding in error.findings]
        raise PlanError(findings, error.budget) from error


def _with_names(planned: dict[Case, ProgramPlan], case: Case) -> dict[Case, ProgramPlan]:
    """The programs of a case, by the case of their slices; each has a name of its own if there are several."""
    if len(planned) == 1:
        return planned
    return {
        one: replace(plan, case=plan.case.model_copy(update={"id": f"{case.id}_{number}"}))
        for number, (one, plan) in enumerate(planned.items(), 1)
    }


def cuts(case: Case) -> Iterator[tuple[SliceAxis, int]]:
    """The cuts that the slices of a case leave open, in the order in which they are tried."""
    assert case.slices is not None
    axis, count = case.slices.axis, case.slices.count
    if axis is None:
        yield SLICE_AXES[0], 1
        yield from ((one, number) for one in SLICE_AXES for number in range(2, most_slices(case, one) + 1))
    elif count is None:
        yield from ((axis, number) for number in range(1, most_slices(case, axis) + 1))
    else:
        yield axis, count
