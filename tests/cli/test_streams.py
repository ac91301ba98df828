"""Output that cannot be written, or not in the encoding of the locale, and reports that would replace each other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw

ROOT = Path(codegen.__file__).parent.parent


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line for the shell, with $TTDW as the command."""
    ttdw = f"{sys.executable} -m codegen.cli"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TTDW": ttdw} | environment
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("command", ["schema", "generate", "check --json -"])
def test_a_full_device(command: str, tmp_path: Path) -> None:
    done = shell(f"$TTDW {command} >/dev/full", tmp_path)
    assert done.returncode == ExitCode.BAD_INPUT
    assert done.stderr.endswith("standard output: cannot write: No space left on device\n")
    assert "Traceback" not in done.stderr


def test_a_closed_output(tmp_path: Path) -> None:
    done = shell("$TTDW generate <&- >&-", tmp_path)
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    assert shell("$TTDW check", tmp_path).returncode == ExitCode.OK, "no text went into a file"


def test_a_locale_of_ascii(tmp_path: Path) -> None:
    assert shell("$TTDW generate", tmp_path).returncode == ExitCode.OK
    changed = next((tmp_path / "generated").rglob("*.hpp"))
    changed.write_text(changed.read_text(encoding="utf-8") + "// \u00b5\n", encoding="utf-8")
    done = shell("$TTDW check", tmp_path, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.returncode == ExitCode.FAILED, done.stderr
    assert "-// \\xb5\n" in done.stdout


def test_two_reports_in_one_file_are_refused(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("verify", "--case", "seed", "--json", "a", "--junit", tmp_path / "a")
    assert done.code == ExitCode.BAD_INPUT
    assert "[two-reports] --json and --junit both name a" in done.err
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["block_sharded", "depthwise_conv2d"])
def test_a_diff_against_a_shipped_name(name: str, ok: Ttdw) -> None:
    """Of a variant or an operation, without a git repository."""
    words = ("diff", "--spec", "depthwise_conv2d", "--against", name)
    assert ok(*words).out == "" if name == "depthwise_conv2d" else ok(*words).code == ExitCode.OK
