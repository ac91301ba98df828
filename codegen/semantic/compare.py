"""Two sides compared: every variant, and the plan of every case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.plan.chip import WORMHOLE, Chip
from codegen.plan.program import PlanError
from codegen.plan.sequence import CasePlan, plan_case
from codegen.semantic.arguments import argument_changes, length_changes
from codegen.semantic.plans import plan_change
from codegen.semantic.records import CaseGroup, PlanChange, SemanticDiff, VariantDiff
from codegen.semantic.variants import part_changes, spec_changes

CaseKey = tuple[str, int]
"""Id of a case, and how many cases of this id and variant stand before it, in this file or another."""


@dataclass(frozen=True)
class Side:
    """What is compared: variants, and cases that may name other variants as well."""

    variants: tuple[Variant, ...]
    cases: tuple[Case, ...]


def compare(old: Side, new: Side, chip: Chip = WORMHOLE, notes: Iterable[str] = ()) -> SemanticDiff:
    """Everything that differs.

    Args:
        old: What was.
        new: What is.
        chip: The chip to plan for.
        notes: What else is to be said.
    """
    pairs = pair_variants(old.variants, new.variants)
    variants = (_compare_variant(mine, yours, old.cases, new.cases, chip) for mine, yours in pairs)
    return SemanticDiff(variants=tuple(variants), notes=tuple(notes))


def pair_variants(old: Sequence[Variant], new: Sequence[Variant]) -> list[tuple[Variant | None, Variant | None]]:
    """The variants of both sides that are one: by their names; if one is left over on each side, it was renamed."""
    before, after = {one.name: one for one in old}, {one.name: one for one in new}
    pairs = {name: (before.get(name), after.get(name)) for name in dict.fromkeys([*after, *before])}
    gone, came = [name for name in before if name not in after], [name for name in after if name not in before]
    if len(gone) == len(came) == 1:
        pairs[came[0]] = (before[gone[0]], after[came[0]])
        del pairs[gone[0]]
    return list(pairs.values())


def _compare_variant(
    old: Variant | None, new: Variant | None, old_cases: Sequence[Case], new_cases: Sequence[Case], chip: Chip
) -> VariantDiff:
    if old is None or new is None:
        named = new or old
        assert named
        return VariantDiff(variant=named.name, was=None, status="added" if new else "removed")
    names = {old.name, new.name}
    groups = _compare_cases(old, new, _by_key(old_cases, names), _by_key(new_cases, names), chip)
    changed = old != new or any(group.status != "equal" for group in groups)
    return VariantDiff(
        variant=new.name,
        was=old.name if old.name != new.name else None,
        status="changed" if changed else "equal",
        fields=spec_changes(old, new),
        arguments=argument_changes(old, new),
        lengths=length_changes(old, new),
        parts=part_changes(old, new),
        cases=groups,
    )


def _by_key(cases: Sequence[Case], variants: set[str]) -> dict[CaseKey, Case]:
    seen: Counter[str] = Counter()
    keyed: dict[CaseKey, Case] = {}
    for case in cases:
        if case.variant in variants:
            keyed[case.id, seen[case.id]] = case
            seen[case.id] += 1
    return keyed


def _compare_cases(
    old: Variant, new: Variant, old_cases: dict[CaseKey, Case], new_cases: dict[CaseKey, Case], chip: Chip
) -> tuple[CaseGroup, ...]:
    """What happens to each case, cases to which the same happens together."""
    groups: dict[str, tuple[CaseGroup, list[str]]] = {}
    for key in dict.fromkeys([*new_cases, *old_cases]):
        one = _compare_case(old, new, old_cases.get(key), new_cases.get(key), chip)
        groups.setdefault(one.model_dump_json(), (one, []))[1].append(key[0])
    return tuple(one.model_copy(update={"cases": tuple(ids)}) for one, ids in groups.values())


def _compare_case(old: Variant, new: Variant, old_case: Case | None, new_case: Case | None, chip: Chip) -> CaseGroup:
    """What happens to one case; the group does not name it yet."""
    if old_case is None or new_case is None:
        return CaseGroup(cases=(), status="added" if new_case else "removed")
    if (old, old_case) == (new, new_case):
        return CaseGroup(cases=(), status="equal")  # a plan depends on nothing else
    (old_plan, old_reasons), (new_plan, new_reasons) = _plan(old, old_case, chip), _plan(new, new_case, chip)
    if old_plan is None or new_plan is None:
        same = old_reasons == new_reasons
        return CaseGroup(
            cases=(), status="equal" if same else "changed", old_reasons=old_reasons, new_reasons=new_reasons
        )
    change = plan_change(old_plan, new_plan)
    if change == PlanChange():
        return CaseGroup(cases=(), status="equal")
    return CaseGroup(cases=(), status="changed", plan=change)


def _plan(variant: Variant, case: Case, chip: Chip) -> tuple[CasePlan | None, tuple[str, ...]]:
    """The plan of a case, or every reason why there is none."""
    try:
        return plan_case(variant, case, chip), ()
    except PlanError as error:
        return None, tuple(f"[{finding.rule}] {finding.message}" for finding in error.findings)
