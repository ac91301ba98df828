"""search: random cases, and what is said of one on which the backends do not agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.commands.exit_code import ExitCode
from codegen.plan.program import ProgramPlan
from codegen.search.agree import Fault, fault_of
from tests.conftest import Ttdw

FEW = ("search", "--cases", "12", "--json", "-")
WRONG = 5
"""The number of the case that is made to fail."""


def content(text: str) -> dict[str, Any]:
    searched: dict[str, Any] = json.loads(text)
    return searched


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the cases that are tried; nothing is executed, and one of them is wrong."""
    ids: list[str] = []

    def judge(plan: ProgramPlan) -> Fault | None:
        ids.append(plan.case.id)
        return Fault("mismatch", "emulator: 3 outputs") if plan.case.id.endswith(f"_{WRONG}") else None

    monkeypatch.setattr("codegen.jobs.searching.fault_of", judge)
    return ids


def test_cases_agree(ok: Ttdw) -> None:
    """They are executed."""
    done = ok("search", "--cases", "4", "--spec", "depthwise_conv2d", "--chip", "wormhole")
    assert done.out == "seed 0: the backends agree on 4 of 4 cases\n"


@pytest.mark.usefixtures("tried")
def test_a_case_that_is_found_is_an_entry_of_a_case_file(ttdw: Ttdw, ok: Ttdw, tmp_path: Path) -> None:
    done = ttdw("search", "--cases", "12")
    assert done.code == ExitCode.FAILED
    assert done.out.endswith("seed 0: the backends agree on 11 of 12 cases\n")
    assert f"random_0_{WRONG} on " in done.out
    assert ": mismatch: emulator: 3 outputs\n" in done.out
    (line,) = [line.strip() for line in done.out.splitlines() if line.strip().startswith("- {")]
    (tmp_path / "mine.yaml").write_text(f"cases:\n  {line}\n")
    ok("verify", "--case", "mine.yaml", "--backend", "reference")
    (found,) = content(ttdw(*FEW).out)["found"]
    assert (found["number"], found["verdict"]) == (WRONG, "mismatch")
    assert yaml.safe_load(line)[0]["id"] == found["case"]["id"]


def test_the_json(tried: list[str], ttdw: Ttdw) -> None:
    searched = content(ttdw(*FEW, "--seed", "7").out)
    assert len(searched.pop("found")) == 1
    assert searched == {"schema": 1, "seed": 7, "cases": 12, "tried": 12, "interrupted": False}
    assert tried == [f"random_7_{number}" for number in range(12)]


def test_shards_try_each_case_once(tried: list[str], ttdw: Ttdw) -> None:
    codes = [ttdw(*FEW, "--shard", f"{number}/3").code for number in (1, 2, 3)]
    assert sorted(tried) == sorted(f"random_0_{number}" for number in range(12))
    assert sorted(codes) == [ExitCode.OK, ExitCode.OK, ExitCode.FAILED]


def test_an_interrupted_search_goes_on(tried: list[str], ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        judge = fault_of

        def interrupt(plan: ProgramPlan) -> Fault | None:
            if plan.case.id.endswith("_8"):
                raise KeyboardInterrupt
            return None if plan.case.id.endswith("_3") else Fault("mismatch", judge.__name__)

        patch.setattr("codegen.jobs.searching.fault_of", interrupt)
        done = ttdw(*FEW, "--resume", "journal")
    assert done.code == ExitCode.INTERRUPTED
    searched = content(done.out)
    assert (searched["tried"], len(searched["found"]), searched["interrupted"]) == (8, 7, True)
    searched = content(ttdw(*FEW, "--resume", "journal").out)
    assert (searched["tried"], len(searched["found"]), searched["interrupted"]) == (12, 7, False)
    assert tried == [f"random_0_{number}" for number in range(8, 12)]


@pytest.mark.usefixtures("tried")
def test_the_journal_of_another_search_is_refused(ttdw: Ttdw) -> None:
    ttdw(*FEW, "--resume", "journal")
    done = ttdw(*FEW, "--resume", "journal", "--seed", "1")
    assert done.code == ExitCode.BAD_INPUT
    assert "journal:1: [journal-of-this-run] the journal of another run" in done.err
