"""A run in which something that was asked for did not run is no success."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.device.simulator import SIMULATOR_VARIABLE
from codegen.launch.backends import BACKENDS
from codegen.launch.emulated import runner_of
from codegen.launch.error import BackendError
from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import Tensors
from tests.cli.bad_inputs import GOOD_CASE
from tests.conftest import Ttdw

ONE = ("verify", "--case", "seed", "--only", "width_2x1_c64_k3_s1")


def lacking(_plan: ProgramPlan, _tensors: Tensors) -> Floats:
    raise BackendError("unsupported", "nothing to run it")


@pytest.fixture(autouse=True)
def no_chip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SIMULATOR_VARIABLE, raising=False)
    monkeypatch.setattr("codegen.device.find.CHIP_FOLDER", Path("no/such/folder"))


@pytest.mark.parametrize("compiler", ["false", "no-such-compiler"])
def test_without_a_compiler_nothing_is_verified(compiler: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", compiler)
    runner_of.cache_clear()
    done = ttdw(*ONE)
    assert done.code == ExitCode.FAILED
    assert "1 pass, 1 unsupported" in done.out
    assert "asked for, and not run: emulator; --require names what must run" in done.err


def test_what_must_run_is_said(ok: Ttdw, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "emulator", lacking)
    assert ok(*ONE, "--require", "reference").err == ""
    assert ttdw(*ONE, "--require", "reference", "--require", "emulator").code == ExitCode.FAILED
    monkeypatch.setitem(BACKENDS, "reference", lacking)
    assert ttdw(*ONE, "--require", "reference").code == ExitCode.FAILED


def test_what_need_not_run_is_no_result(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that nothing has run is not verified, whatever must run."""
    monkeypatch.setitem(BACKENDS, "emulator", lacking)
    assert ttdw(*ONE, "--backend", "emulator", "--require", "device").code == ExitCode.FAILED


def test_all_backends_must_run_if_all_are_asked_for(ok: Ttdw, ttdw: Ttdw) -> None:
    done = ttdw(*ONE, "--backend", "all")
    assert done.code == ExitCode.FAILED
    assert "not run: device" in done.err
    assert "no chip: " in ok(*ONE, "--backend", "all", "--require", "emulator").out


def test_a_case_file_says_what_runs(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text("backends: [reference]\n" + GOOD_CASE)
    assert ok("verify", "--case", "cases.yaml").out.endswith("\n1 pass\n")
    assert "2 pass" in ok("verify", "--case", "cases.yaml", "--backend", "reference", "--backend", "emulator").out
    (tmp_path / "cases.yaml").write_text("backends: [reference, device]\n" + GOOD_CASE)
    assert ttdw("verify", "--case", "cases.yaml").code == ExitCode.FAILED


@pytest.mark.parametrize("named", ["[]", "[cpu]", "reference"])
def test_a_case_file_that_names_no_backend(named: str, ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(f"backends: {named}\n{GOOD_CASE}")
    done = ttdw("verify", "--case", "cases.yaml")
    assert done.code == ExitCode.BAD_INPUT
    assert "cases.yaml:1: [field-" in done.err
