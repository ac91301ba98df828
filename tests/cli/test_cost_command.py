"""cost: what a case would take on the chip."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.launch import emulated
from codegen.launch.error import BackendError
from tests.conftest import Ttdw, snapshot

PROFILER_LOG = Path(__file__).parents[1] / "cost" / "profile_log_device.csv"

CASE = ("--case", "seed", "--only", "height_4x1_c64_k3_s1")


def test_the_table_puts_variants_side_by_side(ok: Ttdw) -> None:
    first, *units = ok("cost", *CASE, "--compare", "height_sharded_stick").out.split("\n\n")
    title, head, flat, stick = (line.rstrip() for line in first.splitlines())
    assert title == "height_4x1_c64_k3_s1, wormhole, 4 cores"
    assert head.startswith("variant")
    assert flat.startswith("height_sharded ")
    assert "288 (matrix unit)" in flat
    assert stick.startswith("height_sharded_stick ")
    assert units[0].startswith("height_sharded: the slowest core, ")
    assert units[1].startswith("height_sharded_stick: the slowest core, ")


def test_the_json(ok: Ttdw) -> None:
    content = json.loads(ok("cost", *CASE, "--compare", "height_sharded_stick", "--json", "-").out)
    assert content["schema"] == 1
    flat, stick = content["costs"]
    assert [flat["variant"], stick["variant"]] == ["height_sharded", "height_sharded_stick"]
    assert flat["lower_bound"] == stick["lower_bound"] == {"unit": "matrix unit", "cycles": 288}
    assert flat["ratio"] == round(flat["cycles"] / 288, 4)
    assert flat["units"][flat["bounding_unit"]]["busy"] == max(unit["busy"] for unit in flat["units"].values())
    assert all(unit["busy"] + unit["waiting"] == flat["cycles"] for unit in flat["units"].values())
    assert flat["bytes"]["dram"] == 9 * 2048
    assert flat["untimed"] == []


def test_calls_without_a_cost_are_named(ok: Ttdw) -> None:
    out = ok("cost", "--case", "seed", "--only", "block_1x2_c32_k3_gelu").out
    assert "block_sharded: calls without a cost, taken for no time: gelu_tile, gelu_tile_init" in out


@pytest.mark.parametrize(("options", "core"), [((), None), (("--core", "2,0"), "core 2,0")])
def test_the_timeline(options: tuple[str, ...], core: str | None, ok: Ttdw, tmp_path: Path) -> None:
    record = json.loads(ok("cost", *CASE, "--timeline", "core.svg", *options, "--json", "-").out)["costs"][0]
    title = next(ElementTree.parse(tmp_path / "core.svg").iter("{http://www.w3.org/2000/svg}text")).text
    x, y = record["slowest_core"]
    assert title
    assert title.startswith(f"height_4x1_c64_k3_s1 on height_sharded, wormhole: {core or f'core {x},{y}'}, ")


def test_a_trace_in_the_place_of_a_picture(ok: Ttdw, tmp_path: Path) -> None:
    ok("cost", *CASE, "--timeline", "core.json")
    events = json.loads((tmp_path / "core.json").read_text())["traceEvents"]
    assert {one["name"] for one in events if one["ph"] == "X"} >= {"UNPACR", "waits in cb_wait_front"}


def test_the_log_of_a_profiler_beside_the_model(ok: Ttdw) -> None:
    """The file holds a launch on four cores; its numbers are made up."""
    (cost,) = json.loads(ok("cost", *CASE, "--measured", str(PROFILER_LOG), "--json", "-").out)["costs"]
    measured = cost["measured"]
    assert (measured["by"], measured["cycles"]) == (f"{PROFILER_LOG}, run 2048", 3330)
    assert measured["error"] == round(cost["cycles"] / 3330 - 1, 4)
    first, *others = measured["beside"]
    assert first == {"lane": "core", "what": "ends", "modelled": cost["cycles"], "measured": 3330}
    unit = next(one for one in others if one["lane"] == "matrix unit")
    assert (unit["what"], unit["modelled"], unit["measured"]) == ("works", cost["units"]["matrix unit"]["busy"], 293)
    told = ok("cost", *CASE, "--measured", str(PROFILER_LOG)).out
    assert f"height_sharded, beside {PROFILER_LOG}, run 2048: the slowest core of each" in told
    assert "height_sharded: the largest differences, measured less modelled: " in told


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ("--measured", "none.csv"),
            "[measured-readable] --measured: [Errno 2] No such file or directory: 'none.csv'",
        ),
        (
            ("--measured", str(PROFILER_LOG), "--compare", "height_sharded_stick"),
            "[measured-of-one] --measured FILE is one launch, and 1 cases were chosen, 1 to compare",
        ),
        (
            ("--only", "block_2x2_c64_k3_s1", "--measured", str(PROFILER_LOG)),
            "[measured-of-one] --measured FILE is one launch, and 2 cases were chosen",
        ),
        (("--core", "0"), "[core-written] --core is '0'"),
        (("--core", "0,1"), "[timeline-of-core] --core says whose timeline is written, and none is"),
        (("--core", "4,0", "--timeline", "core.svg"), "[core-known] core 4,0 has no part in height_4x1_c64_k3_s1"),
        (
            ("--only", "block_2x2_c64_k3_s1", "--timeline", "core.svg"),
            "[timeline-of-one] --timeline shows one case, and 2",
        ),
        (("--compare", "height"), "[variant-known] no variant 'height'"),
        (
            ("--compare", "block_sharded_stick"),
            "height_4x1_c64_k3_s1 on block_sharded_stick: [channels-fill-shards]",
        ),
    ],
)
def test_bad_options(options: tuple[str, ...], message: str, ttdw: Ttdw, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    done = ttdw("cost", *CASE, *options)
    assert done.code == ExitCode.BAD_INPUT
    assert message in done.err
    assert done.out == ""
    assert snapshot(tmp_path) == before


def test_a_program_that_does_not_end_fails(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BackendError("hang", "no processor can go on")

    monkeypatch.setattr(emulated, "launch", refuse)
    done = ttdw("cost", *CASE)
    assert done.code == ExitCode.FAILED
    assert done.err == "height_4x1_c64_k3_s1 on height_sharded: hang: no processor can go on\n"


def test_a_measure_of_other_cores(ttdw: Ttdw) -> None:
    done = ttdw("cost", "--case", "seed", "--only", "width_2x1_c64_k3_s1", "--measured", str(PROFILER_LOG))
    assert done.code == ExitCode.BAD_INPUT
    assert f"[measured-fits] {PROFILER_LOG}, run 2048 has 4 cores, width_2x1_c64_k3_s1 has 2" in done.err


@pytest.mark.parametrize("command", ["cost", "tune"])
def test_rates_of_nobody(command: str, ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_RATES", "wolfpne")
    done = ttdw(command, *CASE)
    assert done.code == ExitCode.BAD_INPUT
    assert done.err == "$TTDW_RATES: [rates-known] no rates of 'wolfpne'\n    hint: did you mean 'wolfpine'?\n"


def test_wolfpine_that_is_not_there(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOLFPINE_PYTHON", "/no/such/python")
    done = ttdw("cost", *CASE, "--measured", "wolfpine")
    assert done.code == ExitCode.BAD_INPUT
    assert "[measured-by] --measured wolfpine: no wolfpine: $WOLFPINE_PYTHON is '/no/such/python'" in done.err
