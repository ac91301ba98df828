"""The model against what wolfpine has said of the same kernels."""

from __future__ import annotations

import pytest

from codegen.bench.clocks import ANEW, FAR, WITHIN, plans_on, recorded, stale
from codegen.cost.model import cost_of
from codegen.launch.emulated import timed_run
from codegen.plan.chip import ChipName

PLANS = {chip: plans_on(chip) for chip in recorded()}
CASES = [(chip, case) for chip, cycles in recorded().items() for case in cycles]


@pytest.mark.parametrize(("chip", "case"), CASES, ids=lambda one: one)
def test_the_model_is_near_wolfpine(chip: ChipName, case: str) -> None:
    """But for the cases of which is said why not."""
    plan, measured = PLANS[chip][case], recorded()[chip][case]
    error = abs(cost_of(plan, timed_run(plan)).cycles / measured.cycles - 1)
    assert (error > WITHIN) == ((chip, case) in FAR)


def test_the_record_is_of_the_kernels_of_today() -> None:
    """And with it, the table of what kernels do themselves: both are measured at once."""
    assert not stale(), f"wolfpine was asked about other kernels than today's; {ANEW} asks anew: docs/judges.md"


def test_both_chips_and_three_kinds_of_kernels_are_among_them() -> None:
    near = [(chip, case) for chip, case in CASES if (chip, case) not in FAR]
    assert len(near) >= 36
    assert {chip for chip, _ in near} == {"wormhole", "blackhole"}
    assert {PLANS[chip][case].variant.schedule for chip, case in near} == {"flat", "planes", "stick"}
    assert {PLANS[chip][case].variant.multiply for chip, case in near} == {"blocks", "tiles"}
    assert {PLANS[chip][case].variant.memory_layout for chip, case in near} == {
        "BLOCK_SHARDED",
        "HEIGHT_SHARDED",
        "WIDTH_SHARDED",
    }
