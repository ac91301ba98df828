"""--resume: a run goes on where it was, and takes nothing for its own that is of another run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.judge.verdict import Result
from codegen.judge.verify import CaseRun
from tests.conftest import Run, Ttdw

ALL = ("verify", "--case", "seed", "--backend", "reference")
ONE = (*ALL, "--only", "width_2x1_c64_k3_s1")


def results_of(file: Path) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(file.read_text())["results"]
    return results


def names(results: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["case"], one["backend"]) for one in results]


@pytest.fixture
def interrupted(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run that was interrupted in its third case, with a journal and stored results."""
    done: list[str] = []

    def run(self: CaseRun, _name: str) -> Result:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(self.plan.case.id)
        return CaseRun.on(self, "reference")

    with monkeypatch.context() as patch:
        patch.setattr("codegen.judge.verify.CaseRun", type("Interrupted", (CaseRun,), {"on": run}))
        return ttdw(*ALL, "--resume", "journal", "--json", "stored.json")


@pytest.mark.parametrize("file", ["journal", "stored.json"])
def test_the_union_is_complete(file: str, interrupted: Run, ok: Ttdw, tmp_path: Path) -> None:
    assert interrupted.code == ExitCode.INTERRUPTED
    before = results_of(tmp_path / "stored.json")
    assert len(before) == 2
    ok(*ALL, "--resume", file, "--json", "whole.json")
    whole = results_of(tmp_path / "whole.json")
    assert whole[:2] == before, "they were not run again"
    ok(*ALL, "--json", "other.json")
    assert names(whole) == names(results_of(tmp_path / "other.json"))
    assert len(whole) == 7


def test_nothing_is_left_to_do(ok: Ttdw, tmp_path: Path) -> None:
    for file in ("first.json", "second.json"):
        ok(*ALL, "--resume", "journal", "--json", file)
    assert (tmp_path / "first.json").read_text() == (tmp_path / "second.json").read_text()
    assert len((tmp_path / "journal").read_text().splitlines()) == 1 + 7


def test_a_case_with_one_of_two_backends_runs_again_and_counts_once(ok: Ttdw, tmp_path: Path) -> None:
    both = ("verify", "--case", "seed", "--only", "width_2x1_c64_k3_s1")
    ok(*both, "--resume", "journal")
    header, reference, _ = (tmp_path / "journal").read_text().splitlines()
    (tmp_path / "journal").write_text(f"{header}\n{reference}\n")
    ok(*both, "--resume", "journal", "--json", "out.json")
    assert [one["backend"] for one in results_of(tmp_path / "out.json")] == ["reference", "emulator"]


@pytest.mark.parametrize(
    "other",
    [
        ("--weights", "ramp"),
        ("--chip", "blackhole"),
        ("--input", "ones"),
        ("--target", "0.69"),
        ("--only", "block_2x2_c64_k3_s1"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("file", ["journal", "stored.json"])
def test_results_of_another_run_are_refused(
    other: tuple[str, ...], file: str, ok: Ttdw, ttdw: Ttdw, tmp_path: Path
) -> None:
    ok(*ONE, "--resume", "journal", "--json", "stored.json")
    before = (tmp_path / file).read_text()
    words = ALL if other[0] == "--only" else ONE
    done = ttdw(*words, *other, "--resume", file)
    assert done.code == ExitCode.BAD_INPUT
    assert f"{file}: [results-of-this-run] 1 results are of another run" in done.err
    assert (tmp_path / file).read_text() == before


def test_a_case_that_has_changed_is_not_taken_for_the_same(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    case = "{{id: one, variant: width_sharded, batch: 1, channels: 64, input: [{0}, 8], kernel: [3, 3], grid: [2, 1]}}"
    text = f"cases: [{case}]"
    words = ("verify", "--case", "mine.yaml", "--backend", "reference", "--resume", "journal")
    (tmp_path / "mine.yaml").write_text(text.format(8))
    ok(*words)
    (tmp_path / "mine.yaml").write_text(text.format(9))
    assert "[results-of-this-run]" in ttdw(*words).err


@pytest.mark.parametrize("text", ["cases: []\n", "{}\n", '{"journal":"ttdw search","run":""}\n'])
def test_a_file_of_something_else_is_refused(text: str, ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    done = ttdw(*ONE, "--resume", "file")
    assert done.code == ExitCode.BAD_INPUT
    assert "file:1: [journal-" in done.err
    assert (tmp_path / "file").read_text() == text


def test_the_journal_is_no_report(ttdw: Ttdw) -> None:
    assert "[two-reports]" in ttdw(*ONE, "--resume", "file", "--json", "file").err
