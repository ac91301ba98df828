"""Cases that are known not to fit, and outputs that the chip's adder spoils."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from codegen.commands.exit_code import ExitCode
from codegen.judge import verify
from codegen.judge.golden import golden
from codegen.judge.verify import CaseRun
from codegen.launch.backends import BACKENDS
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors
from tests.conftest import Ttdw
from tests.variants import SHIPPED

TOO_LARGE = (
    "{id: large, variant: width_sharded, batch: 8, channels: 64, input: [112, 112], kernel: [3, 3], grid: [1, 1]"
)


def write_case(folder: Path, text: str) -> Path:
    path = folder / "cases.yaml"
    path.write_text(f"cases:\n  - {text}\n")
    return path


def test_a_case_that_does_not_fit_is_bad_input(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("verify", "--case", write_case(tmp_path, TOO_LARGE + "}"))
    assert done.code == ExitCode.BAD_INPUT
    assert "cases.yaml:2: [l1-budget]" in done.err


def test_a_case_that_is_expected_not_to_fit_is_listed_with_its_budget(ok: Ttdw, tmp_path: Path) -> None:
    path = write_case(tmp_path, TOO_LARGE + ", expect: unsupported}")
    (result,) = json.loads(ok("verify", "--case", path, "--json", "-").out)["results"]
    assert (result["verdict"], result["expected"]) == ("unsupported", "unsupported")
    for line in ("input", "weights", "linear", "output", "available", "left"):
        assert line in result["message"]
    for command in ("plan", "count"):
        assert "large is unsupported, as expected" in ok(command, "--case", path).out


def test_an_expectation_that_is_wrong_is_bad_input(ttdw: Ttdw, tmp_path: Path) -> None:
    fits = TOO_LARGE.replace("batch: 8", "batch: 1").replace("112, 112", "8, 8")
    done = ttdw("verify", "--case", write_case(tmp_path, fits + ", expect: unsupported}"))
    assert done.code == ExitCode.BAD_INPUT
    assert "[expect-unsupported]" in done.err


@pytest.mark.parametrize(("spoiled", "verdict"), [(1, "pass"), (64, "mismatch")])
def test_slips_of_the_adder_are_told_apart_from_faults(
    spoiled: int, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few outputs that are right without the slip are the chip's doing; many are not."""
    case = Case(id="c", variant="width_sharded", batch=1, channels=32, input=(8, 8), kernel=(3, 3), grid=(1, 1))
    plan = plan_program(SHIPPED["width_sharded"], case)
    tensors = make_tensors(case)

    def slipping(plan: ProgramPlan, tensors: Tensors, adder_slips: bool | None = None) -> Floats:
        output = execute_plan(plan, tensors)
        if adder_slips is not False:
            output.reshape(-1)[np.arange(spoiled)] -= 32
        return output

    monkeypatch.setattr(verify, "emulate", slipping)
    monkeypatch.setitem(BACKENDS, "emulator", slipping)
    result = CaseRun(plan, tensors, golden(case, tensors)).on("emulator")
    assert result.verdict == verdict
    assert ("1 of 1152 outputs are off by a slip" in result.message) == (verdict == "pass")
