"""Programs that do not end: each is ended at a limit that the message names."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.device import Device, DeviceSetup, find
from codegen.device import device as device_module
from codegen.emit import format as format_module
from codegen.install import checkout
from codegen.model.finding import InputError
from codegen.native import git
from codegen.native.ask import RunnerError, ask
from tests.conftest import Ttdw

SOON = 0.3


@pytest.fixture
def sleeper(tmp_path: Path) -> Path:
    """A program that does not end."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 100\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def hanging_git(sleeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(sleeper.parent), prepend=os.pathsep)
    monkeypatch.setattr(git, "ANSWER_SECONDS", SOON)


@pytest.mark.usefixtures("hanging_git")
def test_git_of_a_diff(ttdw: Ttdw) -> None:
    done = ttdw("diff", "--against", "HEAD~1")
    assert done.code == ExitCode.BAD_INPUT
    assert "git rev-parse has not ended within 0.3 s" in done.err


@pytest.mark.usefixtures("hanging_git")
def test_git_of_a_checkout(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(InputError, match=r"git show has not ended within 0\.3 s"):
        checkout.Checkout(tmp_path).committed(PurePosixPath("file"))


def test_clang_format(sleeper: Path, ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(format_module, "ANSWER_SECONDS", SOON)
    monkeypatch.setattr(format_module, "clang_format_binary", lambda: sleeper)
    done = ttdw("generate", "--out", "out")
    assert done.code == ExitCode.BAD_INPUT
    assert "[format-ends] clang-format has not ended within 0.3 s" in done.err
    assert not any((tmp_path / "out").rglob("*.hpp"))


def test_the_reset_command(sleeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_module, "RESET_LIMIT_SECONDS", SOON)
    setup = DeviceSetup(sys.executable, simulated=False, time_limit=1, reset_command=(str(sleeper),))
    with Device(setup) as device:
        assert "has not ended within 0.3 s; --reset-command names another one" in device._reset()


def test_a_python_that_is_asked_for_ttnn(sleeper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "ASK_SECONDS", SOON)
    assert find.ttnn_version(str(sleeper)) == ""


def test_a_planner(sleeper: Path) -> None:
    with pytest.raises(RunnerError, match=r"did not end within 0\.3 s"):
        ask([str(sleeper)], b"", SOON)
