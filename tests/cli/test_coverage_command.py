"""coverage: which layers of networks have a plan. docs/coverage.md is what it says of all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from codegen.networks.tables import NETWORKS
from tests.conftest import Ttdw

PAGE = Path(codegen.__file__).parent.parent / "docs" / "coverage.md"
SOME = ("conformer_s", "mobilenet_v3_small", "replknet_31b")


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def boards_of_the_page() -> list[str]:
    return re.split(r"^## Layers", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]


def test_the_page_says_what_the_command_finds_of_some_networks(ok: Ttdw, tmp_path: Path) -> None:
    ok("coverage", *SOME, "--write", "page.md")
    found = [row for row in rows((tmp_path / "page.md").read_text()) if row[0] in SOME]
    assert len(found) == 2 * len(SOME), "one for each board"
    assert found == [row for row in rows(PAGE.read_text(encoding="utf-8")) if row[0] in SOME]


def test_the_page_has_all_networks() -> None:
    for board in boards_of_the_page():
        assert {row[0] for row in rows(board)} >= NETWORKS.keys()
        layers = sum(len(one.distinct) for one in NETWORKS.values())
        assert f"| {len(NETWORKS)} networks | {layers} |" in board


def test_whatever_layout_a_call_names_each_layer_has_a_plan() -> None:
    for head, *layers in (rows(board.split("## What")[0]) for board in boards_of_the_page()):
        place = head.index("any layout")
        assert {row[place] for row in layers if row[0] != "---"} == {"all"}


def test_the_record_names_what_lacks_a_plan(ok: Ttdw) -> None:
    content = json.loads(
        ok("coverage", "replknet_31b", "--chip", "wormhole", "--spec", "depthwise_conv2d", "--json", "-").out
    )
    assert content["schema"] == 1
    (board,) = content["boards"]
    assert (board["board"], board["chip"], board["grid"]) == ("n150 board", "wormhole", [8, 8])
    (network,) = board["networks"]
    assert network["layers"] == 9
    for column in network["columns"]:
        lacking = [layer for layers in column["lacking"].values() for layer in layers]
        assert column["planned"] + len(lacking) == 9
    assert {one["layout"] for one in network["columns"]} == {"HEIGHT_SHARDED", "BLOCK_SHARDED", "WIDTH_SHARDED"}


def test_a_file_of_ones_own_on_a_part_of_a_chip(ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "cases:\n"
        "  - {id: one, variant: mine, batch: 1, channels: 32, input: [8, 8], kernel: 3, padding: same, grid: [1, 1]}\n"
    )
    out = ok("coverage", "mine.yaml", "--board", "2x1", "--board", "p100", "--spec", "depthwise_conv2d").out
    assert "layers with a plan on the 2 x 1 board, 2 x 1 cores" in out
    assert "layers with a plan on the p100 board, 11 x 10 cores" in out
    assert re.search(r"^mine +1 +all +0 +all +all +all *$", out, re.M)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mobilenet_v5",), "[network-known] no network 'mobilenet_v5'\n    hint: did you mean 'mobilenet_v"),
        (("conformer_s", "--board", "n15"), "[board-known] no board 'n15'\n    hint: did you mean 'n150'?"),
        (("conformer_s", "--board", "9x9"), "[cores-on-chip] --board is 9 x 9, the wormhole chip has 8 x 9"),
        (("conformer_s", "--board", "8x"), "[cores-written] --board is '8x'"),
    ],
)
def test_what_is_not_known_is_said(words: tuple[str, ...], message: str, ttdw: Ttdw) -> None:
    done = ttdw("coverage", *words)
    assert done.code == ExitCode.BAD_INPUT
    assert message in done.err
    assert done.out == ""


@pytest.mark.long
def test_the_whole_page_is_what_the_command_writes(ok: Ttdw, tmp_path: Path) -> None:
    ok("coverage", "--write", "page.md")
    assert (tmp_path / "page.md").read_text() == PAGE.read_text(encoding="utf-8")
