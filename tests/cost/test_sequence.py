"""The cost of a layer in slices: the sum of what its slices cost alone, and what is read of DRAM again."""

from __future__ import annotations

import pytest

from codegen.cost.model import cost_of
from codegen.cost.sequence import SequenceCost, sequence_costs
from codegen.launch.emulated import timed_run
from codegen.model.case import Case
from codegen.model.slices import SliceAxis, Slices
from codegen.plan.program import plan_program
from codegen.plan.sequence import SequencePlan, plan_case
from tests.variants import SHIPPED

LAYER = Case(
    id="layer",
    variant="height_sharded_planes",
    batch=2,
    channels=64,
    input=(14, 10),
    kernel=(3, 3),
    padding=(1, 1),
    grid=(2, 2),
)

MOST = 1.25
"""Times the sum of its parts alone that a layer in slices may be modelled to take."""


def sequence_of(axis: SliceAxis, count: int) -> SequencePlan:
    plan = plan_case(SHIPPED[LAYER.variant], LAYER.model_copy(update={"slices": Slices(axis=axis, count=count)}))
    assert isinstance(plan, SequencePlan)
    return plan


def cost_in_slices(plan: SequencePlan) -> SequenceCost:
    (cost,) = sequence_costs([plan], [cost_of(one, timed_run(one)) for one in plan.different])
    return cost


@pytest.mark.parametrize(("axis", "count"), [("height", 4), ("width", 3), ("channels", 2)])
def test_a_layer_in_slices_takes_what_its_parts_take_alone(axis: SliceAxis, count: int) -> None:
    plan = sequence_of(axis, count)
    alone = [plan_program(plan.variant, one.case, plan.chip) for one in plan.slices]
    parts = sum(cost_of(one, timed_run(one)).cycles for one in alone)
    assert parts <= cost_in_slices(plan).cycles <= MOST * parts


@pytest.mark.parametrize(
    ("axis", "count", "rows", "columns"),
    [
        ("height", 4, 14 + 3 * 2, 10),  # two rows at each of three cuts
        ("width", 3, 14, 10 + 2 * 2),
        ("channels", 2, 14, 10),
    ],
)
def test_what_is_read_and_written(axis: SliceAxis, count: int, rows: int, columns: int) -> None:
    cost = SequenceCost(sequence_of(axis, count), {})
    assert cost.read_bytes == 2 * rows * columns * 64 * 2
    assert cost.input_bytes == cost.written_bytes == 2 * 14 * 10 * 64 * 2


def test_there_is_no_sum_without_all_of_its_parts() -> None:
    plan = sequence_of("height", 2)
    assert len(plan.different) == 2
    first = plan.different[0]
    assert sequence_costs([plan], [cost_of(first, timed_run(first))]) == []
    assert sequence_costs([first], []) == []
