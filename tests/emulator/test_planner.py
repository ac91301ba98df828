"""The host's part alone, as the device backend takes it: it must say what the runner and the reference say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from codegen.emit.context import unit_of
from codegen.emulator import RunnerError, build_planner, plan, prepare_bias, prepare_weights
from codegen.emulator.translate import plan_request
from codegen.launch.emulated import emitted_texts, runner_of
from codegen.model.formats import BFLOAT16
from codegen.model.loader import load_cases
from codegen.model.variant import Variant
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.execute import weight_tiles
from codegen.reference.shards import pad_channels
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from tests.variants import ALL

PLANS = [
    plan_program(ALL[loaded.case.variant], loaded.case)
    for name in ("seed.yaml", "stick.yaml")
    for loaded in load_cases(shipped_cases() / name, ALL)
]


@pytest.mark.parametrize("it", PLANS, ids=lambda it: it.case.id)
def test_planner_and_runner_answer_alike(it: ProgramPlan) -> None:
    planner = build_planner(emitted_texts(it.variant), unit_of(it.variant))
    request = plan_request(it, weight_addr=4096)
    assert plan(planner, [request]) == plan(runner_of(it.variant, it.chip), [request])


@pytest.mark.parametrize("it", PLANS, ids=lambda it: it.case.id)
def test_the_prepared_weights_are_those_of_the_reference(it: ProgramPlan) -> None:
    tensors = make_tensors(it.case)
    planner = build_planner(emitted_texts(it.variant), unit_of(it.variant))
    prepared = prepare_weights(
        planner, plan_request(it, 0), BFLOAT16.encode(tensors.weights), BFLOAT16.encode(tensors.bias)
    )
    if it.variant.has_bias_tensor:
        bias = prepare_bias(planner, plan_request(it, 0), BFLOAT16.encode(tensors.bias))
        assert np.array_equal(bias, BFLOAT16.encode(pad_channels(it, tensors.bias)))
        tensors = replace(tensors, bias=np.zeros_like(tensors.bias))
    assert np.array_equal(prepared, BFLOAT16.encode(weight_tiles(it, tensors)).ravel())


@pytest.mark.parametrize("variant", [one for one in ALL.values() if not one.has_bias_tensor], ids=lambda one: one.name)
def test_no_bias_is_prepared_where_the_weights_hold_it(variant: Variant) -> None:
    it = plan_program(variant, PLANS[0].case.model_copy(update={"bias": True, "channels": 576, "grid": (3, 3)}))
    planner = build_planner(emitted_texts(variant), unit_of(variant))
    assert prepare_bias(planner, plan_request(it, 0), np.zeros(576, np.uint16)).size == 0


def test_weights_of_a_problem_that_is_refused() -> None:
    it = next(one for one in PLANS if one.variant.memory_layout == "BLOCK_SHARDED")
    planner = build_planner(emitted_texts(it.variant), unit_of(it.variant))
    two_ranges = replace(plan_request(it, 0), grid=[((0, 0), (0, 0)), ((1, 1), (1, 1))])
    tensors = make_tensors(it.case)
    with pytest.raises(RunnerError, match="the weights are refused: BLOCK_SHARDED needs one full rectangle"):
        prepare_weights(planner, two_ranges, BFLOAT16.encode(tensors.weights), BFLOAT16.encode(tensors.bias))
