"""What changed in the plan of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, asdict, fields
from typing import Any

from codegen.model.case import Case
from codegen.plan.buffers import BufferPlan
from codegen.plan.geometry import Geometry
from codegen.plan.grid import Core
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.plan.sequence import ONE_PIECE, CasePlan, SequencePlan, in_words, programs_of
from codegen.schedules.schedule import schedule_of
from codegen.semantic.records import (
    CoreValue,
    FieldChange,
    MulticastChange,
    PartChange,
    PlanChange,
    RoleChange,
    WorkChange,
)
from codegen.semantic.variants import field_changes, presence

READS_ITS_OWN = "reads its own"
"""The role of a core of a variant without multicast."""

_OF_THE_SPEC = ("name", "index")
"""Fields of a buffer that are the same for every case."""

_BUFFER_UNITS = {"num_pages": "pages", "page_bytes": "bytes", "num_bytes": "bytes"}


def plan_change(old: CasePlan, new: CasePlan) -> PlanChange:
    """Everything that differs between two plans of one case; a record without entries if nothing does.

    Of slices, it is how many there are, and what differs in the first program that does.
    """
    programs = zip(programs_of(old), programs_of(new), strict=False)
    differing = (change for both in programs if (change := _program_change(*both)) != PlanChange())
    cut = field_changes({"cut": _cut_in_words(old)}, {"cut": _cut_in_words(new)})
    return next(differing, PlanChange()).model_copy(update={"case": (*case_changes(old.case, new.case), *cut)})


def _cut_in_words(plan: CasePlan) -> str:
    return in_words(plan.axis, len(plan.slices)) if isinstance(plan, SequencePlan) else ONE_PIECE


def _program_change(old: ProgramPlan, new: ProgramPlan) -> PlanChange:
    return PlanChange(
        case=case_changes(old.case, new.case),
        geometry=field_changes(
            asdict(old.geometry), asdict(new.geometry), _units(type(old.geometry), type(new.geometry))
        ),
        buffers=tuple(_buffer_changes(old, new)),
        budget=_budget_changes(old, new),
        roles=tuple(_role_changes(old, new)),
        work=tuple(_work_changes(old, new)),
        multicasts=tuple(_multicast_changes(old, new)),
    )


def case_changes(old: Case, new: Case) -> tuple[FieldChange, ...]:
    """The fields of a case that differ; its id and its variant are known to be the same."""
    before, after = (side.model_dump(mode="json", exclude={"id", "variant"}) for side in (old, new))
    return field_changes(before, after)


def _buffer_changes(old: ProgramPlan, new: ProgramPlan) -> Iterator[PartChange]:
    before, after = ({one.name: one for one in side.buffers} for side in (old, new))
    for name in dict.fromkeys([*after, *before]):
        mine, yours = before.get(name), after.get(name)
        changes = field_changes(_buffer_facts(mine), _buffer_facts(yours), _BUFFER_UNITS)
        if changes:
            yield PartChange(part="circular buffer", name=name, status=presence(mine, yours), fields=changes)


def _buffer_facts(buffer: BufferPlan | None) -> dict[str, Any]:
    if buffer is None:
        return {}
    facts = {one.name: getattr(buffer, one.name) for one in fields(buffer) if one.name not in _OF_THE_SPEC}
    return {**facts, "num_bytes": buffer.num_bytes}


def _budget_changes(old: ProgramPlan, new: ProgramPlan) -> tuple[FieldChange, ...]:
    before, after = ({"used": side.budget.used, "available": side.budget.available} for side in (old, new))
    return field_changes(before, after, dict.fromkeys(after, "bytes"))


def _role_changes(old: ProgramPlan, new: ProgramPlan) -> Iterator[RoleChange]:
    before, after = ({one.core: one.role or READS_ITS_OWN for one in side.cores} for side in (old, new))
    groups: dict[tuple[str | None, str | None], list[Core]] = {}
    for core in sorted({*before, *after}):
        roles = (before.get(core), after.get(core))
        if roles[0] != roles[1]:
            groups.setdefault(roles, []).append(core)
    for (mine, yours), cores in groups.items():
        yield RoleChange(old=mine, new=yours, cores=tuple(cores))


def _work_changes(old: ProgramPlan, new: ProgramPlan) -> Iterator[WorkChange]:
    """Values of the cores that are on both sides; a core that comes or goes is a change of its role."""
    before = {one.core: one for one in old.cores}
    for value in _work_fields(old, new):
        cores = tuple(
            CoreValue(core=one.core, old=mine, new=yours)
            for one in new.cores
            if one.core in before and (mine := _value(before[one.core], value)) != (yours := _value(one, value))
        )
        if cores:
            yield WorkChange(field=value.name, unit=value.metadata.get("unit", ""), cores=cores)


def _work_fields(*plans: ProgramPlan) -> list[Field[Any]]:
    """The numbers of a core that all plans have: schedules differ in some."""
    tables = [{one.name: one for one in fields(schedule_of(plan.variant).work)} for plan in plans]
    return [one for name, one in tables[0].items() if all(name in table for table in tables)]


def _value(core: CorePlan, value: Field[Any]) -> int:
    return int(getattr(core.work, value.name))


def _multicast_changes(old: ProgramPlan, new: ProgramPlan) -> Iterator[MulticastChange]:
    before, after = ({one.core: one.link.rectangles for one in side.cores} for side in (old, new))
    for core in sorted({*before, *after}):
        mine, yours = before.get(core, ()), after.get(core, ())
        if mine != yours:
            yield MulticastChange(sender=core, old=mine, new=yours)


def _units(*records: type[Geometry]) -> dict[str, str]:
    return {one.name: one.metadata.get("unit", "") for record in records for one in fields(record)}
