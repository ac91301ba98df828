"""Commands that share their work: the same answers as here, in the same order, whatever becomes of the workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.device.find import SIMULATOR_VARIABLE
from tests.cli.test_interrupts import start
from tests.conftest import Ttdw

if TYPE_CHECKING:
    from distributed import Client

SEED = ("verify", "--case", "seed", "--backend", "reference")
LAYERS = ("verify", "--case", "layers", "--backend", "reference", "--local", "2", "--resume", "journal")
TUNE = ("tune", "--case", "seed", "--only", "width_2x1_c64_k3_s1", "--spec", "depthwise_conv2d", "--cores", "2x1")
LIMIT_SECONDS = 120


def results_of(file: Path) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(file.read_text())["results"]
    return results


def names(results: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["case"], one["backend"]) for one in results]


def wait_for_results(file: Path, count: int) -> None:
    """Wait until a run has written so many results into its journal."""
    until = time.monotonic() + LIMIT_SECONDS
    while not file.exists() or file.read_text().count("\n") <= count:
        assert time.monotonic() < until
        time.sleep(0.02)


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The workers that a command has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == process.pid and b"spawn_main" in words:
            found.append(int(folder.name))
    return found


def is_gone(pid: int) -> bool:
    """Whether a process has ended, also if nobody has asked for its exit code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def address(client: Client) -> str:
    """Where the scheduler of the two workers listens."""
    where: str = client.scheduler.address
    return where


def test_a_scheduler_gives_the_same_results_in_the_same_order(address: str, ok: Ttdw, tmp_path: Path) -> None:
    ok(*SEED, "--json", "here.json")
    done = ok(*SEED, "--scheduler", address, "--json", "there.json", "--junit", "there.xml")
    assert done.out.endswith("7 pass\n")
    assert done.err == "", "no progress bar in a pipe"
    here, there = results_of(tmp_path / "here.json"), results_of(tmp_path / "there.json")
    assert len({one["worker"] for one in there}) == 2
    for one in here:
        one["pcc"] = pytest.approx(one["pcc"], abs=1e-9)  # workers add up in one thread
    for one in (*here, *there):
        one.pop("seconds")
        one["worker"] = ""
    assert there == here
    cases = [one.attrib["name"] for one in ElementTree.parse(tmp_path / "there.xml").getroot().iter("testcase")]
    assert sorted(cases) == sorted(one["case"] for one in here)


def test_a_search_on_workers_tries_the_same_cases(address: str, ok: Ttdw) -> None:
    words = ("search", "--cases", "40", "--seed", "2", "--spec", "depthwise_conv2d", "--chip", "wormhole")
    searched = json.loads(ok(*words, "--scheduler", address, "--json", "-").out)
    assert (searched["tried"], searched["found"]) == (40, [])


def test_tune_on_workers_says_the_same(address: str, ok: Ttdw) -> None:
    assert ok(*TUNE, "--scheduler", address).out == ok(*TUNE).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--local", "2"), "[workers-once] --scheduler and --local both name workers"),
        (("--backend", "device"), "[workers-there] no worker at"),
    ],
)
def test_workers_that_are_no_use(
    words: tuple[str, ...], told: str, address: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codegen.jobs.workers.BOARD", "another board")
    done = ttdw(*SEED, "--scheduler", address, *words)
    assert done.code == ExitCode.BAD_INPUT
    assert told in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--local", "2", "--device-id", "1"), "[chip-of-worker] --device-id is for a run without workers"),
        (("--scheduler", "tcp://127.0.0.1:9", "--device-id", "1"), "[chip-of-worker] --device-id is for a run"),
        (("--local", "2", "--backend", "device"), "[chip-of-worker] --local 2: the workers would share one chip"),
    ],
)
def test_each_worker_has_a_chip_of_its_own(
    words: tuple[str, ...], told: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SIMULATOR_VARIABLE, raising=False)
    done = ttdw(*SEED, *words)
    assert done.code == ExitCode.BAD_INPUT
    assert told in done.err


def test_workers_with_another_ttdw(address: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.jobs.workers.same_tool", lambda _digest: False)
    done = ttdw(*SEED, "--scheduler", address)
    assert done.code == ExitCode.BAD_INPUT
    assert "has another ttdw\n    hint: install the same version everywhere" in done.err


def test_nobody_answers(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("codegen.jobs.workers.CONNECT_SECONDS", 0.5)
    done = ttdw(*SEED, "--scheduler", "tcp://127.0.0.1:9")
    assert done.code == ExitCode.BAD_INPUT
    assert "[scheduler-answers] no scheduler answers at 'tcp://127.0.0.1:9'" in done.err


@pytest.mark.parametrize("option", [("--local", "2"), ("--scheduler", "tcp://127.0.0.1:9")])
@pytest.mark.parametrize("command", [SEED, ("search",), TUNE], ids=lambda words: words[0])
def test_without_dask(
    command: tuple[str, ...], option: tuple[str, str], ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codegen.jobs.extra.find_spec", lambda _: None)
    done = ttdw(*command, *option)
    assert done.code == ExitCode.BAD_INPUT
    assert f"[jobs-installed] {option[0]}: Dask is not installed" in done.err
    assert "tt-depthwise-codegen[jobs]" in done.err


def test_dask_is_imported_by_nobody_who_does_not_want_it() -> None:
    modules = "codegen.commands.app, codegen.commands.tune, codegen.jobs.run, codegen.jobs.searching"
    seen = f"import sys, {modules}; print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_worker_is_killed_in_the_middle(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    process = start(tmp_path, tmp_path / "cache", *LAYERS, "--json", "out.json", "--junit", "out.xml")
    wait_for_results(tmp_path / "journal", 1)
    killed, other = workers_of(process)
    os.kill(killed, signal.SIGKILL)
    out, err = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, err) == (ExitCode.OK, "")
    assert out.endswith("36 pass\n"), out
    results = results_of(tmp_path / "out.json")
    assert len({one["case"] for one in results}) == len(results) == 36
    cases = [one.attrib["name"] for one in ElementTree.parse(tmp_path / "out.xml").getroot().iter("testcase")]
    assert sorted(cases) == sorted(one["case"] for one in results)
    assert is_gone(other)
    assert not list((tmp_path / "temporary").iterdir())


def test_an_interrupted_run_goes_on_and_leaves_no_process(ok: Ttdw, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    process = start(tmp_path, tmp_path / "cache", *LAYERS, "--json", "first.json")
    wait_for_results(tmp_path / "journal", 3)
    workers = workers_of(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, err) == (ExitCode.INTERRUPTED, "interrupted\n")
    assert all(map(is_gone, workers))
    assert not list((tmp_path / "temporary").iterdir())
    first = {one["key"]: one for one in results_of(tmp_path / "first.json")}
    assert 3 <= len(first) < 36, out
    ok(*LAYERS[:-4], "--resume", "journal", "--json", "whole.json")
    whole = results_of(tmp_path / "whole.json")
    assert len({one["case"] for one in whole}) == len(whole) == 36
    assert [one for one in whole if one["key"] in first] == [first[one["key"]] for one in whole if one["key"] in first]
