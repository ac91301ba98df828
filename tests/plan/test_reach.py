"""The check of the multicasts finds what is wrong with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codegen.model.case import Case
from codegen.plan.grid import Core
from codegen.plan.multicast import MulticastRectangle
from codegen.plan.program import ProgramPlan, plan_program
from codegen.plan.reach import check_multicasts, corners_in_order
from tests.variants import SHIPPED

CASE = Case(
    id="reach", variant="height_sharded", batch=1, channels=8, input=(8, 8), kernel=(3, 3), grid=(3, 2), cores=4
)
PLAN = plan_program(SHIPPED["height_sharded"], CASE)
"""Cores (0,0) (1,0) (2,0) and (0,1): a grid that is no rectangle."""


def with_rectangles(*rectangles: MulticastRectangle) -> ProgramPlan:
    sender, *others = PLAN.cores
    broken = replace(sender, link=replace(sender.link, rectangles=rectangles))
    return replace(PLAN, cores=(broken, *others))


def faults_of(plan: ProgramPlan) -> list[str]:
    return [fault for check in check_multicasts(plan) for fault in check.all_faults]


def test_the_plan_is_right() -> None:
    (check,) = check_multicasts(PLAN)
    assert check.sender == Core(0, 0)
    assert [one.logical for one in check.rectangles] == [(Core(1, 0), Core(2, 0)), (Core(0, 1),)]
    assert check.rectangles[1].noc == (Core(18, 19),)
    assert check.all_faults == ()


ROW = MulticastRectangle(18, 18, 20, 18, 2)
BELOW = MulticastRectangle(18, 19, 18, 19, 1)


@pytest.mark.parametrize(
    ("rectangles", "faults"),
    [
        ([ROW], ["(0,0): not reached: (0,1)"]),
        ([ROW, BELOW, BELOW], ["(0,0): reached twice: (0,1)"]),
        (
            [MulticastRectangle(18, 18, 20, 19, 3)],
            [
                "(0,0): no receivers of it: (1,1) (2,1)",
                "(0,0): num_dests is 3, the rectangle reaches 5 cores",
                "(0,0): outside of the operation: NoC (19,19) (20,19)",
            ],
        ),
        (
            [MulticastRectangle(20, 18, 18, 18, 2), BELOW],
            ["(0,0): the corners are not in the order of NoC 0"],
        ),
    ],
    ids=["dropped", "twice", "bounding-box", "corners"],
)
def test_a_wrong_rectangle_is_found(rectangles: list[MulticastRectangle], faults: list[str]) -> None:
    assert faults_of(with_rectangles(*rectangles)) == faults


def test_a_wrong_count_is_found() -> None:
    sender, *others = PLAN.cores
    broken = replace(sender, link=replace(sender.link, mcast_num_dests=4))
    assert faults_of(replace(PLAN, cores=(broken, *others))) == [
        "(0,0): num_dests of all rectangles is 4, receivers: 3"
    ]


def test_noc_1_runs_backwards() -> None:
    assert corners_in_order(ROW, 0)
    assert not corners_in_order(ROW, 1)
    assert corners_in_order(MulticastRectangle(20, 18, 18, 18, 2), 1)
