"""Which cases have a plan on some cores, and what the others lack."""

from __future__ import annotations

import pytest

from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.plan.boards import BOARDS
from codegen.plan.buffers import L1Budget
from codegen.plan.coverage import Cell, Coverage, columns_of, count_lacks, lack_in_words, plan_on_most_cores
from codegen.plan.program import PlanError
from tests.variants import SHIPPED

CHIP = BOARDS["n150"].chip
SMALL = Case(
    id="small",
    variant="any",
    batch=1,
    channels=96,
    input=(14, 14),
    kernel=(3, 3),
    padding=(1, 1),
    grid=(1, 1),
)
LARGE = SMALL.model_copy(
    update={"id": "large", "channels": 128, "input": (56, 56), "kernel": (31, 31), "padding": (15, 15)}
)
TWIN = LARGE.model_copy(update={"id": "twin", "activation": "relu"})


@pytest.mark.parametrize(
    ("variant", "cores"),
    [("height_sharded", 64), ("block_sharded", 48), ("width_sharded", 12), ("width_sharded_planes", 3)],
)
def test_a_case_has_as_many_cores_as_it_takes(variant: str, cores: int) -> None:
    """96 channels are 12 slices of 8, 3 of 32; of BLOCK_SHARDED, 6 columns of 16 and 8 rows."""
    plan = plan_on_most_cores(SHIPPED[variant], SMALL, CHIP)
    assert len(plan.cores) == cores


def test_what_is_refused_everywhere_is_so_for_what_most_cores_lack() -> None:
    with pytest.raises(PlanError) as caught:
        plan_on_most_cores(SHIPPED["width_sharded_planes"], LARGE, CHIP)
    assert caught.value.findings[0].rule == "l1-budget"
    assert caught.value.budget


def test_the_origin_of_a_case_stays() -> None:
    plan = plan_on_most_cores(SHIPPED["height_sharded"], SMALL.model_copy(update={"origin": (6, 5)}), CHIP)
    assert (plan.case.origin, plan.case.grid) == ((6, 5), (2, 3))
    with pytest.raises(PlanError, match="the grid ends after 9 columns, the n150 board has 8"):
        plan_on_most_cores(SHIPPED["height_sharded"], SMALL.model_copy(update={"origin": (8, 0)}), CHIP)


def test_cells_count_plans_and_group_the_others() -> None:
    columns = columns_of(
        [
            ("planes", SHIPPED["height_sharded_planes"]),
            ("planes", SHIPPED["width_sharded_planes"]),
            ("flat", SHIPPED["block_sharded"]),
        ]
    )
    found = Coverage(columns).cover("mine", [SMALL, LARGE, TWIN], CHIP)
    lacking = {"L1, most of it for weights": ("large", "twin")}
    assert found.cells == (Cell(1, 2, lacking), Cell(1, 2, lacking), Cell(3, 0, {}))
    assert (found.cases, found.covered, found.in_any_layout) == (3, 3, 0)
    assert [(one.layout, lack, ids) for one, lack, ids in count_lacks([found, found], columns)] == [
        ("HEIGHT_SHARDED", "L1, most of it for weights", ["large", "twin", "large", "twin"]),
        ("WIDTH_SHARDED", "L1, most of it for weights", ["large", "twin", "large", "twin"]),
    ]


def test_tensors_of_a_network_may_lie_in_any_layout() -> None:
    def found(*names: str) -> int:
        columns = columns_of((SHIPPED[name].schedule, SHIPPED[name]) for name in names)
        return Coverage(columns).cover("mine", [SMALL, LARGE], CHIP).in_any_layout

    assert found("height_sharded_planes", "width_sharded_planes", "block_sharded_planes") == 2, "one of them in slices"
    assert found("height_sharded_planes", "width_sharded_rows", "block_sharded_planes") == 2
    assert found("height_sharded_planes", "width_sharded_planes", "block_sharded") == 0, (
        "flat is given a prepared input"
    )


def test_one_variant_of_a_column_is_enough() -> None:
    stick, with_bias = SHIPPED["block_sharded_stick"], SHIPPED["block_sharded_stick_bias"]
    (column,) = columns_of([("stick", stick), ("stick", with_bias)])
    assert column.variants == (stick, with_bias)
    assert columns_of([("stick", stick.model_copy(update={"stage": "checkpoint"}))]) == ()


@pytest.mark.parametrize(
    ("rule", "budget", "words"),
    [
        ("l1-budget", L1Budget(10, (("input", 3), ("weights", 9))), "L1, most of it for weights"),
        ("l1-budget", None, "L1, many times over, for input and output"),
        ("argument-words", None, "words of arguments"),
        ("sender-in-grid", None, "what [sender-in-grid] wants"),
    ],
)
def test_lacks_are_words(rule: str, budget: L1Budget | None, words: str) -> None:
    assert lack_in_words(Finding(rule, "message"), budget) == words
