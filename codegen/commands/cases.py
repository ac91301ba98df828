"""The cases that a command works on, planned: all findings of all cases come at once, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from codegen.commands.selection import explain_unknown, load_specs
from codegen.model.case import BackendName, Case
from codegen.model.document import read_document
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.model.loader import LoadedCase, LoadedVariant, backends_in, cases_in
from codegen.model.variant import TargetName
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import PlanError, ProgramPlan, plan_program
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

    plans: tuple[ProgramPlan, ...]
    unsupported: tuple[tuple[Case, PlanError], ...]


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
) -> ReadCases:
    """Read the cases of a file.

    Args:
        case_file: The file; a bare name is a shipped file.
        only: Ids of the cases that are wanted; all of them if empty.
        specs: Spec files and folders; the shipped ones if empty.
        target: The target in the place of what the specs say; None leaves it.

    Raises:
        InputError: With everything that is wrong with the specs, or else with the cases.
    """
    variants = load_specs(specs or (), target)
    document = read_document(case_path(case_file))
    explain = partial(explain_unknown, specs=specs or (), target=target)
    return ReadCases(tuple(cases_in(document, variants, only or (), explain)), variants, backends_in(document))


def plan_all(read: ReadCases, chip: ChipName) -> PlannedCases:
    """Plan cases for a chip.

    Raises:
        InputError: With everything that is wrong with their plans.
    """
    plans: list[ProgramPlan] = []
    unsupported: list[tuple[Case, PlanError]] = []
    findings: list[PlacedFinding] = []
    for loaded in read.cases:
        try:
            plan = plan_program(read.variants[loaded.case.variant].variant, loaded.case, CHIPS[chip])
        except PlanError as error:
            if loaded.case.expect == "unsupported":
                unsupported.append((loaded.case, error))
            else:
                findings += [loaded.place(finding) for finding in error.findings]
        else:
            plans.append(plan)
            if loaded.case.expect == "unsupported" and not plan.variant.is_checkpoint:
                findings.append(loaded.place(_HAS_A_PLAN))
    if findings:
        raise InputError(findings)
    return PlannedCases(tuple(plans), tuple(unsupported))


_HAS_A_PLAN = Finding("expect-unsupported", "the case has a plan", ("expect",), "leave out expect")


def case_path(name: str) -> Path:
    """The case file of a name on the command line: a bare name is a shipped file."""
    path = Path(name)
    bare = path.name == name and not path.suffix
    return shipped_cases() / f"{name}.yaml" if bare else path
