"""Cases of a seed: the same ones on every machine, each on its own, and of all kinds."""

from __future__ import annotations

from codegen.jobs.searching import Searching
from codegen.model.rules import case_findings
from codegen.model.slices import SLICE_AXES
from codegen.plan.sequence import SequencePlan
from codegen.search.choices import Seeded
from tests.variants import ALL

WORK = Searching(3, tuple(ALL.values()), ("wormhole", "blackhole"), None)


def test_choices_are_those_of_every_python() -> None:
    choices = Seeded(0, 1)
    assert [choices.whole(0, 999) for _ in range(4)] == [773, 592, 452, 751]


def test_a_number_gives_its_case_alone() -> None:
    forwards = [WORK.plan_of(number) for number in range(20)]
    backwards = [WORK.plan_of(number) for number in reversed(range(20))]
    assert forwards == backwards[::-1]
    assert len({plan.case.id for plan in forwards}) == 20


def test_cases_are_of_all_variants_and_chips_and_break_no_rule() -> None:
    plans = [WORK.plan_of(number) for number in range(600)]
    assert {plan.variant.name for plan in plans} == set(ALL)
    assert {plan.chip.name for plan in plans} == {"wormhole", "blackhole"}
    cuts = [plan for plan in plans if isinstance(plan, SequencePlan)]
    assert {plan.axis for plan in cuts} == {*SLICE_AXES}
    assert {len(plan.slices) for plan in cuts} == {1, 2, 3, 4, 5}
    assert not any(case_findings(plan.case) for plan in plans)
