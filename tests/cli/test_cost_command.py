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


@pytest.mark.parametrize(
    ("options", "message"),
    [
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
