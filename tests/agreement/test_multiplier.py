"""Several filters for each input channel: what torch says of the order of the output channels holds everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.golden import golden_numpy
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.plan.program import plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from codegen.search.agree import fault_of
from tests.variants import SHIPPED

CASES = {one.case.id: one.case for one in load_cases(shipped_cases() / "multiplier.yaml", SHIPPED)}

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def one_channel_after_the_other(case: Case) -> Floats:
    """The golden convolution of each output channel alone, as a case of one channel."""
    tensors = make_tensors(case)
    alone = case.model_copy(update={"channels": 1, "channel_multiplier": 1})
    outputs = []
    for channel in range(case.out_channels):
        own = channel // case.channel_multiplier
        parts = {
            "input": tensors.input[..., own : own + 1],
            "weights": tensors.weights[channel : channel + 1],
            "bias": tensors.bias[channel : channel + 1],
        }
        outputs.append(golden_numpy(alone, type(tensors)(**parts)))
    return np.concatenate(outputs, axis=-1)


@each_case
def test_output_channels_of_an_input_channel_follow_each_other(case: Case) -> None:
    np.testing.assert_array_equal(golden_numpy(case, make_tensors(case)), one_channel_after_the_other(case))


@each_case
def test_backends_agree(case: Case) -> None:
    assert fault_of(plan_program(SHIPPED[case.variant], case)) is None


def test_channels_that_are_repeated_as_a_whole_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_turn(case: Case, numbers: Floats) -> Floats:
        return np.concatenate([numbers] * case.channel_multiplier, axis=-1)

    monkeypatch.setattr("codegen.reference.shards.repeat_channels", in_turn)
    case = CASES["multiplier_height_2"]
    plan = plan_program(SHIPPED[case.variant], case)
    fault = fault_of(plan)
    assert fault is not None
    assert fault.verdict == "mismatch"
    assert "reference: " in fault.message
    assert "emulator: " in fault.message


def test_the_program_is_that_of_as_many_channels() -> None:
    case = CASES["multiplier_block_3_k5_bias"]
    plain = case.model_copy(update={"channels": case.out_channels, "channel_multiplier": 1})
    ours, other = (plan_program(SHIPPED[case.variant], one) for one in (case, plain))
    assert (ours.geometry, ours.kernels, ours.cores) == (other.geometry, other.kernels, other.cores)
    assert ours.notes == ("the input has each of 5 channels 3 times", *other.notes)
    assert execute_plan(ours, make_tensors(case)).shape[-1] == case.out_channels
