"""The exit code says what happened, whatever happened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from codegen.emit import output
from codegen.launch.backends import BACKENDS
from tests.conftest import Ttdw


def test_the_codes_are_a_contract() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "FAILED": 1,
        "BAD_INPUT": 2,
        "INTERRUPTED": 3,
        "CRASH": 70,
    }


@pytest.mark.parametrize("words", [(), ("--help",), ("--version",), ("verify", "--help")])
def test_help_is_no_error(words: tuple[str, ...], ok: Ttdw) -> None:
    assert ok(*words).out


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("chek",), 'Did you mean "check"?'),
        (("check", "--jsn", "-"), "--jsn"),
        (("verify",), "--case"),
        (("verify", "--case"), "--case"),
        (("verify", "--case", "seed", "--backend", "gpu"), "gpu"),
        (("plan", "--case", "seed", "--chip", "grayskull"), "grayskull"),
        (("schema", "specs"), "specs"),
        (("doctor", "now"), "now"),
    ],
)
def test_usage(words: tuple[str, ...], text: str, ttdw: Ttdw) -> None:
    done = ttdw(*words)
    assert done.code == ExitCode.BAD_INPUT
    assert text in done.err
    assert done.out == ""


@pytest.mark.parametrize("command", ["generate", "check", "diff"])
def test_a_fault_of_ttdw_is_never_drift(command: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(output, "render", fail)
    done = ttdw(command)
    assert done.code == ExitCode.CRASH
    assert "ZeroDivisionError: a fault" in done.err
    assert "ttdw doctor" in done.err


@pytest.mark.parametrize("words", [("check",), ("verify", "--case", "seed", "--quiet")])
def test_an_interrupt(words: tuple[str, ...], ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "render", interrupt)
    monkeypatch.setitem(BACKENDS, "reference", interrupt)
    assert ttdw(*words).code == ExitCode.INTERRUPTED


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "codegen.cli", "schema"]
    root = Path(codegen.__file__).parent.parent
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env={"PYTHONPATH": str(root)}
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == ExitCode.INTERRUPTED


def test_the_process_ends_with_the_code(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "codegen.cli", "check", "--quiet"]
    root = Path(codegen.__file__).parent.parent
    done = subprocess.run(words, cwd=tmp_path, env={"PYTHONPATH": str(root)}, check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.FAILED, b"", b"")
