from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from codegen.commands.exit_code import ExitCode
from codegen.device.find import SIMULATOR_VARIABLE
from codegen.launch.backends import BACKENDS
from codegen.launch.error import BackendError, Verdict
from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors
from tests.cli.bad_inputs import GOOD_CASE
from tests.conftest import Ttdw

CASE = "width_2x1_c64_k3_s1"
ONE = ("verify", "--case", "seed", "--only", CASE)


def stopping(verdict: Verdict) -> Callable[[ProgramPlan, Tensors], Floats]:
    def run(_plan: ProgramPlan, _tensors: Tensors) -> Floats:
        raise BackendError(verdict, f"because of {verdict}")

    return run


def wrong(plan: ProgramPlan, tensors: Tensors) -> Floats:
    output = execute_plan(plan, tensors)
    return np.roll(output, 1)


def broken(_plan: ProgramPlan, _tensors: Tensors) -> Floats:
    raise ValueError("not our day")


@pytest.fixture(autouse=True)
def emulator_is_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the command; those of the emulator are elsewhere."""
    monkeypatch.setitem(BACKENDS, "emulator", execute_plan)
    monkeypatch.delenv(SIMULATOR_VARIABLE, raising=False)
    monkeypatch.setattr("codegen.device.find.CHIP_FOLDER", Path("no/such/folder"))


def test_the_shipped_cases_pass_on_the_reference(ok: Ttdw) -> None:
    done = ok("verify", "--case", "seed", "--backend", "reference")
    assert done.out.endswith("7 pass\n")
    assert done.err == "", "no progress bar in a pipe"


def test_what_needs_no_chip_runs_unless_more_is_asked_for(ok: Ttdw, ttdw: Ttdw) -> None:
    results = json.loads(ok(*ONE, "--json", "-").out)["results"]
    anywhere = [(CASE, "reference", "pass"), (CASE, "emulator", "pass")]
    assert [(one["case"], one["backend"], one["verdict"]) for one in results] == anywhere
    results = json.loads(ttdw(*ONE, "--backend", "all", "--json", "-").out)["results"]
    everywhere = [*anywhere, (CASE, "device", "unsupported")]
    assert [(one["case"], one["backend"], one["verdict"]) for one in results] == everywhere


def test_the_golden_convolution_by_torch(ok: Ttdw) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    assert ok(*ONE, "--backend", "reference", "--golden", "torch").out.endswith("1 pass\n")


def test_torch_is_asked_for_and_missing(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.commands.verify.find_spec", lambda _: None)
    done = ttdw(*ONE, "--golden", "torch")
    assert done.code == ExitCode.BAD_INPUT
    assert "[golden-installed] --golden torch: torch is not installed" in done.err
    assert "tt-depthwise-codegen[torch]" in done.err


def test_the_json_is_a_contract(ok: Ttdw, tmp_path: Path) -> None:
    ok(*ONE, "--backend", "reference", "--chip", "blackhole", "--json", "out.json")
    report = json.loads((tmp_path / "out.json").read_text())
    assert report["schema"] == 1
    assert not report["interrupted"]
    (result,) = report["results"]
    assert result.pop("pcc") >= 0.9999
    assert 0 < result.pop("max_abs_err") < 0.1
    assert result.pop("seconds") >= 0
    assert re.fullmatch("[0-9a-f]{32}", result.pop("key"))
    assert result == {
        "case": CASE,
        "variant": "width_sharded",
        "backend": "reference",
        "chip": "blackhole",
        "verdict": "pass",
        "expected": "pass",
        "message": "",
        "notes": [],
        "device": None,
        "cores": {"origin": {"x": 0, "y": 0}, "rows": ["* c0 s0 | * c1 s0"], "multicasts": []},
        "stopped_at": [],
        "errors": None,
        "timeline": None,
        "worker": "",
    }


@pytest.mark.parametrize("verdict", ["hang", "race", "unsupported", "error", "mismatch"])
def test_each_verdict_fails_a_backend_that_was_asked_for(
    verdict: Verdict, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", wrong if verdict == "mismatch" else stopping(verdict))
    done = ttdw(*ONE, "--backend", "emulator", "--json", "-")
    assert done.code == ExitCode.FAILED
    (result,) = json.loads(done.out)["results"]
    assert result["verdict"] == verdict
    assert ("PCC is" if verdict == "mismatch" else f"because of {verdict}") in result["message"]
    assert ttdw(*ONE, "--backend", "emulator", "--quiet").code == ExitCode.FAILED


def test_a_mismatch_is_explained(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", wrong)
    (result,) = json.loads(ttdw(*ONE, "--backend", "emulator", "--json", "-").out)["results"]
    first, *explanation = result["message"].splitlines()
    assert first.startswith("PCC is ")
    assert explanation[0].endswith(" of 4096 outputs are wrong, on 2 of 2 cores:")
    assert "cores (0,0)-(1,0): channel c holds the result of channel c-1 (PCC 0.999" in explanation[-1]
    assert explanation[-1].strip() in " ".join(ttdw(*ONE).out.split())


def test_an_exception_of_a_backend_is_a_verdict(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", broken)
    done = ttdw(*ONE)
    assert done.code == ExitCode.FAILED
    assert "ValueError: not our day" in done.out
    assert "1 pass, 1 error" in done.out


def test_junit(ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", stopping("hang"))
    ttdw("verify", "--case", "seed", "--backend", "all", "--junit", "junit.xml")
    suites = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert suites.attrib["tests"] == "21"
    assert suites.attrib["failures"] == "7"
    failure = suites.find(f"./testsuite[@name='emulator']/testcase[@name='{CASE}']/failure")
    assert failure is not None
    assert failure.attrib == {"message": "because of hang", "type": "hang"}
    skipped = suites.find(f"./testsuite[@name='device']/testcase[@name='{CASE}']/skipped")
    assert skipped is not None
    assert skipped.attrib["message"].startswith("no chip: ")
    passing = suites.find(f"./testsuite[@name='reference']/testcase[@name='{CASE}']/properties")
    assert passing is not None
    assert {one.attrib["name"] for one in passing} == {"chip", "pcc", "max_abs_err"}


def test_an_interrupted_run_reports_what_is_done(ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM, as Ctrl-C; the emulator stands for whatever is running then."""

    def terminate(plan: ProgramPlan, tensors: Tensors) -> Floats:
        if plan.case.id == "block_2x2_c64_k3_s1":
            os.kill(os.getpid(), signal.SIGTERM)
        return execute_plan(plan, tensors)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setitem(BACKENDS, "emulator", terminate)
    done = ttdw("verify", "--case", "seed", "--json", "out.json", "--junit", "junit.xml")
    assert done.code == ExitCode.INTERRUPTED
    assert "height_4x1_c64_k3_s1" in done.out
    report = json.loads((tmp_path / "out.json").read_text())
    assert report["interrupted"]
    assert [(one["case"], one["backend"]) for one in report["results"]] == [
        ("height_4x1_c64_k3_s1", "reference"),
        ("height_4x1_c64_k3_s1", "emulator"),
        ("block_2x2_c64_k3_s1", "reference"),
    ]
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().attrib["tests"] == "3"
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_a_report_that_cannot_be_written(option: str, ttdw: Ttdw) -> None:
    done = ttdw(*ONE, option, "no/such/folder/file")
    assert done.code == ExitCode.BAD_INPUT
    assert "no/such/folder/file: [report-writable] cannot write: No such file or directory" in done.err


def test_padded_channels_are_noted(ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(GOOD_CASE.replace("channels: 64", "channels: 20"))
    padded = ("verify", "--case", "cases.yaml")
    note = "20 channels are padded to 32, 16 on each of 2 channel shards"
    lines = ok(*padded, "--junit", "junit.xml").out.splitlines()
    place = lines.index(f"note: {note}")
    assert lines[place + 1] == "    one", "once, whatever the number of backends"
    assert [one["notes"] for one in json.loads(ok(*padded, "--json", "-").out)["results"]] == [[note]] * 2
    outputs = [one.text for one in ElementTree.parse(tmp_path / "junit.xml").iter("system-out")]
    assert outputs == [note] * 2


def test_a_users_own_spec_and_case(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    case = GOOD_CASE.replace("block_sharded", "mine").replace("grid: [2, 2]", "grid: [2, 1]")
    (tmp_path / "cases.yaml").write_text(case)
    ok("verify", "--case", "cases.yaml", "--spec", user_spec)


def test_numbers_to_follow_by_hand(ok: Ttdw) -> None:
    ok(*ONE, "--backend", "reference", "--weights", "ramp", "--input", "ones")
