"""Hints that can be followed: what they name has a plan."""

from __future__ import annotations

import re
from typing import Any

import pytest

from codegen.model.case import Case
from codegen.model.slices import Slices
from codegen.plan.advice import with_advice
from codegen.plan.boards import BOARDS
from codegen.plan.program import PlanError, plan_program
from codegen.plan.sequence import plan_case
from tests.variants import SHIPPED

CHIP = BOARDS["n300"].chip
FLAT = [SHIPPED[f"{layout}_sharded"] for layout in ("block", "height", "width")]


def case_of(variant: str, **changes: Any) -> Case:
    wanted = {"channels": 64, "input": (200, 200), "kernel": (3, 3), "padding": (1, 1), "grid": (2, 2)} | changes
    return Case.model_validate({"id": "one", "variant": variant, "batch": 1} | wanted)


def hint_of(case: Case) -> str:
    with pytest.raises(PlanError) as caught:
        plan_program(SHIPPED[case.variant], case, CHIP)
    return with_advice(caught.value.findings, SHIPPED[case.variant], FLAT, case, CHIP)[0].hint


def followed(case: Case, hint: str) -> Case:
    """The case with what the hint names."""
    grid = re.search(r"grid: \[(\d+), (\d+)\]", hint)
    assert grid
    cores = re.search(r"cores: (\d+)", hint)
    variant = re.search(r": (\w+) has a plan", hint)
    return case.model_copy(
        update={
            "grid": (int(grid[1]), int(grid[2])),
            "cores": int(cores[1]) if cores else None,
            "variant": variant[1] if variant else case.variant,
        }
    )


def test_more_cores() -> None:
    case = case_of("height_sharded")
    hint = hint_of(case)
    assert hint == "it has a plan with grid: [8, 7]"
    assert plan_program(SHIPPED["height_sharded"], followed(case, hint), CHIP).cores


def test_another_layout_where_channels_fill_no_more_cores() -> None:
    case = case_of("width_sharded", input=(240, 240), grid=(8, 1))
    hint = hint_of(case)
    assert hint.startswith(
        "no cores of the n300 board are enough for width_sharded: block_sharded has a plan with grid"
    )
    better = followed(case, hint)
    assert plan_program(SHIPPED[better.variant], better, CHIP).cores


def test_nothing_has_a_plan() -> None:
    hint = hint_of(case_of("block_sharded", input=(40, 40), l1_small_size=1_380_000))
    assert hint == "nothing has a plan on the n300 board: compute fewer images, rows or channels at once"


def test_slices_where_no_cores_are_enough() -> None:
    case = case_of("block_sharded", channels=256, input=(300, 300))
    assert hint_of(case) == "it has a plan with slices: auto"
    assert plan_case(SHIPPED["block_sharded"], case.model_copy(update={"slices": Slices()}), CHIP)


def test_other_slices() -> None:
    """More cores are no help that is known: the slices would be others."""
    case = case_of("block_sharded", channels=256, input=(300, 300), slices={"axis": "height", "count": 2})
    with pytest.raises(PlanError) as caught:
        plan_case(SHIPPED["block_sharded"], case, CHIP)
    (finding,) = with_advice(caught.value.findings, SHIPPED["block_sharded"], FLAT, case, CHIP)
    assert finding.hint == "it has a plan with slices: auto"


def test_what_cores_do_not_mend_keeps_its_hint() -> None:
    case = case_of("block_sharded", input=(8, 8), grid=(9, 2))
    assert hint_of(case) == "use fewer columns, or another origin"


def test_a_plan_alone_does_not_ask_for_cores_that_are_not_there() -> None:
    for grid, hint in (
        ((8, 7), "all 56 cores of the n300 board are in use: use a layout"),
        ((8, 6), "use more cores, or"),
    ):
        with pytest.raises(PlanError) as caught:
            plan_program(
                SHIPPED["block_sharded"], case_of("block_sharded", channels=512, input=(240, 240), grid=grid), CHIP
            )
        assert caught.value.findings[0].hint.startswith(hint)
