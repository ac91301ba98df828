from __future__ import annotations

import json
from dataclasses import replace

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.mutation import catalogue
from tests.conftest import Ttdw

ONE = ("mutate", "--only", "increment_dropped")


def test_a_mutation_that_is_caught(ok: Ttdw) -> None:
    done = ok(*ONE)
    assert "increment_dropped  block_sharded  A receiver does not say" in done.out
    assert "1 of 1 caught" in done.out
    assert done.err == "", "no progress bar in a pipe"


def test_the_json_is_a_contract(ok: Ttdw) -> None:
    report = json.loads(ok(*ONE, "--json", "-").out)
    assert report["schema"] == 1
    (outcome,) = report["outcomes"]
    assert outcome.pop("seconds") > 0
    assert outcome.pop("message").startswith("no processor can go on")
    assert "weights_wanted" in outcome.pop("culprit")
    assert outcome == {
        "id": "increment_dropped",
        "variant": "block_sharded",
        "what": "A receiver does not say that its buffer is ready.",
        "expected": ["hang"],
        "verdict": "hang",
        "plan_difference": "",
        "control": "pass",
        "caught": True,
    }


def test_a_mutation_that_survives(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    harmless = replace(catalogue.all_mutations()[0], expected=("mismatch",))
    monkeypatch.setattr(catalogue, "all_mutations", lambda: (harmless,))
    done = ttdw("mutate")
    assert done.code == ExitCode.FAILED
    assert "increment_dropped: the verdict is hang, wanted mismatch" in done.out


def test_a_machine_without_compiler(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    done = ttdw(*ONE)
    assert done.code == ExitCode.FAILED
    assert done.err.startswith("unsupported: $CXX is 'no-such-compiler'")


def test_an_unknown_mutation(ttdw: Ttdw) -> None:
    done = ttdw("mutate", "--only", "increment_droped")
    assert done.code == ExitCode.BAD_INPUT
    assert "increment_dropped" in done.err
