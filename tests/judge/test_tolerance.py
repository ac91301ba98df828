"""Tolerances: what the emulator gives keeps to them, and what is wrong does not."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.compare import compare, tolerance_of
from codegen.judge.explain import explain
from codegen.judge.golden import golden
from codegen.judge.verify import verify_plans
from codegen.launch.emulated import emulate
from codegen.model.case import Case, MathFidelity
from codegen.plan.chip import CHIPS
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import make_tensors
from codegen.schedules.schedule import schedule_named
from tests.variants import SHIPPED

FIDELITIES: tuple[MathFidelity, ...] = ("LoFi", "HiFi2", "HiFi3", "HiFi4")
FLAT, STICK = "width_sharded", "width_sharded_stick"


def plan_of(
    variant: str, kernel: tuple[int, int], fidelity: MathFidelity = "HiFi4", fp32_dest_acc: bool = False
) -> ProgramPlan:
    """Outputs that see no padding: each is a sum of all taps."""
    case = Case(
        id="tolerated",
        variant=variant,
        batch=1,
        channels=32,
        input=(kernel[0] + 5, kernel[1] + 9),
        kernel=kernel,
        grid=(1, 1),
        math_fidelity=fidelity,
        fp32_dest_acc=fp32_dest_acc,
    )
    return plan_program(SHIPPED[variant], case, CHIPS["wormhole"])


@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (5, 5), (1, 121), (15, 15), (1, 511), (25, 25)])
@pytest.mark.parametrize("variant", [FLAT, STICK])
@pytest.mark.parametrize("fidelity", FIDELITIES)
def test_a_dst_of_16_bits(variant: str, kernel: tuple[int, int], fidelity: MathFidelity) -> None:
    """k25 was a mismatch once, after a long search for a cause."""
    (result,) = verify_plans([plan_of(variant, kernel, fidelity)], ["emulator"])
    assert result.verdict == "pass", result.message


@pytest.mark.parametrize("kernel", [(3, 3), (15, 15), (25, 25)])
def test_numbers_to_follow_by_hand(kernel: tuple[int, int]) -> None:
    """Integers are rounded in one direction, again and again."""
    (result,) = verify_plans([plan_of(FLAT, kernel)], ["emulator"], weights="ramp", numbers="ones")
    assert result.verdict == "pass", result.message


@pytest.mark.parametrize("fidelity", FIDELITIES)
@pytest.mark.parametrize("variant", [FLAT, STICK])
def test_a_dst_of_32_bits_does_not_care_for_the_taps(variant: str, fidelity: MathFidelity) -> None:
    tolerances = set()
    for kernel in ((1, 1), (11, 11)):
        plan = plan_of(variant, kernel, fidelity, fp32_dest_acc=True)
        tolerances.add(tolerance_of(plan, make_tensors(plan.case)))
        (result,) = verify_plans([plan], ["emulator"])
        assert result.verdict == "pass", result.message
    assert len(tolerances) == 1


@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (7, 7), (11, 11)])
@pytest.mark.parametrize("variant", [FLAT, STICK])
def test_a_tap_that_is_missing_is_seen(variant: str, kernel: tuple[int, int]) -> None:
    """A tolerance that grows with the taps would hide it at last: one of n is 1 / sqrt(n) of the result."""
    plan = plan_of(variant, kernel)
    tensors = make_tensors(plan.case)
    wanted = golden(plan.case, tensors)
    output = emulate(plan, tensors)
    assert not compare(output, wanted, tolerance_of(plan, tensors)).fault
    tensors.weights[:, 0, 0] = 0
    spoiled = emulate(plan, tensors)
    assert compare(spoiled, wanted, tolerance_of(plan, make_tensors(plan.case))).fault


def test_a_large_kernel_is_not_explained_by_chance() -> None:
    """Among 450,000 products of a weight with an input there are some that fit anything."""
    plan = plan_of(FLAT, (25, 25))
    tensors = make_tensors(plan.case)
    wanted = golden(plan.case, tensors)
    noise = np.random.default_rng(1).standard_normal(wanted.shape)
    text = explain(plan, tensors, (wanted * (1 + 0.2 * noise)).astype(np.float32), wanted)
    assert "no known fault gives them" in text
    assert "Explained" not in text


@pytest.mark.parametrize("name", ["flat", "stick"])
def test_less_is_promised_for_more_additions(name: str) -> None:
    schedule = schedule_named(name)
    kernels = ((1, 1), (5, 5), (25, 25))
    rest = [plan_of(FLAT if name == "flat" else STICK, one).case for one in kernels]
    errors = [schedule.tolerance(one).rms_error for one in rest]
    assert errors == sorted(errors)
    assert np.all(np.diff(errors) > 0)
    assert schedule.tolerance(rest[1], integers=True).rms_error > errors[1]
