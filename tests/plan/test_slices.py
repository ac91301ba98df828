"""A layer cut into slices: together they compute the layer, each reads what its outputs see, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.judge.golden import golden_numpy
from codegen.model.case import Case
from codegen.model.slices import SLICE_AXES, SliceAxis, Slices
from codegen.plan.chip import WORMHOLE
from codegen.plan.program import PlanError, plan_program
from codegen.plan.sequence import SequencePlan, plan_case, plan_cut
from codegen.plan.slices import cut, most_slices, slice_findings
from codegen.reference.slices import tensors_of
from codegen.reference.tensors import make_tensors
from tests.strategies import cases
from tests.variants import SHIPPED

HEIGHT = SHIPPED["height_sharded_planes"]
SMALL = Case(
    id="small",
    variant=HEIGHT.name,
    batch=2,
    channels=80,
    input=(11, 9),
    kernel=(5, 3),
    stride=(2, 1),
    padding=(2, 2, 1, 1),
    dilation=(1, 2),
    grid=(2, 1),
)
LARGE = SMALL.model_copy(update={"channels": 64, "input": (300, 200), "stride": (1, 1), "slices": Slices()})


@given(st.data())
def test_slices_compute_the_layer_together(data: st.DataObject) -> None:
    """In float64, the golden convolution of each slice is bit for bit its part of the layer's."""
    variant = data.draw(st.sampled_from([*SHIPPED.values()]))
    case = data.draw(cases(variant, WORMHOLE))
    axis = data.draw(st.sampled_from(SLICE_AXES))
    count = data.draw(st.integers(1, min(5, most_slices(case, axis))))
    tensors = make_tensors(case)
    whole = golden_numpy(case, tensors)
    times = np.zeros(whole.shape, int)
    for one in cut(case, axis, count):
        if slice_findings(one):
            return
        assert np.array_equal(golden_numpy(one.case, tensors_of(one, tensors)), whole[one.outputs.place])
        times[one.outputs.place] += 1
    assert (times == 1).all(), "an output that no slice computes, or several do"


@pytest.mark.parametrize(
    ("axis", "count", "wanted"),
    [
        # 6 rows of outputs, each two rows of the input from the next, with windows of 5 rows from row -2 on
        ("height", 4, [(2, 0, 5, 2, 0), (2, 2, 9, 0, 0), (1, 6, 11, 0, 0), (1, 8, 11, 0, 2)]),
        # 7 columns of outputs, with windows of 5 columns from column -1 on
        ("width", 3, [(3, 0, 6, 1, 0), (2, 2, 8, 0, 0), (2, 4, 9, 0, 1)]),
        # 80 channels are three tiles, of which the last one is half full
        ("channels", 2, [(64, 0, 64, 0, 0), (16, 64, 80, 0, 0)]),
    ],
)
def test_slices_by_hand(axis: SliceAxis, count: int, wanted: list[tuple[int, ...]]) -> None:
    place = SLICE_AXES.index(axis)
    found = []
    for one in cut(SMALL, axis, count):
        top, bottom, left, right = one.case.padding_sides
        before, behind = {"height": (top, bottom), "width": (left, right), "channels": (0, 0)}[axis]
        inputs = one.inputs[place]
        found.append((len(one.outputs[place]), inputs.start, inputs.stop, before, behind))
    assert found == wanted


def test_a_case_in_one_slice_is_the_case() -> None:
    (one,) = cut(SMALL, "height", 1)
    assert one.case == SMALL
    assert one.inputs.of(np.zeros((2, 11, 9, 80), np.float32)).shape == (2, 11, 9, 80)


def test_slices_are_no_more_than_there_are_rows_or_tiles_of_channels() -> None:
    assert [most_slices(SMALL, axis) for axis in SLICE_AXES] == [6, 7, 3]
    for axis in SLICE_AXES:
        with pytest.raises(PlanError, match=f"slices of {axis}, and the output has"):
            plan_cut(HEIGHT, SMALL, axis, most_slices(SMALL, axis) + 1, WORMHOLE)


def test_a_slice_of_padding_alone_is_refused() -> None:
    padded = SMALL.model_copy(update={"padding": (9, 0, 0, 0), "slices": Slices(axis="height", count=8)})
    with pytest.raises(PlanError, match="slice 1 of 8: it sees nothing but padding"):
        plan_case(HEIGHT, padded)


def test_slices_of_one_shape_share_a_program() -> None:
    """Of 11 rows in 5 slices, the first has padding above, the last below, one has three rows, and two are alike."""
    case = SMALL.model_copy(update={"stride": (1, 1), "slices": Slices(axis="height", count=5)})
    plan = plan_case(HEIGHT, case)
    assert isinstance(plan, SequencePlan)
    assert [len(one.outputs.rows) for one in plan.slices] == [3, 2, 2, 2, 2]
    assert [one.case.id for one in plan.programs] == ["small_1", "small_2", "small_2", "small_2", "small_3"]
    assert len(plan.different) == 3


def fits(count: int) -> bool:
    try:
        plan_case(HEIGHT, LARGE.model_copy(update={"slices": Slices(axis="height", count=count)}))
    except PlanError:
        return False
    return True


def test_the_fewest_slices_that_fit_are_found() -> None:
    plan = plan_case(HEIGHT, LARGE)
    assert isinstance(plan, SequencePlan)
    assert plan.axis == "height"
    assert [fits(count) for count in range(1, len(plan.slices) + 1)] == [False] * (len(plan.slices) - 1) + [True]
    assert plan.notes[0] == f"in {len(plan.slices)} slices of height"


def test_what_fits_is_not_cut() -> None:
    plan = plan_case(HEIGHT, SMALL.model_copy(update={"slices": Slices()}))
    assert isinstance(plan, SequencePlan)
    assert plan.is_whole
    assert plan.programs == (plan_program(HEIGHT, SMALL),)


def test_rows_that_are_too_long_are_cut_in_columns() -> None:
    """One row of outputs sees so much that no core holds it, however few rows a slice has."""
    long = LARGE.model_copy(update={"batch": 1, "input": (4, 20000), "kernel": (3, 3), "padding": (1, 1)})
    plan = plan_case(HEIGHT, long)
    assert isinstance(plan, SequencePlan)
    assert plan.axis == "width"


def test_what_no_slices_help_is_refused_for_what_the_whole_layer_lacks() -> None:
    off = SMALL.model_copy(update={"grid": (9, 1), "slices": Slices()})
    with pytest.raises(PlanError, match="the grid ends after 9 columns"):
        plan_case(HEIGHT, off)
    with pytest.raises(PlanError) as caught:
        plan_case(HEIGHT, LARGE.model_copy(update={"l1_small_size": 1_400_000}))
    assert caught.value.findings[0].rule in ("l1-budget", "input-on-chip")


def test_a_program_is_not_planned_in_slices() -> None:
    with pytest.raises(PlanError, match="in slices, each of which is a program of its own"):
        plan_program(HEIGHT, LARGE)
