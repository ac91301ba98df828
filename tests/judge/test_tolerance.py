"""The tolerance is what the arithmetic gives, no more: held against the emulator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from codegen.commands.selection import load_specs
from codegen.judge.compare import compare, tolerance_of
from codegen.judge.golden import golden
from codegen.launch.emulated import emulate
from codegen.model.case import Case
from codegen.plan.chip import CHIPS
from codegen.plan.program import plan_program
from codegen.reference.tensors import InputKind, WeightKind, make_tensors
from codegen.schedules.stick.schedule import PRODUCTS_ROUNDED
from codegen.schedules.tolerance import APPROXIMATE, EXACT, LOSSY_PCC, products_inside, rounded_sum_error

SQUARE: dict[str, Any] = {"variant": "height_sharded", "batch": 1, "channels": 16, "input": (24, 24), "grid": (2, 2)}
LINE: dict[str, Any] = {"variant": "width_sharded", "batch": 1, "channels": 64, "input": (1, 512), "grid": (2, 1)}


def square(side: int, **fields: object) -> Case:
    return Case(id="square", kernel=(side, side), padding=(side // 2, side // 2), **(SQUARE | fields))


def line(**fields: object) -> Case:
    return Case(id="line", kernel=(1, 511), padding=(0, 255), **(LINE | fields))


def emulated(
    case: Case, weights: WeightKind = "random", numbers: InputKind = "random"
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What the emulator gives, and the golden output."""
    plan = plan_program(load_specs(())[case.variant].variant, case, CHIPS["wormhole"])
    tensors = make_tensors(case, weights, numbers)
    return emulate(plan, tensors, adder_slips=False), golden(case, tensors, "numpy")


CASES = {str(side * side): square(side, fp32_dest_acc=False) for side in (3, 5, 11, 25)}
CASES["511"] = line(fp32_dest_acc=False, bias=True)


@pytest.mark.parametrize("taps", CASES)
def test_the_formula_gives_the_error_of_sums_in_16_bits(taps: str) -> None:
    case = CASES[taps]
    output, wanted = emulated(case)
    seen = np.sqrt(np.mean((output - wanted) ** 2) / np.mean(wanted**2))
    derived = rounded_sum_error(products_inside(case) + case.bias, phases=4)
    assert 0.8 < seen / derived < 1.2


@pytest.mark.parametrize("taps", CASES)
def test_right_sums_in_16_bits_pass(taps: str) -> None:
    case = CASES[taps]
    for weights, numbers in (("random", "random"), ("ramp", "ones")):
        output, wanted = emulated(case, weights, numbers)  # type: ignore[arg-type]
        assert not compare(output, wanted, tolerance_of(case, "flat")).fault


@pytest.mark.parametrize("fidelity", ["LoFi", "HiFi2", "HiFi3"])
@pytest.mark.parametrize("fp32", [True, False])
def test_cut_products_pass(fidelity: str, fp32: bool) -> None:
    case = square(5, fp32_dest_acc=fp32, math_fidelity=fidelity)
    assert not compare(*emulated(case), tolerance_of(case, "flat")).fault


def test_nothing_is_widened_without_a_reason() -> None:
    for side in (3, 25):
        assert tolerance_of(square(side), "flat") == EXACT
        assert tolerance_of(square(side), "stick") == PRODUCTS_ROUNDED
        assert tolerance_of(square(side, activation="gelu"), "flat") == APPROXIMATE
        assert tolerance_of(square(side, math_fidelity="LoFi"), "flat") == (LOSSY_PCC, EXACT.rms_error + 2**-4)


def test_more_additions_more_phases_and_fewer_bits_are_a_reason() -> None:
    few, many = (tolerance_of(square(side, fp32_dest_acc=False), "flat").rms_error for side in (3, 25))
    one_phase = tolerance_of(square(3, fp32_dest_acc=False, math_fidelity="HiFi3"), "flat").rms_error
    together = tolerance_of(square(25, fp32_dest_acc=False), "stick").rms_error  # 16 products at once
    assert EXACT.rms_error < one_phase < few < together < many < 0.2


@pytest.mark.parametrize("taps", CASES)
def test_a_wrong_sum_still_fails(taps: str) -> None:
    case = CASES[taps]
    _, wanted = emulated(case)
    assert compare(1.2 * wanted.astype(np.float32), wanted, tolerance_of(case, "flat")).fault


def test_zeros_beside_the_image_are_no_additions() -> None:
    case = square(3)
    assert products_inside(case) == pytest.approx(((22 * 3 + 2 * 2) / 24) ** 2)
    assert products_inside(case.model_copy(update={"padding": (0, 0)})) == 9
    assert products_inside(case.model_copy(update={"stride": (2, 2)})) == pytest.approx(((11 * 3 + 2) / 12) ** 2)
