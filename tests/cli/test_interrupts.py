"""Signals at random moments, and commands that run at once: the output is whole, or what is missing is named."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from codegen.emit.staging import is_draft
from tests.conftest import Ttdw

ROOT = Path(codegen.__file__).parent.parent

AS_PROCESS = "import sys; from codegen.cli import main; print('up', file=sys.stderr, flush=True); sys.exit(main())"
"""The command as a process, which says when its own code begins: Python's start belongs to Python."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)
VERIFY = ("verify", "--case", "seed", "--only", "width_2x1_c64_k3_s1", "--backend", "emulator")


def start(folder: Path, cache: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command, and wait until its own code begins."""
    temporary = folder / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TTDW_CACHE": str(cache), "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-c", AS_PROCESS, *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    assert process.stderr.readline() == "up\n"
    return process


def seconds_of(folder: Path, cache: Path, *words: str) -> float:
    """How long a command takes that nobody interrupts."""
    process = start(folder, cache, *words)
    started = time.monotonic()
    _, err = process.communicate(timeout=300)
    assert process.returncode == ExitCode.OK, err
    return time.monotonic() - started


def interrupt(process: subprocess.Popen[str], number: signal.Signals, after: float) -> None:
    """Send a signal after some seconds; the process must end soon, and say so."""
    time.sleep(after)
    process.send_signal(number)
    sent = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert time.monotonic() - sent < 10
    assert "Traceback" not in err, err
    assert process.returncode in (ExitCode.INTERRUPTED, ExitCode.OK, -signal.SIGTERM), err
    assert process.returncode != ExitCode.INTERRUPTED or err.endswith("interrupted\n"), err


def moments(count: int, within: float) -> Iterator[tuple[signal.Signals, float]]:
    """Signals and when they are sent, the same ones on each run."""
    random_ = random.Random(12)
    for place in range(count):
        yield SIGNALS[place % 2], random_.uniform(0, within)


def assert_nothing_is_left(folder: Path) -> None:
    assert [path.name for path in (folder / "temporary").rglob("*")] == []
    assert [path.name for path in folder.rglob("*") if is_draft(path.name)] == []


@pytest.mark.parametrize("cold", [True, False])
def test_generate_is_interrupted_at_any_moment(cold: bool, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    seconds = seconds_of(tmp_path / "whole", cache, "generate")
    for place, (number, after) in enumerate(moments(15, seconds)):
        folder = tmp_path / str(place)
        interrupt(start(folder, folder / "cache" if cold else cache, "generate"), number, after)
        assert_nothing_is_left(folder)


def test_verify_is_interrupted_at_any_moment_while_it_compiles(tmp_path: Path) -> None:
    for place, (number, after) in enumerate(moments(6, 4)):
        folder = tmp_path / str(place)
        interrupt(start(folder, folder / "cache", *VERIFY), number, after)
        assert_nothing_is_left(folder)


@pytest.mark.kills
@pytest.mark.parametrize("words", [("generate",), VERIFY], ids=lambda words: words[0])
@pytest.mark.parametrize("cold", [True, False])
def test_thirty_moments(words: tuple[str, ...], cold: bool, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    seconds = seconds_of(tmp_path / "first", cache, *words)
    if not cold:
        seconds = seconds_of(tmp_path / "second", cache, *words)
    for place, (number, after) in enumerate(moments(30, seconds)):
        folder = tmp_path / str(place)
        interrupt(start(folder, folder / "cache" if cold else cache, *words), number, after)
        assert_nothing_is_left(folder)


def test_two_at_once_write_one_folder(tmp_path: Path) -> None:
    for attempt in range(3):
        folder = tmp_path / str(attempt)
        both = [start(folder, tmp_path / "cache", "generate") for _ in range(2)]
        told = [process.communicate(timeout=120) for process in both]
        assert [process.returncode for process in both] == [ExitCode.OK] * 2, told
        counts = sorted(", 0 written" in out for out, _ in told)
        assert counts == [False, True], "the second one finds the work done"
        assert_nothing_is_left(folder)


def test_what_a_killed_process_leaves_is_named_and_removed(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    draft = tmp_path / "generated" / "depthwise_conv2d" / ".README.md.4711.ttdw"
    draft.write_text("cut o")
    done = ttdw("check")
    assert done.code == ExitCode.FAILED
    assert "leftover generated/depthwise_conv2d/.README.md.4711.ttdw\n" in done.out
    assert "0 written, 1 removed" in ok("generate").out
    assert not draft.exists()
