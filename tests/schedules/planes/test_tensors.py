"""What the formats of tensors change in a plan of planes, and which tiles a core unpacks."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.verify import verify_plans
from codegen.launch.emulated import emulate
from codegen.model.case import Case
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import make_tensors
from codegen.schedules.planes.halo import needed_tiles
from codegen.schedules.planes.reference import planes_geometry
from tests.variants import SHIPPED

CASE = Case(
    id="converted", variant="height_sharded_planes", batch=1, channels=96, input=(14, 14), kernel=(3, 3),
    padding=(1, 1), grid=(4, 1), bias=True, activation="relu6", fp32_dest_acc=False, math_fidelity="LoFi",
)  # fmt: skip

BFLOAT16, BFLOAT8_B = "bfloat16", "bfloat8_b"


def plan_of(dtype: str, output_dtype: str) -> ProgramPlan:
    case = CASE.model_copy(update={"dtype": dtype, "output_dtype": output_dtype})
    return plan_program(SHIPPED[case.variant], case)


@pytest.mark.parametrize("dtype", [BFLOAT16, BFLOAT8_B])
@pytest.mark.parametrize("output_dtype", [BFLOAT16, BFLOAT8_B])
def test_planes_and_results_are_in_bfloat16(dtype: str, output_dtype: str) -> None:
    plan = plan_of(dtype, output_dtype)
    names = {buffer.name for buffer in plan.buffers}
    assert names == {"input", "halo", "planes", "weights", "results", "output"}
    assert {name for name, _ in plan.budget.buffers} == names
    formats = {buffer.name: buffer.format for buffer in plan.buffers}
    of_tensors = {"input": dtype, "halo": dtype, "output": output_dtype}
    assert formats == {name: of_tensors.get(name, BFLOAT16) for name in names}


def test_without_neighbours_there_is_no_halo() -> None:
    alone = CASE.model_copy(update={"grid": (1, 1)})
    plan = plan_program(SHIPPED[alone.variant], alone)
    assert "halo" not in {buffer.name for buffer in plan.buffers}


def test_a_shard_in_bfloat8_b_takes_little_more_than_half_of_l1() -> None:
    sizes = {dtype: dict(plan_of(dtype, BFLOAT16).budget.buffers)["input"] for dtype in (BFLOAT16, BFLOAT8_B)}
    tiles = planes_geometry(plan_of(BFLOAT16, BFLOAT16)).input_tiles
    assert sizes == {BFLOAT16: 2048 * tiles, BFLOAT8_B: 1088 * tiles}


def test_tiles_of_neighbours_lie_above_and_below_the_own_ones() -> None:
    """Shards of 64 sticks; 15 of them belong to the row above the first output, or to the row below the last one."""
    plan = plan_of(BFLOAT8_B, BFLOAT16)
    needed = [needed_tiles(plan.case, planes_geometry(plan), shard) for shard in range(4)]
    assert [one.own for one in needed] == [range(2), range(2, 4), range(4, 6), range(6, 7)]
    assert [one.above for one in needed] == [range(0), range(1, 2), range(3, 4), range(5, 6)]
    assert [one.below for one in needed] == [range(2, 3), range(4, 5), range(6, 7), range(0)]


@pytest.mark.parametrize("output_dtype", [BFLOAT16, BFLOAT8_B])
def test_lofi_comes_out_as_near_as_networks_need_it(output_dtype: str) -> None:
    """It leaves out bits of the input that bfloat8_b does not have in most of its numbers."""
    (result,) = verify_plans([plan_of(BFLOAT8_B, output_dtype)], ["emulator"])
    assert result.verdict == "pass", result.message
    assert result.pcc is not None
    assert result.pcc >= 0.9998


def test_the_output_is_that_in_bfloat16_rounded_to_its_format() -> None:
    """Columns of the output go through Dst as they are."""
    plan = plan_of(BFLOAT8_B, BFLOAT8_B)
    tensors = make_tensors(plan.case)
    exact = emulate(plan_of(BFLOAT8_B, BFLOAT16), tensors)
    np.testing.assert_array_equal(emulate(plan, tensors), plan.case.output_format.packed(exact))
