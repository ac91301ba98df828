"""The Python plan and the emitted C++ plan, field by field, on random valid cases."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codegen.emulator import plan as ask_for_plans
from codegen.emulator.translate import plan_differences, plan_request
from codegen.launch.emulated import runner_of
from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.loader import load_cases
from codegen.model.variant import Variant
from codegen.plan.geometry import channel_multiple_of, filled_shards
from codegen.plan.program import CONV_FIELDS, PlanError, ProgramPlan, plan_program
from codegen.resources import shipped_cases
from codegen.schedules.schedule import schedule_of
from tests.strategies import plans
from tests.variants import ALL, SHIPPED

BATCH = 50
BATCHES = 12  # 600 plans: one question to a runner costs a process, so it is asked about many at once


@settings(
    max_examples=BATCHES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(st.data())
def test_python_and_cpp_plan_the_same(data: st.DataObject) -> None:
    by_runner: dict[str, list[ProgramPlan]] = defaultdict(list)
    drawn = [data.draw(plans()) for _ in range(BATCH)]
    for plan in drawn:
        by_runner[str(runner_of(plan.variant, plan.chip))].append(plan)
    for plan_list in by_runner.values():
        runner = runner_of(plan_list[0].variant, plan_list[0].chip)
        answers = ask_for_plans(runner, [plan_request(plan, _weight_addr(plan)) for plan in plan_list])
        for plan, answer in zip(plan_list, answers, strict=True):
            assert "error" not in answer, answer
            assert not plan_differences(plan, answer), plan.case


@pytest.mark.parametrize("variant", ALL.values(), ids=ALL)
def test_python_and_cpp_refuse_the_same_numbers_of_channels(variant: Variant) -> None:
    widest = Case(id="wide", variant=variant.name, batch=1, channels=1024, input=(4, 4), kernel=(1, 1), grid=(4, 4))
    plan = plan_program(variant, widest)
    cases = [widest.model_copy(update={"channels": channels}) for channels in range(1, 400)]
    requests = [plan_request(replace(plan, case=one), weight_addr=0) for one in cases]
    answers = ask_for_plans(runner_of(variant, plan.chip), requests)
    refusals = [_refusal(variant, one) for one in cases]
    assert any(refusals) == (variant.memory_layout != "HEIGHT_SHARDED")
    for one, refusal, answer in zip(cases, refusals, answers, strict=True):
        error = dict(answer).get("error")
        assert bool(error) == bool(refusal), (one, answer)
        if refusal:
            message, _, hint = str(error).partition(": ")
            assert message == refusal.message
            assert re.findall(r"\d+", hint) == re.findall(r"\d+", refusal.hint)
            shards, channels = map(int, re.findall(r"\d+", hint))
            multiple = channel_multiple_of(schedule_of(variant), one, shards)
            assert filled_shards(one.channels, shards, multiple) == shards
            assert _refusal(variant, one.model_copy(update={"channels": channels})) is None


def _refusal(variant: Variant, case: Case) -> Finding | None:
    """Why Python refuses the case, if it does."""
    try:
        plan_program(variant, case)
    except PlanError as error:
        (finding,) = error.findings
        return finding
    return None


def test_the_emitted_plan_refuses_zeros() -> None:
    """The emitted operation meets numbers that no case file would let through."""
    cases = [one.case for one in load_cases(shipped_cases() / "seed.yaml", SHIPPED)]
    seed = next(case for case in cases if case.variant == "block_sharded")
    plan = plan_program(SHIPPED["block_sharded"], seed)
    request = plan_request(plan, weight_addr=0)
    positive = [number for number, conv_field in enumerate(CONV_FIELDS) if conv_field.positive]
    requests = [
        replace(request, conv=[0 if number == zero else value for number, value in enumerate(request.conv)])
        for zero in positive
    ]
    answers = ask_for_plans(runner_of(plan.variant, plan.chip), requests)
    wanted = [f"{CONV_FIELDS[zero].name} is 0, wanted 1 at least" for zero in positive]
    assert [dict(answer)["error"] for answer in answers] == wanted


PADDINGS = {
    "padding_mode is replicate, these kernels pad with zeros": ("block_sharded_planes", (1, 1), "replicate"),
    "padding_mode reflect wants a padding smaller than the input of 8 x 8, it is 1 x 8": (
        *("block_sharded_rows", (0, 1, 8, 0), "reflect"),
    ),
}


@pytest.mark.parametrize("refusal", PADDINGS)
def test_the_emitted_plan_refuses_padding_that_nobody_makes(refusal: str) -> None:
    name, padding, mode = PADDINGS[refusal]
    case = Case(id="padded", variant=name, batch=1, channels=64, input=(8, 8), kernel=(3, 3), grid=(2, 2))
    plan = plan_program(SHIPPED[name], case)
    padded = replace(plan, case=case.model_copy(update={"padding": padding, "padding_mode": mode}))
    answers = ask_for_plans(runner_of(plan.variant, plan.chip), [plan_request(padded, weight_addr=0)])
    assert [dict(answer)["error"] for answer in answers] == [refusal]


HUGE = 2**31
LARGE: dict[str, dict[str, Any]] = {
    "batch": {"batch": HUGE},
    "batch_of_single_sticks": {"batch": HUGE - 1, "input": (1, 1), "kernel": (1, 1), "padding": (0, 0)},
    "input": {"input": (2**17, 2**17)},
    "padding": {"padding": (HUGE, 8)},
    "channels": {"channels": HUGE},
    "channels_that_wrap_around": {"channels": 2 * HUGE - 1},
    "stride": {"stride": (HUGE, 1)},
    "stride_in_a_row": {"stride": (1, HUGE)},
    "dilation": {"kernel": (1, 1), "dilation": (2**27, 1)},
    "dilation_in_a_row": {"kernel": (1, 1), "dilation": (1, 2**27)},
    "kernel": {"kernel": (HUGE, 2), "dilation": (2, 1)},
}
"""What a product in 32 bits would make a small number of, or a zero to divide by."""


@pytest.mark.parametrize("variant", SHIPPED.values(), ids=SHIPPED)
def test_python_and_cpp_refuse_what_cannot_be_counted(variant: Variant) -> None:
    small = Case(id="large", variant=variant.name, batch=1, channels=256, input=(8, 8), kernel=(3, 3), grid=(2, 2))
    plan = plan_program(variant, small)
    cases = {name: small.model_copy(update=fields) for name, fields in LARGE.items()}
    requests = [plan_request(replace(plan, case=one), weight_addr=0) for one in cases.values()]
    answers = ask_for_plans(runner_of(variant, plan.chip), requests)
    for (name, one), answer in zip(cases.items(), answers, strict=True):
        error = str(dict(answer)["error"])
        if name == "kernel":  # a rule of the case, which comes before there is a plan
            assert "does not fit the padded input" in error
            continue
        refusal = _refusal(variant, one)
        assert refusal, name
        if error.startswith("an output shard"):  # Python knows the chip, and may refuse all of the input before a shard
            assert refusal.rule in ("l1-budget", "input-on-chip"), name
            continue
        assert re.split(" is | takes ", error)[0] == re.split(" is | takes ", refusal.message)[0]


def _weight_addr(plan: ProgramPlan) -> int:
    """The DRAM address that the plan was made with: of some core's reader, or common to all."""
    name = next(one.name for one in plan.variant.arguments.reader if one.carries == "weight_addr")
    everywhere = [plan.kernels["reader"].common, *(core.arguments["reader"] for core in plan.cores)]
    return next(words[name] for words in everywhere if name in words)
