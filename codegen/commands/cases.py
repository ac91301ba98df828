"""The cases that a command works on, planned: all findings of all cases come at once, before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.commands.selection import load_specs
from codegen.model.case import Case
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.model.loader import load_cases
from codegen.model.variant import TargetName
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.resources import shipped_cases


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
    """Plan the cases of a file.

    Args:
        case_file: The file; a bare name is a shipped file.
        only: Ids of the cases to plan; all of them if empty.
        specs: Spec files and folders; the shipped ones if empty.
        chip: The chip to plan for.
        target: The target in the place of what the specs say; None leaves it.

    Raises:
        InputError: With everything that is wrong with the specs, or else with the cases, or else with their plans.
    """
    variants = load_specs(specs or (), target)
    cases = load_cases(case_path(case_file), variants, only or ())
    plans: list[ProgramPlan] = []
    unsupported: list[tuple[Case, PlanError]] = []
    findings: list[PlacedFinding] = []
    for loaded in cases:
        try:
            plan = plan_program(variants[loaded.case.variant].variant, loaded.case, CHIPS[chip])
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
