"""count: what the cores of a case do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.launch import emulated
from codegen.launch.error import BackendError
from tests.conftest import Ttdw

CASE = ("--case", "seed", "--only", "height_4x1_c64_k3_s1")
PARTS = 4
"""Of the weights: the first of nine tiles alone, then up to three at once, with a flag behind each part."""


def test_the_tables_show_totals_and_the_largest_core(ok: Ttdw) -> None:
    tables = ok("count", *CASE).out.split("\n\n")
    assert [table.splitlines()[0].split(": ")[-1] for table in tables if table] == [
        "BRISC",
        "NCRISC",
        "TRISC0",
        "TRISC1",
        "TRISC2",
    ]
    rows = {line.rsplit("  ", 1)[0].rstrip().split("  ")[0]: line.split() for line in tables[3].splitlines()}
    assert rows["ELWMUL"][1:3] == ["1,152", "288"]
    assert rows["tile_regs_commit"][1:3] == ["4", "1"]


def test_the_json_holds_every_core_and_processor(ok: Ttdw) -> None:
    record = json.loads(ok("count", *CASE, "--chip", "blackhole", "--json", "-").out)
    assert record["schema"] == 1
    (program,) = record["counts"]
    assert (program["case"], program["chip"]) == ("height_4x1_c64_k3_s1", "blackhole")
    assert [core["core"] for core in program["cores"]] == [[0, 0], [1, 0], [2, 0], [3, 0]]
    sender, receiver = program["cores"][0], program["cores"][3]
    assert sender["processors"]["BRISC"]["noc"]["multicast_deliveries"]["bytes"] == 3 * (9 * 2048 + PARTS * 4)
    assert receiver["processors"]["BRISC"]["noc"]["increments"] == {"transactions": 1, "bytes": 4}
    assert receiver["processors"]["BRISC"]["synchronisations"]["noc_semaphore_wait_min"] == PARTS
    assert receiver["processors"]["TRISC2"]["datums"]["packed"] == 2 * 1024
    assert all(core["not_counted"] == {} for core in program["cores"])


def test_calls_that_are_not_counted_are_named(ok: Ttdw) -> None:
    out = ok("count", "--case", "seed", "--only", "block_1x2_c32_k3_gelu").out
    assert "not counted: those of gelu_tile (2 on a core at most), those of gelu_tile_init (1 on a core at most)" in out


def test_a_program_that_does_not_end_fails(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise BackendError("hang", "no processor can go on")

    monkeypatch.setattr(emulated, "launch", refuse)
    done = ttdw("count", *CASE, "--json", tmp_path / "counts.json")
    assert done.code == ExitCode.FAILED
    assert done.err == "height_4x1_c64_k3_s1: hang: no processor can go on\n"
    assert json.loads((tmp_path / "counts.json").read_text()) == {"schema": 1, "counts": []}
