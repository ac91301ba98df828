from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.golden import golden_numpy
from codegen.model.case import Case
from codegen.reference.tensors import make_tensors

CASE = Case(
    id="a", variant="b", batch=1, channels=8, input=(3, 3), kernel=(3, 3), padding=(1, 1), grid=(1, 1), bias=True
)


def test_a_ramp_numbers_the_taps_and_then_the_bias() -> None:
    tensors = make_tensors(CASE, weights="ramp")
    assert tensors.weights[5].tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert tensors.bias.tolist() == [10] * 8
    np.testing.assert_array_equal(tensors.input, make_tensors(CASE).input)


def test_a_case_without_bias_has_none_in_a_ramp() -> None:
    assert not make_tensors(CASE.model_copy(update={"bias": False}), weights="ramp").bias.any()


@pytest.mark.parametrize(
    ("place", "taps"), [((1, 1), range(1, 10)), ((0, 0), [5, 6, 8, 9]), ((2, 1), [1, 2, 3, 4, 5, 6])]
)
def test_ones_under_a_ramp_add_the_taps_inside_the_image(place: tuple[int, int], taps: list[int]) -> None:
    output = golden_numpy(CASE, make_tensors(CASE, weights="ramp", numbers="ones"))
    assert output[0][place].tolist() == [sum(taps) + 10] * 8
