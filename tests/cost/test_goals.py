"""What schedules must not fall behind: instructions on one core and on all, modelled cycles on 64."""

from __future__ import annotations

import pytest

from codegen.commands.cases import plan_cases
from codegen.cost.model import Cost, cost_of
from codegen.emulator.instructions import Settings, count_instructions
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import launch, timed_run
from codegen.reference.tensors import make_tensors

PLANS = {plan.case.id: plan for plan in plan_cases("speed", None, None, "wormhole").plans}


def settings_of(case: str) -> Settings:
    """What the counts of a case depend on."""
    return Settings(ARCHITECTURES[PLANS[case].chip.name], PLANS[case].case.math_fidelity)


@pytest.mark.parametrize(
    ("case", "multiplies", "instructions"), [("one_core_c96_k3", 2_772, 4_800), ("one_core_c192_k5", 14_700, 27_000)]
)
def test_one_core_needs_few_instructions(case: str, multiplies: int, instructions: int) -> None:
    """14 rows of 10.5 blocks take 11 each; those of 21 blocks take no more than the outputs themselves."""
    (core,) = launch(PLANS[case], make_tensors(PLANS[case].case)).counters
    counted = count_instructions(core, settings_of(case))
    assert not counted.not_counted
    assert counted.by_processor["TRISC1"]["ELWMUL"] == multiplies
    assert sum(sum(one.values()) for one in counted.by_processor.values()) <= instructions


def modelled(case: str) -> Cost:
    """What the cost model says of a case."""
    plan = PLANS[case]
    return cost_of(plan, timed_run(plan))


@pytest.mark.parametrize(("case", "most"), [("mobilenet_v2_b10_c576_k3", 1.54), ("yolo_v10_c320_k3", 1.5)])
def test_64_cores_are_near_the_lower_bound(case: str, most: float) -> None:
    """Of the unpackers, who bound the work with two fidelity phases.

    The bound leaves out that weights come from DRAM, what kernels do themselves, and that Dst changes hands: so it is
    not reached. `most` is where the schedule has come to, rounded up.
    """
    cost = modelled(case)
    assert len(PLANS[case].cores) == 64
    assert cost.bound[0] == "unpackers"
    assert 1 <= cost.ratio <= most


STOCK_INSTRUCTIONS = 6_030_360
"""What ttnn 0.81.1 takes for the same layer on the same cores, its halo included, on the simulated Wormhole."""


def test_planes_take_one_in_30_of_the_instructions_of_stock() -> None:
    """From tiles in bfloat8_b to tiles in bfloat8_b, bias and relu6 included, on all cores."""
    (plan,) = plan_cases("planes", ["planes_bf8_block_6x8_b10_c576_k3_bias_relu6"], None, "wormhole").plans
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    counted = [count_instructions(core, settings) for core in launch(plan, make_tensors(plan.case)).counters]
    assert not any(core.not_counted for core in counted)
    assert 30 * sum(sum(one.values()) for core in counted for one in core.by_processor.values()) <= STOCK_INSTRUCTIONS
