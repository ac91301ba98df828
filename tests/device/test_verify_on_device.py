"""`ttdw verify --backend device` with a fake worker: options, reports, the chip that is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from codegen.commands.exit_code import ExitCode
from codegen.device.find import PYTHON_VARIABLE
from codegen.device.wolfpine import home
from codegen.judge import verify as verify_module
from codegen.launch.backends import BACKENDS
from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors
from tests.conftest import Ttdw
from tests.device.conftest import BLOCK, FACTS, WIDTH, FakeWorker, plan_of


@pytest.fixture(autouse=True)
def emulator_is_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", execute_plan)


def command(*cases: str, backend: str = "device") -> tuple[str, ...]:
    only = [word for case in cases for word in ("--only", case)]
    return ("verify", "--case", "seed", *only, "--backend", backend, "--json", "-", "--junit", "junit.xml")


def results_of(text: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(text)["results"]
    return results


def test_the_report_names_chip_wheel_and_target(ok: Ttdw, worker: FakeWorker, tmp_path: Path) -> None:
    output = worker.output_of(BLOCK)
    worker.launches(("good", output), ("good", output))
    (result,) = results_of(ok(*command(BLOCK)).out)
    assert result["verdict"] == "pass"
    assert result["pcc"] > 0.9999
    on_device = result["device"]
    assert on_device.pop("compile_seconds") == 0
    assert len(on_device.pop("launch_seconds")) == 2
    assert on_device == {
        "arch": "wormhole_b0",
        "simulated": True,
        "ttnn": "0.81.1",
        "target": "0.81",
        "cache_hit": True,
        "moved": ["input", "output", "weights"],
        "from_emulator": None,
    }
    case = ElementTree.parse(tmp_path / "junit.xml").getroot().find("./testsuite/testcase/properties")
    assert case is not None
    told = {one.attrib["name"]: one.attrib["value"] for one in case}
    assert (told["chip"], told["ttnn"], told["target"], told["simulated"]) == ("wormhole", "0.81.1", "0.81", "True")
    assert told["moved"] == "input output weights"
    assert float(told["pcc"]) == result["pcc"]


def test_the_chip_that_is_found_is_planned_for(ok: Ttdw, ttdw: Ttdw, worker: FakeWorker) -> None:
    worker.says(FACTS["blackhole"])
    output = worker.output_of(WIDTH)
    worker.launches(("good", output), ("good", output))
    (result,) = results_of(ok(*command(WIDTH)).out)
    assert (result["chip"], result["device"]["arch"]) == ("blackhole", "blackhole")
    (result,) = results_of(ttdw(*command(WIDTH), "--chip", "wormhole").out)
    assert (result["chip"], result["verdict"]) == ("wormhole", "unsupported")
    assert result["message"] == "the program is planned for wormhole_b0, the chip is blackhole"


def test_a_case_that_hangs_and_one_that_runs(ttdw: Ttdw, worker: FakeWorker, tmp_path: Path) -> None:
    output = worker.output_of(WIDTH)
    worker.launches(("hang", output), ("good", output), ("good", output))
    done = ttdw(*command(BLOCK, WIDTH), "--time-limit", "0.5")
    assert done.code == ExitCode.FAILED
    assert [(one["case"], one["verdict"]) for one in results_of(done.out)] == [(BLOCK, "hang"), (WIDTH, "pass")]
    assert results_of(done.out)[0]["device"]["ttnn"] == "0.81.1"
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().attrib["failures"] == "1"


def test_a_mismatch_is_explained(ttdw: Ttdw, worker: FakeWorker) -> None:
    plan = plan_of(BLOCK)
    wrong = np.roll(execute_plan(plan, make_tensors(plan.case)), 1)
    output = worker.output_of(BLOCK, wrong)
    worker.launches(("good", output), ("good", output))
    (result,) = results_of(ttdw(*command(BLOCK)).out)
    assert result["verdict"] == "mismatch"
    assert "channel c holds the result of channel c-1" in result["message"]


def test_a_second_launch_that_differs(ttdw: Ttdw, worker: FakeWorker) -> None:
    plan = plan_of(BLOCK)
    right = execute_plan(plan, make_tensors(plan.case))
    wrong = worker.output_of(BLOCK, np.where(np.arange(right.size).reshape(right.shape) < 640, 0, right))
    worker.launches(("good", worker.output_of(BLOCK)), ("good", wrong))
    (result,) = results_of(ttdw(*command(BLOCK)).out)
    assert (result["verdict"], result["pcc"] > 0.9999) == ("mismatch", True)
    first, *explanation = result["message"].splitlines()
    assert first == "the second launch, with other addresses, changes 640 of 4096 outputs"
    assert any("cores (0,0)-(1,0): zeros: " in line for line in explanation), explanation


def test_a_slip_of_the_adder_is_told_on_the_device_too(
    ok: Ttdw, ttdw: Ttdw, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(BLOCK)
    slipped = execute_plan(plan, make_tensors(plan.case))
    slipped.reshape(-1)[100] -= 32

    def emulate(_: ProgramPlan, tensors: Tensors, adder_slips: bool | None = None) -> Floats:
        return execute_plan(plan, tensors) if adder_slips is False else slipped

    monkeypatch.setattr(verify_module, "emulate", emulate)
    output = worker.output_of(BLOCK, slipped)
    worker.launches(("good", output), ("good", output))
    (result,) = results_of(ok(*command(BLOCK)).out)
    assert result["message"] == "1 of 4096 outputs are off by a slip of the wormhole adder; judged without it"
    slipped.reshape(-1)[101] -= 32  # now the emulator slips elsewhere as well, and the device is wrong at 100 and 102
    other = slipped.copy()
    other.reshape(-1)[102:200] -= 32
    output = worker.output_of(BLOCK, other)
    worker.launches(("good", output), ("good", output))
    (result,) = results_of(ttdw(*command(BLOCK)).out)
    assert result["verdict"] == "mismatch", "a slip does not excuse what is wrong beside it"


def test_device_and_emulator_are_compared(ok: Ttdw, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    def nearly(plan: ProgramPlan, tensors: Tensors) -> Floats:
        output = execute_plan(plan, tensors)
        if plan.case.id == BLOCK:
            output.reshape(-1)[:3] += 2**-4
        return output

    monkeypatch.setitem(BACKENDS, "emulator", nearly)
    outputs = [worker.output_of(case) for case in (BLOCK, WIDTH)]
    launches = [("good", output) for output in outputs for _ in range(2)]
    worker.launches(*launches)
    results = [one for one in results_of(ok(*command(BLOCK, WIDTH, backend="all")).out) if one["backend"] == "device"]
    assert [one["device"]["from_emulator"]["outputs"] for one in results] == [3, 0]
    assert results[0]["device"]["from_emulator"]["largest"] == pytest.approx(2**-4, rel=0.2)
    worker.launches(*launches)
    told = ok("verify", "--case", "seed", "--only", BLOCK, "--only", WIDTH).out
    assert "device: simulated wormhole_b0, ttnn 0.81.1, target 0.81" in told
    assert "device and emulator agree bit for bit on 1 of 2 cases" in told
    assert f"    {BLOCK}: 3 outputs differ, by 0.0" in told


def test_a_chip_that_does_not_open_is_told_for_each_case(ttdw: Ttdw, worker: FakeWorker) -> None:
    worker.says("die")
    done = ttdw(*command(BLOCK, WIDTH))
    assert done.code == ExitCode.FAILED
    assert [one["verdict"] for one in results_of(done.out)] == ["error", "error"]
    assert len(worker.notes("workers")) == 1


def test_a_device_that_is_asked_for_must_run(
    ok: Ttdw, ttdw: Ttdw, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PYTHON_VARIABLE, "/no/such/python")
    assert ttdw(*command(BLOCK, backend="all")).code == ExitCode.FAILED
    results = results_of(ok(*command(BLOCK, backend="all"), "--require", "emulator").out)
    assert [one["verdict"] for one in results] == ["pass", "pass", "unsupported"]
    assert results[-1]["message"] == "the Python for the device is '/no/such/python', and there is no such program"
    assert ttdw(*command(BLOCK)).code == ExitCode.FAILED
    assert worker.notes("workers") == []


def test_a_time_limit_that_is_none(ttdw: Ttdw) -> None:
    assert ttdw(*command(BLOCK), "--time-limit", "0").code == ExitCode.BAD_INPUT


def test_the_doctor_knows_the_device(ok: Ttdw, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    python = worker.folder / "python"
    python.write_text("#!/bin/sh\necho 0.81.1\n")
    python.chmod(0o755)
    monkeypatch.setenv(PYTHON_VARIABLE, str(python))
    wolfpine = worker.folder / "wolfpine"
    wolfpine.write_text(f"""#!/bin/sh\necho '["{home.VERSION}", "/modules"]'\n""")
    wolfpine.chmod(0o755)
    monkeypatch.setenv(home.PYTHON_VARIABLE, str(wolfpine))
    found = json.loads(ok("doctor", "--json").out)
    assert found["device"] == {
        "python": str(python),
        "ttnn": "0.81.1",
        "chip": "simulator libfake.so",
        "wolfpine": str(wolfpine),
    }
    assert found["lacks"]["device"] == []
    assert f"device python         {python}: ttnn 0.81.1" in ok("doctor").out
