"""The pages and pictures that commands write."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.launch.backends import BACKENDS
from codegen.reference.execute import execute_plan
from tests.conftest import Ttdw, snapshot
from tests.report.markup import Page

CASE = "width_2x1_c64_k3_s1"
ONE = ("--case", "seed", "--only", CASE)
VERIFY = ("verify", *ONE, "--backend", "reference")


def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_verify_writes_a_page(ok: Ttdw, tmp_path: Path) -> None:
    ok(*VERIFY, "--html", "page.html", "--json", "run.json")
    (row,) = read(tmp_path / "page.html").data["rows"]
    assert (row["case"], row["runs"][0]["verdict"]) == (CASE, "pass")
    assert read(tmp_path / "page.html").data["runs"] == ["this run"]
    assert json.loads((tmp_path / "run.json").read_text())["results"][0]["timeline"] is None


def test_timelines_are_recorded_where_they_are_asked_for(ok: Ttdw, tmp_path: Path) -> None:
    ok("verify", *ONE, "--timelines", "--html", "page.html", "--json", "run.json")
    reference, emulator = json.loads((tmp_path / "run.json").read_text())["results"]
    assert reference["timeline"] is None
    assert emulator["timeline"]["core"] in ([0, 0], [1, 0])
    cost = json.loads(ok("cost", *ONE, "--json", "-").out)["costs"][0]
    assert emulator["timeline"]["cycles"] == cost["cycles"]
    busy = {lane: unit["busy"] for lane, unit in cost["units"].items()}
    assert emulator["timeline"]["busy"] == busy
    assert len(read(tmp_path / "page.html").data["pictures"]) == 2


def test_a_page_of_a_run_that_failed(ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BACKENDS, "reference", lambda plan, tensors: execute_plan(plan, tensors) + 1)
    assert ttdw(*VERIFY, "--html", "page.html").code == ExitCode.FAILED
    (row,) = read(tmp_path / "page.html").data["rows"]
    assert row["runs"][0]["errors"]["wrong"] > 4000


def test_report_of_stored_results(ok: Ttdw, tmp_path: Path) -> None:
    ok(*VERIFY, "--json", "monday.json")
    ok(*VERIFY, "--json", "tuesday.json")
    assert ok("report", "monday.json", "tuesday.json", "--html", "page.html").out == "wrote page.html\n"
    data = read(tmp_path / "page.html").data
    assert data["runs"] == ["monday", "tuesday"]
    assert [one["verdict"] for one in data["rows"][0]["runs"]] == ["pass", "pass"]


def test_report_reads_what_was_stored_before_there_were_maps(ok: Ttdw, tmp_path: Path) -> None:
    ok(*VERIFY, "--json", "new.json")
    report = json.loads((tmp_path / "new.json").read_text())
    for name in ("cores", "stopped_at", "errors", "timeline"):
        del report["results"][0][name]
    (tmp_path / "old.json").write_text(json.dumps(report))
    ok("report", "old.json", "--html", "page.html")
    assert read(tmp_path / "page.html").data["rows"][0]["runs"][0]["map"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "[file-readable] cannot read the file: No such file or directory"),
        ("{", "[results-known] no results of verify: Invalid JSON"),
        ('{"schema": 2, "results": []}', "[results-known] no results of verify: schema: Input should be 1"),
        ('{"schema": 1, "plans": []}', "[results-known] no results of verify: results: Field required"),
    ],
)
def test_what_is_no_result_is_refused(text: str | None, message: str, ttdw: Ttdw, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "bad.json").write_text(text)
    before = snapshot(tmp_path)
    done = ttdw("report", "bad.json", "worse.json", "--html", "page.html")
    assert done.code == ExitCode.BAD_INPUT
    assert f"bad.json: {message}" in done.err
    assert "worse.json: [file-readable]" in done.err
    assert snapshot(tmp_path) == before


def test_a_page_that_cannot_be_written(ttdw: Ttdw) -> None:
    done = ttdw(*VERIFY, "--html", "no/page.html")
    assert done.code == ExitCode.BAD_INPUT
    assert "no/page.html: [report-writable] cannot write: No such file or directory" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((*VERIFY, "--json", "a", "--html", "a"), "--json and --html both name a"),
        ((*VERIFY, "--junit", "a", "--html", "./a"), "--junit and --html both name a"),
        (("plan", *ONE, "--json", "a", "--html", "a"), "--json and --html both name a"),
        (("cores", *ONE, "--json", "a", "--svg", "a"), "--json and --svg both name a"),
    ],
)
def test_each_report_has_its_file(words: tuple[str, ...], message: str, ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw(*words)
    assert done.code == ExitCode.BAD_INPUT
    assert f"[two-reports] {message}" in done.err
    assert snapshot(tmp_path) == {}


def test_plan_writes_a_page(ok: Ttdw, tmp_path: Path) -> None:
    ok("plan", "--case", "seed", "--chip", "blackhole", "--html", "plan.html")
    titles = [one["title"] for one in read(tmp_path / "plan.html").data["plans"]]
    assert "block_2x2_c64_k3_s1 on block_sharded, blackhole" in titles
    assert len(titles) == 7


def test_cores_draws_a_picture(ok: Ttdw, tmp_path: Path) -> None:
    ok("cores", *ONE, "--svg", "cores.svg")
    root = ElementTree.parse(tmp_path / "cores.svg").getroot()
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == f"{CASE} on width_sharded, wormhole"
    assert {"reads its own", "c1 s0", "c1: 32..63", "s0: outputs 0..63", "100 sticks, 0 of them halo"} <= set(texts)


def test_a_picture_is_of_one_case(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("cores", "--case", "seed", "--svg", "cores.svg")
    assert done.code == ExitCode.BAD_INPUT
    assert "[picture-of-one] --svg shows one case, and 7 were chosen\n    hint: add --only ID" in done.err
    assert snapshot(tmp_path) == {}


def test_plan_draws_how_a_core_cuts_its_work(ok: Ttdw, tmp_path: Path) -> None:
    ok("plan", *ONE, "--svg", "work.svg")
    texts = [one.text for one in ElementTree.parse(tmp_path / "work.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == f"{CASE} on width_sharded, wormhole"
    assert any((one or "").startswith("A run: ") for one in texts)


def test_a_schedule_need_not_have_a_picture(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("plan", "--case", "stick", "--only", "stick_block_2x2_c64_k3_s1", "--svg", "work.svg")
    assert done.code == ExitCode.BAD_INPUT
    assert "[picture-drawn] schedule stick has no picture of its work\n    hint: use ttdw cores --svg" in done.err
    assert snapshot(tmp_path) == {}
