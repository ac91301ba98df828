"""The reference model against the golden convolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from codegen.judge.golden import Golden, golden_numpy, golden_torch
from codegen.model.formats import BFLOAT8_B, BFLOAT16
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors
from codegen.schedules.planes.multiplies import multiply_of
from tests.strategies import plans

BLOCK = 16  # datums that share an exponent in bfloat8_b
STEEPEST = 1.5  # slope of hardswish at 3; all other activations are flatter


@given(plans())
def test_the_plan_computes_the_convolution(plan: ProgramPlan) -> None:
    tensors = make_tensors(plan.case)
    expected = golden_numpy(plan.case, tensors)
    result = execute_plan(plan, tensors)
    # One rounding to bfloat16 (half of 2**-7 of the result), and float32 sums of at most 25 products.
    rounding = 2.0**-15
    if plan.variant.schedule == "stick" or rounds_before_bias(plan):  # the products, or their sum, are rounded, too
        sizes = Tensors(np.abs(tensors.input), np.abs(tensors.weights), np.abs(tensors.bias))
        linear = plan.case.model_copy(update={"activation": "none"})
        rounding += STEEPEST * golden_numpy(linear, sizes).max() * 2**-9
    assert (
        np.abs(result - expected) <= rounding + 2.0**-8 * np.abs(expected) + rounding_of_blocks(plan, expected)
    ).all()


def rounds_before_bias(plan: ProgramPlan) -> bool:
    """Whether the sum of the products is rounded, and a bias is added to that."""
    return plan.variant.schedule == "planes" and plan.case.bias and not multiply_of(plan.variant).bias_is_tap


def rounding_of_blocks(plan: ProgramPlan, expected: Golden) -> Golden:
    """What bfloat8_b loses besides: half of a step of seven bits of the largest of sixteen channels."""
    largest = np.zeros(expected.shape)
    if plan.case.output_format.name == BFLOAT8_B.name:
        for first in range(0, expected.shape[-1], BLOCK):
            part = np.abs(expected[..., first : first + BLOCK]).max(axis=-1, keepdims=True)
            largest[..., first : first + BLOCK] = part * (1 + 2**-8)
    return largest * 2.0**-7


@given(plans())
def test_torch_and_numpy_agree(plan: ProgramPlan) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    tensors = make_tensors(plan.case)
    expected = golden_numpy(plan.case, tensors)
    np.testing.assert_allclose(golden_torch(plan.case, tensors), expected, rtol=1e-12, atol=1e-12)


def test_bfloat16_rounds_to_nearest_even() -> None:
    tie, next_tie = np.float32(1 + 2**-8), np.float32(1 + 3 * 2**-8)
    above = np.nextafter(tie, np.float32(2))
    numbers = np.array([1.0, tie, next_tie, above, -tie, np.inf, 3.4e38], np.float32)
    expected = [1.0, 1.0, 1 + 2**-6, 1 + 2**-7, -1.0, np.inf, np.inf]
    assert BFLOAT16.round(numbers).tolist() == expected
    assert np.isnan(BFLOAT16.round(np.array([np.nan], np.float32))).all()


def test_bits_are_the_upper_half_of_a_float32() -> None:
    bits = np.arange(0, 0x7F80, dtype=np.uint16)
    np.testing.assert_array_equal(BFLOAT16.encode(BFLOAT16.decode(bits)), bits)
