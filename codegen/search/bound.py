"""How far a result may be from the golden one, output by output, for what its number formats round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from codegen.judge.golden import Golden, golden_numpy
from codegen.model.case import FIDELITY_PHASES, Case
from codegen.reference.tensors import Tensors
from codegen.schedules.schedule import Schedule

LOST_IN_PRODUCTS = {"LoFi": 2**-4 + 2**-7, "HiFi2": 2**-7, "HiFi3": 2**-11, "HiFi4": 0.0}
"""What the phases that are left out would add to a product, at most: SrcA is cut to 5 bits, SrcB to 7."""

STEEPEST = 1.5  # slope of hardswish at 3; all other activations are flatter


def exact(case: Case) -> Case:
    """The case with exact products, and sums in 32 bits: what the reference computes."""
    return case.model_copy(update={"math_fidelity": "HiFi4", "fp32_dest_acc": True})


def error_bound(case: Case, tensors: Tensors, wanted: Golden, schedule: Schedule) -> Golden:
    """The largest error that the number formats of a case explain, for each output.

    Each product loses what its missing phases carry, each sum is rounded to the bits of Dst, the result to bfloat16, or
    cut off, as a Dst of 16 bits does to what some activations store; and from there to the format of the output: where
    it shares an exponent, by a unit of the largest number at most.
    """
    magnitudes = replace(
        tensors, input=np.abs(tensors.input), weights=np.abs(tensors.weights), bias=np.abs(tensors.bias)
    )
    total = golden_numpy(case.model_copy(update={"activation": "none"}), magnitudes)
    sums = (case.kernel[0] * case.kernel[1] + 1) * FIDELITY_PHASES[case.math_fidelity]
    rounding = 2.0**-22 if case.fp32_dest_acc else 2.0**-8
    lost = LOST_IN_PRODUCTS[case.math_fidelity] + sums * rounding
    # Who rounds the products to bfloat16 multiplies once more, and adds products by eights, each first cut to 11 bits
    # behind the largest: 4 eights and their phases lose 2**-9 each.
    inside = total * (2 * lost + 2**-8 + 4 * 1.25 * 2**-9 if schedule.rounds_products else lost)
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
