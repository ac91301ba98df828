"""The cases that a command works on, planned: all findings of all cases come at once, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from codegen.commands.selection import explain_unknown, load_specs
from codegen.model.case import BackendName, Case
from codegen.model.document import read_document
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.model.loader import LoadedCase, LoadedVariant, backends_in, cases_in
from codegen.model.variant import TargetName
from codegen.plan.advice import with_advice
from codegen.plan.chip import CHIPS, Chip, ChipName
from codegen.plan.program import PlanError, ProgramPlan
from codegen.plan.sequence import CasePlan, plan_case, programs_of
from codegen.resources import shipped_cases


@dataclass(frozen=True)
class ReadCases:
    """The cases of a file that a command works on, and what its variants are.

    Attributes:
        cases: The cases.
        variants: The variants of the specs, by name.
        backends: The backends that the file names; none if it names none.
    """

    cases: tuple[LoadedCase, ...]
    variants: Mapping[str, LoadedVariant]
    backends: tuple[BackendName, ...] = ()


@dataclass(frozen=True)
class PlannedCases:
    """The cases of a file: those with a plan, and those that are known to have none, with the reason."""

    cases: tuple[CasePlan, ...]
    unsupported: tuple[tuple[Case, PlanError], ...]

    @property
    def plans(self) -> tuple[ProgramPlan, ...]:
        """Their programs: one of each case, or one for each shape of its slices."""
        return tuple(program for case in self.cases for program in programs_of(case))


def plan_cases(
    case_file: str,
    only: Sequence[str] | None,
    specs: Sequence[Path] | None,
    chip: ChipName,
    target: TargetName | None = None,
) -> PlannedCases:
    """Plan the cases of a file; parameters and errors are those of `read_cases` and `plan_all`."""
    return plan_all(read_cases(case_file, only, specs, target), chip)


def read_cases(
    case_file: str,
    only: Sequence[str] | None,
    specs: Sequence[Path] | None,
    target: TargetName | None = None,
    l1_small: int | None = None,
) -> ReadCases:
    """Read the cases of a file.

    Args:
        case_file: The file; a bare name is a shipped file.
        only: Ids of the cases that are wanted; all of them if empty.
        specs: Spec files and folders; the shipped ones if empty.
        target: The target in the place of what the specs say; None leaves it.
        l1_small: The l1_small_size of all cases in the place of their own [bytes]; None leaves it.

    Raises:
        InputError: With everything that is wrong with the specs, or else with the cases.
    """
    variants = load_specs(specs or (), target)
    document = read_document(case_path(case_file))
    explain = partial(explain_unknown, specs=specs or (), target=target)
    loaded = cases_in(document, variants, only or (), explain)
    cases = tuple(replace(one, case=with_l1_small(one.case, l1_small)) for one in loaded)
    return ReadCases(cases, variants, backends_in(document))


def with_l1_small(case: Case, size: int | None) -> Case:
    """A case with the l1_small_size of the command line [bytes]; None leaves its own."""
    return case if size is None else case.model_copy(update={"l1_small_size": size})


def plan_all(read: ReadCases, chip: ChipName) -> PlannedCases:
    """Plan cases for all of a chip; errors are those of `plan_on`."""
    return plan_on(read, CHIPS[chip])


def plan_on(read: ReadCases, chip: Chip) -> PlannedCases:
    """Plan cases for a chip, or for what a board has of it.

    Raises:
        InputError: With everything that is wrong with their plans.
    """
    plans: list[CasePlan] = []
    unsupported: list[tuple[Case, PlanError]] = []
    findings: list[PlacedFinding] = []
    for loaded in read.cases:
        try:
            plan = plan_case(read.variants[loaded.case.variant].variant, loaded.case, chip)
        except PlanError as error:
            if loaded.case.expect == "unsupported":
                unsupported.append((loaded.case, error))
            else:
                findings += [loaded.place(one) for one in _advised(error, loaded.case, read.variants, chip)]
        else:
            plans.append(plan)
            if loaded.case.expect == "unsupported" and not plan.variant.is_checkpoint:
                findings.append(loaded.place(_HAS_A_PLAN))
    if findings:
        raise InputError(findings)
    return PlannedCases(tuple(plans), tuple(unsupported))


def _advised(error: PlanError, case: Case, variants: Mapping[str, LoadedVariant], chip: Chip) -> list[Finding]:
    """Why a case has no plan, and what has one: other variants of its operation first."""
    own = variants[case.variant]
    others = sorted(variants.values(), key=lambda one: one.operation.name != own.operation.name)
    return with_advice(error.findings, own.variant, [one.variant for one in others], case, chip)


_HAS_A_PLAN = Finding("expect-unsupported", "the case has a plan", ("expect",), "leave out expect")


def case_path(name: str) -> Path:
    """The case file of a name on the command line: without a suffix, as seed or networks/ghostnet, a shipped one.

    One with a folder may also be a file of the user's own that has no suffix.
    """
    path = Path(name)
    shipped = shipped_cases() / f"{name}.yaml"
    if path.suffix or path.is_absolute():
        return path
    return shipped if path.name == name or shipped.is_file() else path
