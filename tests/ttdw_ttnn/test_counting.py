"""Counters of a simulated chip: what the page names is what is read, and a chip without counters is refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ttdw_ttnn
from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.device.simulator import SIMULATOR_VARIABLE
from codegen.emulator.counters import Traffic
from codegen.launch.emulated import launch
from codegen.native.compiler import find_compiler
from codegen.reference.tensors import make_tensors
from codegen.views.count_view import count_record
from ttdw_ttnn.counting.counters import FUNCTION, OPCODES, TRAFFIC, Counts, NoCountersError, read_counts
from ttdw_ttnn.counting.table import line_of, record_of

ROOT = Path(ttdw_ttnn.__file__).parents[1]
PAGE = (ROOT / "docs" / "network.md").read_text(encoding="utf-8")

WORDS = OPCODES + 2 * len(TRAFFIC)


def test_the_page_names_the_words_in_their_order() -> None:
    rows = re.findall(r"^\| (\d+) \|(?: `(\w+)`)?", PAGE, re.M)
    assert rows == [(str(OPCODES), ""), *(("2", name) for name in TRAFFIC)]
    assert f"void {FUNCTION}(" in PAGE


def simulator(folder: Path, name: str) -> str:
    """A library with a function that counts up from zero."""
    text = f'extern "C" void {name}(unsigned long long* words) {{ for (int i = 0; i < {WORDS}; ++i) words[i] = i; }}'
    (folder / "counts.cpp").write_text(text)
    find_compiler().run(["-shared", "-fPIC", "counts.cpp", "-o", f"{name}.so"], folder)
    return str(folder / f"{name}.so")


def test_counters_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATOR_VARIABLE, simulator(tmp_path, FUNCTION))
    found = read_counts()
    assert found.instructions == sum(range(OPCODES))
    assert found.traffic["dram_reads"] == Traffic(256, 257)
    assert found.traffic["multicasts"] == Traffic(266, 267)
    assert found.noc_bytes == 257 + 259 + 261 + 263 + 265 + 267
    assert found.far_bytes == 257 + 259 + 263 + 267


def test_what_was_done_since() -> None:
    before, behind = (Counts(number, {"writes": Traffic(number, 10 * number)}) for number in (3, 8))
    assert behind.since(before) == Counts(5, {"writes": Traffic(5, 50)})


def test_a_chip_that_does_not_count_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIMULATOR_VARIABLE, simulator(tmp_path, "libttsim_clock"))
    with pytest.raises(NoCountersError, match=r"libttsim_clock.so has no libttsim_counts: docs/network.md"):
        read_counts()
    monkeypatch.delenv(SIMULATOR_VARIABLE)
    with pytest.raises(NoCountersError, match="is not set"):
        read_counts()


def test_a_line_and_a_record_of_a_layer() -> None:
    ours = Counts(100, {"dram_reads": Traffic(1, 20), "own_l1_reads": Traffic(1, 30)})
    stock = Counts(1500, {"dram_reads": Traffic(1, 40), "own_l1_reads": Traffic(1, 60)})
    assert line_of("a", ours, stock).split() == ["a", "100", "1,500", "15.0", "50", "100", "2.0", "20", "40", "2.0"]
    assert line_of("a", ours, "no room") == "a: 100 / 50 / 20; of ttnn: no room"
    record = record_of("a", ours, "no room")
    assert (record["ours"]["noc_bytes"], record["ttnn"]) == (50, {"reason": "no room"})


@pytest.mark.parametrize("words", [["--case", "networks"], ["--case", "networks", "--only", "nothing"], ["--speed"]])
def test_bad_input_ends_the_command(words: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if name != SIMULATOR_VARIABLE}
    command = [sys.executable, "-m", "ttdw_ttnn.counting", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == ExitCode.BAD_INPUT
    assert "Traceback" not in done.stderr


@pytest.mark.device
def test_the_chip_counts_what_the_emulator_counts(chip: Any) -> None:
    """If the compiler issues what kernels say: GCC 12 repeats SETC16 behind loops, but with -fno-move-loop-stores."""
    try:
        read_counts()
    except NoCountersError as error:
        pytest.skip(str(error))
    from ttdw_ttnn.counting.measure import measure

    (plan,) = plan_cases("networks", ["efficientnet_b0_block6"], None, "wormhole").plans
    found = measure(plan, chip)
    assert isinstance(found.ours, Counts)
    assert isinstance(found.stock, Counts)
    record = count_record(plan, launch(plan, make_tensors(plan.case)).counters)
    processors = [one for core in record["cores"] for one in core["processors"].values()]
    assert found.ours.instructions == sum(sum(one["instructions"].values()) for one in processors)
    traffic = [numbers for one in processors for kind, numbers in one["noc"].items() if kind in SENT]
    assert found.ours.noc_bytes == sum(numbers["bytes"] for numbers in traffic)
    assert 9 * found.ours.instructions < found.stock.instructions
    assert 12 * found.ours.noc_bytes < found.stock.noc_bytes


SENT = ("dram_reads", "l1_reads", "writes", "multicasts")
"""What the emulator counts on the NoC and the chip does, too."""
