from __future__ import annotations

import json
from dataclasses import replace

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.plan.program import ProgramPlan, plan_program
from tests.conftest import Ttdw

BLOCK = ("cores", "--case", "seed", "--only", "block_2x2_c64_k3_s1")


def test_the_map(ok: Ttdw) -> None:
    out = ok(*BLOCK).out
    lines = [line.split() for line in out.splitlines()]
    assert ["(0,1)", "(18,19)", "0,", "1", "0", "1", "receiver", "(0,0)"] in lines
    assert ["(1,0)", "(19,18)", "(19,19)", "1", "(1,1)", "(19,19)", "ok"] in lines
    assert "multicast: ok, 2 rectangles of 2 senders for 2 receivers, and nobody else is reached" in out


def test_a_layout_without_multicast(ok: Ttdw) -> None:
    out = ok("cores", "--case", "seed", "--only", "width_2x1_c64_k3_s1").out
    assert "multicast: none, each core reads its own weights" in out


def test_the_map_as_json(ok: Ttdw) -> None:
    content = json.loads(ok(*BLOCK, "--chip", "blackhole", "--json", "-").out)
    assert content["schema"] == 1
    (plan,) = content["plans"]
    assert plan["cores"][3]["noc"] == {"x": 2, "y": 3}
    assert plan["cores"][3]["sender"] == {"x": 1, "y": 0}
    assert [one["receivers"] for one in plan["multicasts"]] == [[{"x": 0, "y": 1}], [{"x": 1, "y": 1}]]
    assert plan["faults"] == []


def test_a_wrong_multicast_fails(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(variant: Variant, case: Case, *_words: object) -> ProgramPlan:
        plan = plan_program(variant, case)
        links = [replace(core.link, rectangles=(), mcast_num_dests=0) for core in plan.cores]
        cores = (replace(core, link=link) for core, link in zip(plan.cores, links, strict=True))
        return replace(plan, cores=tuple(cores))

    monkeypatch.setattr("codegen.commands.cases.plan_case", silent)
    done = ttdw(*BLOCK)
    assert done.code == ExitCode.FAILED
    assert "multicast: 4 faults" in done.out
    assert "  (0,0): not reached: (0,1)" in done.out
