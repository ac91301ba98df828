from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from codegen.emulator.translate import run_request
from codegen.judge.golden import golden_numpy
from codegen.model.case import Case
from codegen.model.window import PADDING_MODES, PaddingMode, source_of
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors, pad_input
from tests.variants import ALL

Run = Callable[[ProgramPlan, Tensors], object]

CASE = Case(
    id="a", variant="b", batch=1, channels=8, input=(3, 3), kernel=(3, 3), padding=(1, 1), grid=(1, 1), bias=True
)


def test_a_ramp_numbers_the_taps_and_then_the_bias() -> None:
    tensors = make_tensors(CASE, weights="ramp")
    assert tensors.weights[5].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert tensors.bias.tolist() == [10] * 8
    np.testing.assert_array_equal(tensors.input, make_tensors(CASE).input)


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_each_padded_stick_is_the_one_that_it_repeats(mode: PaddingMode) -> None:
    case = CASE.model_copy(update={"input": (4, 5), "padding": (3, 1, 2, 4), "padding_mode": mode})
    numbers = make_tensors(case).input
    padded = pad_input(case, numbers)
    assert padded.shape == (1, 8, 11, 8)
    for place in np.ndindex(8, 11):
        row, column = (
            source_of(one - before, size, mode) for one, before, size in zip(place, (3, 2), (4, 5), strict=True)
        )
        wanted = np.zeros(8) if row is None or column is None else numbers[0, row, column]
        np.testing.assert_array_equal(padded[0][place], wanted)


@pytest.mark.parametrize("run", [execute_plan, run_request], ids=lambda run: run.__name__)
@pytest.mark.parametrize(("prepared", "run_with"), [(True, False), (False, True)])
def test_a_bias_that_the_case_does_not_have_is_refused(run: Run, prepared: bool, run_with: bool) -> None:
    tensors = make_tensors(CASE.model_copy(update={"bias": prepared}))
    if not prepared:
        tensors = replace(tensors, bias=tensors.bias[:0])
    plan = plan_program(ALL["height_sharded"], CASE.model_copy(update={"bias": run_with, "variant": "height_sharded"}))
    with pytest.raises(ValueError, match=r"has no bias|the bias tensor has shape \(0,\), wanted \(8,\)"):
        run(plan, tensors)


@pytest.mark.parametrize("name", ["input", "weights", "bias"])
def test_tensors_of_another_shape_are_refused(name: str) -> None:
    tensors = make_tensors(CASE)
    cut = replace(tensors, **{name: getattr(tensors, name)[..., 1:]})
    with pytest.raises(ValueError, match=f"case a: the {name} tensor has shape"):
        cut.require_fit(CASE)


def test_a_case_without_bias_has_none_in_a_ramp() -> None:
    assert not make_tensors(CASE.model_copy(update={"bias": False}), weights="ramp").bias.any()


@pytest.mark.parametrize(
    ("place", "taps"), [((1, 1), range(1, 10)), ((0, 0), [5, 6, 8, 9]), ((2, 1), [1, 2, 3, 4, 5, 6])]
)
def test_ones_under_a_ramp_add_the_taps_inside_the_image(place: tuple[int, int], taps: list[int]) -> None:
    output = golden_numpy(CASE, make_tensors(CASE, weights="ramp", numbers="ones"))
    assert output[0][place].tolist() == [sum(taps) + 10] * 8
