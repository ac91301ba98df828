"""Specs beside their arguments, and the plans of cases."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.model.slices import Slices
from codegen.model.variant import Topology, Variant
from codegen.plan.chip import BLACKHOLE
from codegen.plan.grid import Core
from codegen.resources import shipped_cases
from codegen.semantic.compare import Side, compare
from codegen.semantic.records import CaseGroup, FieldChange, PlanChange, VariantDiff
from tests.semantic.edits import BLOCK, HEIGHT, edited
from tests.variants import ALL, SHIPPED

CASES = tuple(one.case for file in sorted(shipped_cases().glob("*.yaml")) for one in load_cases(file, SHIPPED))
BLOCK_CASE = next(one for one in CASES if one.id == "block_2x2_c64_k3_s1")
HEIGHT_CASE = next(one for one in CASES if one.id == "height_4x1_c64_k3_s1")


def compare_one(old: Variant, new: Variant, old_case: Case, new_case: Case | None = None) -> VariantDiff:
    (only,) = compare(Side((old,), (old_case,)), Side((new,), (new_case or old_case,))).variants
    return only


def plan_of(diff: VariantDiff) -> PlanChange:
    (group,) = diff.cases
    assert group.plan
    return group.plan


def values(changes: tuple[FieldChange, ...]) -> dict[str, tuple[Any, Any]]:
    return {one.field: (one.old, one.new) for one in changes}


def test_a_side_is_equal_to_itself() -> None:
    side = Side(tuple(ALL.values()), CASES)
    found = compare(side, side, BLACKHOLE)
    assert {one.status for one in found.variants} == {"equal"}
    assert [one.num_breaking for one in found.variants] == [0] * len(ALL)


def test_every_case_is_in_one_group() -> None:
    new = BLOCK.model_copy(update={"multicast": Topology(topology="column", sender=1)})
    (only,) = compare(Side((BLOCK,), CASES), Side((new,), CASES)).variants
    told = [name for group in only.cases for name in group.cases]
    assert sorted(told) == sorted(case.id for case in CASES if case.variant == BLOCK.name)
    assert len(only.cases) < len(told), "cases to which the same happens share a group"


def test_an_equal_plan_with_another_text() -> None:
    diff = compare_one(BLOCK, edited(BLOCK, "writer", "stick_bytes", doc="another"), BLOCK_CASE)
    assert (diff.status, diff.cases) == ("changed", (CaseGroup(cases=(BLOCK_CASE.id,), status="equal"),))


@pytest.mark.parametrize(
    ("field", "value", "breaking"),
    [("shard_orientation", "COL_MAJOR", True), ("summary", "s", False), ("stage", "checkpoint", False)],
)
def test_fields_of_the_spec(field: str, value: str, breaking: bool) -> None:
    diff = compare_one(HEIGHT, HEIGHT.model_copy(update={field: value}), HEIGHT_CASE)
    (only,) = diff.fields
    assert (only.field, only.new, only.breaking) == (field, value, breaking)


def test_numbers_of_buffers_and_semaphores() -> None:
    buffers = tuple(
        one.model_copy(update={"index": 7}) if one.name == "output" else one for one in BLOCK.circular_buffers
    )
    semaphores = (BLOCK.semaphores[0].model_copy(update={"initial_value": 2}),)
    new = BLOCK.model_copy(update={"circular_buffers": buffers, "semaphores": semaphores})
    parts = {one.name: one for one in compare_one(BLOCK, new, BLOCK_CASE).parts}
    assert values(parts["output"].fields) == {"index": (3, 7)}
    assert values(parts["weights_wanted"].fields) == {"initial_value": (0, 2)}
    assert {name: (one.status, one.breaking) for name, one in parts.items()} == {
        "output": ("changed", True),
        "weights_wanted": ("changed", False),
        "weights_valid": ("removed", True),
    }


def test_a_larger_case() -> None:
    plan = plan_of(compare_one(BLOCK, BLOCK, BLOCK_CASE, BLOCK_CASE.model_copy(update={"input": (8, 16)})))
    assert values(plan.case) == {"input": ([8, 8], [8, 16])}
    assert values(plan.geometry)["output_shard_sticks"] == (32, 64)
    (output,) = [one for one in plan.buffers if one.name == "output"]
    assert values(output.fields) == {"num_pages": (32, 64), "num_bytes": (2048, 4096)}
    (used,) = plan.budget
    sizes = [values(one.fields)["num_bytes"] for one in plan.buffers]
    assert used.new - used.old == sum(new - old for old, new in sizes)  # type: ignore[operator]
    first = next(one for one in plan.work if one.field == "first_output")
    assert [(one.core, one.old, one.new) for one in first.cores] == [(Core(0, 1), 32, 64), (Core(1, 1), 32, 64)]
    assert (plan.roles, plan.multicasts) == ((), ())


def test_another_sender() -> None:
    new = BLOCK.model_copy(update={"multicast": Topology(topology="column", sender=1)})
    plan = plan_of(compare_one(BLOCK, new, BLOCK_CASE))
    assert [(one.old, one.new, one.cores) for one in plan.roles] == [
        ("sender", "receiver", (Core(0, 0), Core(1, 0))),
        ("receiver", "sender", (Core(0, 1), Core(1, 1))),
    ]
    assert [(one.sender, len(one.old), len(one.new)) for one in plan.multicasts] == [
        (Core(0, 0), 1, 0),
        (Core(0, 1), 0, 1),
        (Core(1, 0), 1, 0),
        (Core(1, 1), 0, 1),
    ]
    assert (plan.geometry, plan.buffers, plan.budget) == ((), (), ())


def test_cores_that_come() -> None:
    more = HEIGHT_CASE.model_copy(update={"grid": (4, 2), "cores": 6})
    plan = plan_of(compare_one(HEIGHT, HEIGHT, HEIGHT_CASE, more))
    assert [(one.old, one.new, one.cores) for one in plan.roles] == [(None, "receiver", (Core(0, 1), Core(1, 1)))]
    (only,) = plan.multicasts
    assert [one.num_dests for one in only.new] == [3, 2]


def test_a_case_that_fits_no_more() -> None:
    large = BLOCK_CASE.model_copy(update={"input": (512, 512)})
    for old, new in ((BLOCK_CASE, large), (large, BLOCK_CASE)):
        diff = compare_one(BLOCK, BLOCK, old, new)
        (group,) = diff.cases
        reasons = group.new_reasons if new is large else group.old_reasons
        assert group.status == diff.status == "changed"
        assert [reason.split()[0] for reason in reasons][-1] == "[l1-budget]"


def test_cases_on_one_side() -> None:
    more = HEIGHT_CASE.model_copy(update={"id": "more"})
    (only,) = compare(Side((HEIGHT,), (HEIGHT_CASE,)), Side((HEIGHT,), (more, BLOCK_CASE))).variants
    assert [(one.cases, one.status) for one in only.cases] == [(("more",), "added"), ((HEIGHT_CASE.id,), "removed")]


def test_cases_of_one_id_in_two_files() -> None:
    other = HEIGHT_CASE.model_copy(update={"channels": 128})
    larger = other.model_copy(update={"channels": 256})
    (only,) = compare(Side((HEIGHT,), (HEIGHT_CASE, other)), Side((HEIGHT,), (HEIGHT_CASE, larger))).variants
    assert [one.status for one in only.cases] == ["equal", "changed"]


def test_variants_that_come_go_and_change_their_name() -> None:
    renamed = BLOCK.model_copy(update={"name": "mine"})
    (only,) = compare(Side((BLOCK,), CASES), Side((renamed,), CASES)).variants
    assert (only.variant, only.was, only.status) == ("mine", "block_sharded", "changed")
    assert {one.status for one in only.cases} == {"equal"}, "the cases of both names are planned on both sides"
    found = compare(Side((BLOCK, HEIGHT), ()), Side((renamed,), ())).variants
    assert [(one.variant, one.status) for one in found] == [
        ("mine", "added"),
        ("block_sharded", "removed"),
        ("height_sharded", "removed"),
    ]


def test_slices_that_come_and_that_become_more() -> None:
    half, third = (HEIGHT_CASE.model_copy(update={"slices": Slices(axis="height", count=count)}) for count in (2, 3))
    came, more = (plan_of(compare_one(HEIGHT, HEIGHT, *both)) for both in ((HEIGHT_CASE, half), (half, third)))
    assert values(came.case)["cut"] == ("one piece", "2 slices of height")
    assert values(more.case)["cut"] == ("2 slices of height", "3 slices of height")
    assert "output_height" in values(more.geometry)


def test_a_program_of_slices_that_becomes_another() -> None:
    case = HEIGHT_CASE.model_copy(update={"slices": Slices(axis="height", count=2)})
    plan = plan_of(compare_one(HEIGHT, HEIGHT, case, case.model_copy(update={"kernel": (5, 5)})))
    assert set(values(plan.case)) == {"kernel"}
    assert "weight_tiles" in values(plan.geometry)
