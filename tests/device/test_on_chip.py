"""Cases on a real chip, or a simulated one, through the real ttnn: `pytest -m device`.

It needs a chip, and a Python with ttnn as `ttdw verify --backend device` finds it. A simulated chip and the emulator
must agree bit for bit, or as near as the row of the activation says.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from codegen.device import Device, DeviceError, find_device
from codegen.judge.golden import golden
from codegen.judge.verify import CaseRun
from codegen.launch.emulated import emitted_texts, emulate
from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.mutation.catalogue import all_mutations
from codegen.mutation.mutation import mutate
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from codegen.schedules.flat.mutations import cases
from tests.device.conftest import plan_for
from tests.variants import ALL

pytestmark = pytest.mark.device

FILES = (
    shipped_cases() / "seed.yaml",
    shipped_cases() / "stick.yaml",
    Path(__file__).parents[1] / "agreement" / "found.yaml",
)
CASES = [loaded.case for file in FILES for loaded in load_cases(file, ALL) if loaded.case.expect == "pass"]

MORE_PIECES = {
    "id": "more_pieces",
    "variant": "block_sharded_planes",
    "batch": 1,
    "channels": 384,
    "input": (2, 60),
    "kernel": (5, 1),
    "stride": (1, 3),
    "grid": (3, 1),
}

READER = "depthwise_conv2d/device/kernels/dataflow/reader_depthwise_conv2d.cpp"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_on_the_chip(case: Case, chip: Device) -> None:
    plan = plan_for(case, chip)
    tensors = make_tensors(case)
    run = CaseRun(plan, tensors, golden(case, tensors), chip)
    emulated = run.on("emulator")
    assert emulated.verdict == "pass", emulated.message
    result = run.on("device")
    assert result.verdict == "pass", result.message
    assert result.device
    assert result.device.cache_hit
    bias = ("bias",) if plan.variant.has_bias_tensor and case.bias else ()
    assert result.device.moved == ("input", "output", "weights", *bias)
    if result.device.simulated:
        difference = result.device.from_emulator
        assert difference
        assert difference.largest is not None
        assert difference.largest <= ACTIVATIONS[case.activation].emulated_within


def test_programs_that_differ_in_the_length_of_a_list(chip: Device) -> None:
    """A column of padding more: what is compiled in stays, and the reader has more pieces of the output to place."""
    case = Case.model_validate(MORE_PIECES)
    paddings = ((2, 3, 0, 0), (2, 3, 1, 0))
    first, second = (plan_for(case.model_copy(update={"padding": padding}), chip) for padding in paddings)
    assert first.kernels == second.kernels
    assert len(first.cores[0].arguments["reader"]) < len(second.cores[0].arguments["reader"])
    for plan in (first, second):
        tensors = make_tensors(plan.case)
        launched = chip.run(plan, tensors, emitted_texts(plan.variant))
        assert np.array_equal(launched.output, emulate(plan, tensors))


def test_a_kernel_that_does_not_compile(chip: Device) -> None:
    plan = plan_for(cases.BLOCK, chip)
    texts = dict(emitted_texts(plan.variant))
    texts[READER] = broken = texts[READER].replace("finish_multicasts(args);", "no_such_function();", 1)
    assert "no_such_function" in broken
    with pytest.raises(
        DeviceError, match=r"at the first launch: (.*\n)*.*'no_such_function' was not declared"
    ) as error:
        chip.run(plan, make_tensors(plan.case), texts)
    assert error.value.verdict == "error"
    assert "backtrace" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "verdict", "message"),
    [
        ("increment_dropped", "hang", r"at the first launch: no answer within 2 s"),
        ("corners_swapped_in_kernel", "error", r"at the first launch: the worker ended with exit code 1\n(.*\n)*.*noc"),
    ],
)
def test_a_worker_is_replaced_and_the_next_case_runs(name: str, verdict: str, message: str, chip: Device) -> None:
    if not chip.open().simulated:
        pytest.skip("only a simulated chip is made to hang")
    (mutation,) = (one for one in all_mutations() if one.id == name)
    plan = plan_for(cases.BLOCK, chip)
    tensors = make_tensors(plan.case)
    texts = emitted_texts(plan.variant)
    with Device(find_device(None, 2, ())) as impatient:
        with pytest.raises(DeviceError, match=message) as failure:
            impatient.run(plan, tensors, mutate(texts, mutation, plan.variant.operation_name))
        assert failure.value.verdict == verdict
        done = impatient.run(plan, tensors, texts)
    assert np.array_equal(done.output, done.again)
