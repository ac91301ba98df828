"""Kernels of every target on the emulator, under the names that they know the API by."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

import pytest

from codegen.emit.layers import KERNELS
from codegen.emulator.build import INCLUDE
from codegen.judge.verify import verify_plans
from codegen.launch.emulated import emitted_texts
from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.resources import shipped_cases
from tests.conftest import Ttdw
from tests.variants import SHIPPED

OTHERS = [name for name in TARGETS if name != "0.81"]
ONE_PER_VARIANT = {one.case.variant: one.case for one in load_cases(shipped_cases() / "seed.yaml", SHIPPED)}


def plan_for(case: Case, target: TargetName) -> ProgramPlan:
    return plan_program(SHIPPED[case.variant].model_copy(update={"target": target}), case)


@pytest.mark.parametrize("target", OTHERS)
@pytest.mark.parametrize("variant", ONE_PER_VARIANT)
def test_other_kernels_compute_the_same(variant: str, target: TargetName) -> None:
    case = ONE_PER_VARIANT[variant]
    results = [
        result
        for one in (TARGETS[target], TARGETS["0.81"])
        for result in verify_plans([plan_for(case, one.name)], ["emulator"])
    ]
    assert [result.verdict for result in results] == ["pass", "pass"], results
    assert len({(result.pcc, result.max_abs_err) for result in results}) == 1


@pytest.mark.parametrize("target", OTHERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_other_spelling_of_each_activation(activation: str, target: TargetName) -> None:
    case = ONE_PER_VARIANT["width_sharded"].model_copy(update={"activation": activation})
    (result,) = verify_plans([plan_for(case, target)], ["emulator"])
    assert result.verdict == "pass", result.message


@pytest.mark.parametrize("target", TARGETS)
def test_each_header_that_a_kernel_includes_is_there(target: TargetName) -> None:
    variant = SHIPPED["block_sharded"].model_copy(update={"target": target})
    includes = {
        name
        for path, text in emitted_texts(variant).items()
        if KERNELS in PurePosixPath(path).parts
        for name in re.findall(r'#include "([^"]+)"', text)
    }
    missing = {name for name in includes if not (INCLUDE / name).is_file()}
    assert {Path(name).name for name in missing} == {
        "block_multiply.hpp",
        "block_sharded.hpp",
        "kernel_api.hpp",
        "kernel_args.hpp",
        "multicast.hpp",
        "numbers.hpp",
        "output_rows.hpp",
        "variant.hpp",
    }


def test_verify_for_another_target(ok: Ttdw) -> None:
    only = ("--only", "width_2x1_c64_k3_s1", "--backend", "emulator")
    assert "1 pass" in ok("verify", "--case", "seed", "--target", "0.65", *only).out
