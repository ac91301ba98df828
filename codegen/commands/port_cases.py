"""The cases that `ttdw port` compares: planned for both targets, on variants that both have kernels of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.commands.cases import ReadCases, case_path, plan_all
from codegen.commands.options import DEFAULT_OUT
from codegen.commands.selection import Selection, load_specs, select
from codegen.model.case import Case
from codegen.model.document import read_document
from codegen.model.finding import Finding, on_command_line
from codegen.model.loader import LoadedCase, LoadedVariant, cases_in
from codegen.model.targets import TARGETS, FactoryKind
from codegen.model.variant import TargetName
from codegen.plan.chip import ChipName
from codegen.plan.program import ProgramPlan
from codegen.resources import shipped_cases

FROM: FactoryKind = "create_descriptor"
TO: FactoryKind = "create_program_artifacts"
"""The factories between which operations move."""


@dataclass(frozen=True)
class PairedPlans:
    """Cases, each with its plan for either target.

    Attributes:
        pairs: The plans: the old one, the new one.
        variants: The variants of the new plans, by their names.
        notes: What is not compared, and why.
    """

    pairs: tuple[tuple[ProgramPlan, ProgramPlan], ...]
    variants: Mapping[str, LoadedVariant]
    notes: tuple[str, ...]


def pair_plans(
    names: Sequence[str],
    old: TargetName,
    new: TargetName,
    case_file: str | None,
    only: Sequence[str] | None,
    specs: Sequence[Path] | None,
    chip: ChipName,
) -> PairedPlans:
    """Plan cases for two targets.

    Args:
        names: Operations; all of them if empty.
        old: The target that is left.
        new: The one that is moved to.
        case_file: The case file; if left out, of each variant the shipped case with the least work.
        only: Ids of the cases of that file that are wanted; all of them if empty.
        specs: Spec files and folders; the shipped ones if empty.
        chip: The chip to plan for.

    Raises:
        InputError: The targets are no such pair, specs or cases are wrong, or there is no case to compare.
    """
    _require_kind("--from", old, FROM)
    _require_kind("--to", new, TO)
    sides = [select(names, specs, DEFAULT_OUT, target) for target in (old, new)]
    emitted = [_emitted(side) for side in sides]
    shared = emitted[0] & emitted[1]
    cases = _cases(shared, case_file, only, sides[0].specs)
    if not cases:
        raise on_command_line(
            Finding(
                "port-cases",
                f"no case is on a variant that {old} and {new} both have kernels of",
                (),
                "name a case file with --case",
            )
        )
    read = [ReadCases(tuple(cases), side.loaded) for side in sides]
    planned = [plan_all(one, chip) for one in read]
    unsupported = {case.id: str(reason) for one in planned for case, reason in one.unsupported}
    plans = [{plan.case.id: plan for plan in one.plans} for one in planned]
    return PairedPlans(
        tuple((plans[0][name], plans[1][name]) for name in plans[0] if name in plans[1]),
        sides[1].loaded,
        (
            *(_left_out(sides, old, new) if not names else ()),
            *(f"{name} is unsupported, as expected: {reason}" for name, reason in unsupported.items()),
        ),
    )


def _require_kind(option: str, target: TargetName, wanted: FactoryKind) -> None:
    kind = TARGETS[target].factory
    if kind != wanted:
        known = [name for name, one in TARGETS.items() if one.factory == wanted]
        raise on_command_line(
            Finding(
                "port-targets",
                f"{option} is {target}, whose factories are of the kind {kind}, and {wanted} is needed",
                (),
                f"known: {', '.join(known)}",
            )
        )


def _emitted(side: Selection) -> set[str]:
    """The variants of the selected operations that are programs."""
    return {
        name for name, one in side.loaded.items() if one.operation.name in side.names and not one.variant.is_checkpoint
    }


def _left_out(sides: Sequence[Selection], old: TargetName, new: TargetName) -> tuple[str, ...]:
    return tuple(
        f"left out, not emitted for {target}: {', '.join(side.left_out)}"
        for side, target in zip(sides, (old, new), strict=True)
        if side.left_out
    )


def _cases(
    shared: set[str], case_file: str | None, only: Sequence[str] | None, specs: Sequence[Path]
) -> list[LoadedCase]:
    if case_file is not None:
        variants = load_specs(specs)
        found = cases_in(read_document(case_path(case_file)), variants, only or ())
        return [one for one in found if one.case.variant in shared]
    if only:
        raise on_command_line(
            Finding("port-only", "--only names cases of a file, and none is given", (), "add --case FILE")
        )
    return list(_smallest(shared).values())


def _smallest(shared: set[str]) -> Mapping[str, LoadedCase]:
    """Of each variant, the shipped case with the least work."""
    found: dict[str, LoadedCase] = {}
    for file in sorted(shipped_cases().glob("*.yaml")):
        for one in cases_in(read_document(file)):
            name = one.case.variant
            if (
                name in shared
                and one.case.expect == "pass"
                and (name not in found or _products(one.case) < _products(found[name].case))
            ):
                found[name] = one
    return found


def _products(case: Case) -> int:
    return case.batch * case.out_channels * math.prod((*case.output, *case.kernel))
