"""Golden convolution, reference model and emulator on random cases.

A long run is `nox -s search`. What it finds is kept as a case in tests/agreement/found.yaml.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from codegen.judge.golden import Golden, golden_numpy
from codegen.launch.emulated import emulate
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors
from tests.strategies import plans
from tests.variants import ALL

FOUND = [loaded.case for loaded in load_cases(Path(__file__).parent / "found.yaml", ALL)]

LOST_IN_PRODUCTS = {"LoFi": 2**-4 + 2**-7, "HiFi2": 2**-7, "HiFi3": 2**-11, "HiFi4": 0.0}
"""What the phases that are left out would add to a product, at most: SrcA is cut to 5 bits, SrcB to 7."""

PHASES = {"LoFi": 1, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
STEEPEST = 1.5  # slope of hardswish at 3; all other activations are flatter


@given(plans())
def test_random_cases(plan: ProgramPlan) -> None:
    check(plan)


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.id)
def test_cases_that_were_found(case: Case) -> None:
    check(plan_program(ALL[case.variant], case))


def check(plan: ProgramPlan) -> None:
    tensors = make_tensors(plan.case)
    wanted = golden_numpy(plan.case, tensors)
    bound = error_bound(plan.case, tensors, wanted, plan.variant.schedule)
    reference = execute_plan(plan, tensors)
    emulated = emulate(plan, tensors, adder_slips=False)
    assert (np.abs(reference - wanted) <= error_bound(exact(plan.case), tensors, wanted, plan.variant.schedule)).all()
    assert (np.abs(emulated - wanted) <= bound).all(), plan.case


def exact(case: Case) -> Case:
    return case.model_copy(update={"math_fidelity": "HiFi4", "fp32_dest_acc": True})


def error_bound(case: Case, tensors: Tensors, wanted: Golden, schedule: str) -> Golden:
    """The largest error that the number formats of a case explain, for each output.

    Each product loses what its missing phases carry, each sum is rounded to the bits of Dst, the result to bfloat16, or
    cut off, as a Dst of 16 bits does to what some activations store; and from there to the format of the output: where
    it shares an exponent, by a unit of the largest number at most.
    """
    magnitudes = replace(
        tensors, input=np.abs(tensors.input), weights=np.abs(tensors.weights), bias=np.abs(tensors.bias)
    )
    total = golden_numpy(case.model_copy(update={"activation": "none"}), magnitudes)
    sums = (case.kernel[0] * case.kernel[1] + 1) * PHASES[case.math_fidelity]
    rounding = 2.0**-22 if case.fp32_dest_acc else 2.0**-8
    lost = LOST_IN_PRODUCTS[case.math_fidelity] + sums * rounding
    # The stick schedule rounds the products to bfloat16, multiplies once more, and adds products by eights, each first
    # cut to 11 bits behind the largest: 4 eights and their phases lose 2**-9 each.
    inside = total * (lost if schedule == "flat" else 2 * lost + 2**-8 + 4 * 1.25 * 2**-9)
    stored = 2**-8 if case.fp32_dest_acc else 2**-7
    computed = STEEPEST * inside * (1 + 2**-7) + np.abs(wanted) * stored + 1e-30
    if case.output_format.exponent_datums == 1:
        return computed
    return computed + largest_beside(np.abs(wanted) + computed, case.output_format.exponent_datums) * 2**-6


def largest_beside(numbers: Golden, datums: int) -> Golden:
    """For each number the largest of those with which it shares an exponent, [..., channels]."""
    missing = -numbers.shape[-1] % datums
    groups = np.pad(numbers, [(0, 0)] * (numbers.ndim - 1) + [(0, missing)]).reshape(*numbers.shape[:-1], -1, datums)
    largest: Golden = np.repeat(groups.max(axis=-1), datums, axis=-1)[..., : numbers.shape[-1]]
    return largest
