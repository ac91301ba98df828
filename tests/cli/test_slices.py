"""Cases in slices on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Ttdw

CASES = """\
cases:
  - {id: cut, variant: height_sharded_planes, batch: 1, channels: 64, input: [12, 10], kernel: 3, padding: 1,
     grid: [2, 1], slices: {axis: height, count: 3}}
"""


@pytest.fixture(autouse=True)
def _cases(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(CASES)


def test_plan_shows_each_slice_and_each_program(ok: Ttdw) -> None:
    out = ok("plan", "--case", "cases.yaml").out
    title, _, *slices = (line.rstrip() for line in out.partition("\n\n")[0].splitlines())
    assert title == "cut on height_sharded_planes, wormhole: 3 slices of height"
    assert [re.split(" {2,}", line) for line in slices] == [
        ["1", "cut_1", "rows 0..3 (4)", "rows 0..4 (5)", "1, 0, 1, 1"],
        ["2", "cut_2", "rows 4..7 (4)", "rows 3..8 (6)", "0, 0, 1, 1"],
        ["3", "cut_3", "rows 8..11 (4)", "rows 7..11 (5)", "0, 1, 1, 1"],
    ]
    for program in ("cut_1", "cut_2", "cut_3"):
        assert f"{program} on height_sharded_planes, wormhole: S sends weights" in out
    assert "note: in 3 slices of height" in out


def test_plan_as_json(ok: Ttdw) -> None:
    content = json.loads(ok("plan", "--case", "cases.yaml", "--json", "-").out)
    (sequence,) = content["sequences"]
    assert [one["case"]["id"] for one in content["plans"]] == ["cut_1", "cut_2", "cut_3"]
    assert (sequence["case"], sequence["axis"]) == ("cut", "height")
    assert sequence["slices"][1] == {
        "program": "cut_2",
        "outputs": {"rows": [4, 7], "columns": [0, 9], "channels": [0, 63]},
        "inputs": {"rows": [3, 8], "columns": [0, 9], "channels": [0, 63]},
    }


def test_cost_is_that_of_all_slices(ok: Ttdw) -> None:
    words = ("cost", "--case", "cases.yaml", "--compare", "height_sharded_rows")
    content = json.loads(ok(*words, "--json", "-").out)
    for sequence in content["sequences"]:
        cycles = {one["case"]: one["cycles"] for one in content["costs"] if one["variant"] == sequence["variant"]}
        assert sequence["cycles"] == sum(cycles[one["program"]] for one in sequence["slices"])
    out = ok(*words).out
    planes, rows = content["sequences"]
    assert "cut, wormhole: one slice behind the other" in out
    assert re.search(rf"^height_sharded_planes +3 slices of height +{planes['cycles']:,} +1.00 ", out, re.MULTILINE)
    part = rows["cycles"] / planes["cycles"]
    assert re.search(rf"^height_sharded_rows +3 slices of height +{rows['cycles']:,} +{part:.2f} ", out, re.MULTILINE)


@pytest.mark.parametrize("command", ["count", "cores"])
def test_what_is_told_of_programs_is_told_of_each(command: str, ok: Ttdw) -> None:
    out = ok(command, "--case", "cases.yaml").out
    for program in ("cut_1", "cut_2", "cut_3"):
        assert f"{program} on height_sharded_planes, wormhole: " in out


def test_verify_has_one_verdict(ok: Ttdw) -> None:
    done = ok("verify", "--case", "cases.yaml", "--backend", "reference", "--backend", "emulator", "--json", "-")
    results = json.loads(done.out)["results"]
    assert [(one["case"], one["backend"], one["verdict"]) for one in results] == [
        ("cut", "reference", "pass"),
        ("cut", "emulator", "pass"),
    ]
    assert all("in 3 slices of height" in one["notes"] for one in results)
