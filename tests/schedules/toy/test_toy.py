"""A new schedule needs its folder, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from codegen.cost.estimate import estimate
from codegen.model.loader import load_cases, load_variants
from codegen.model.rules import variant_findings
from codegen.plan.program import ProgramPlan, plan_program
from codegen.schedules.defaults import default_arguments
from tests.conftest import Ttdw
from tests.schedules.toy.schedule import HERE

WORDS = ("--spec", HERE / "specs", "--case", HERE / "cases.yaml")


def plans() -> list[ProgramPlan]:
    (loaded,) = load_variants([HERE / "specs"])
    cases = load_cases(HERE / "cases.yaml", [loaded.variant.name])
    return [plan_program(loaded.variant, one.case) for one in cases]


def test_plan(ok: Ttdw) -> None:
    shown = ok("plan", *WORDS)
    assert "positions" in shown.out
    assert "1500 channels are padded to 2048, 1024 on each of 2 channel shards" in shown.out
    payload = json.loads(ok("plan", *WORDS, "--json", "-").out)
    assert [one["case"]["id"] for one in payload["plans"]] == ["toy", "toy_bias_strided"]


def test_verify_on_the_reference(ok: Ttdw) -> None:
    report = json.loads(ok("verify", *WORDS, "--backend", "reference", "--json", "-").out)
    assert [one["verdict"] for one in report["results"]] == ["pass", "pass"]


def test_the_estimate() -> None:
    first, _ = plans()
    estimated = estimate(first)
    assert set(estimated.units) == {"window", "unpackers"}
    assert estimated.bounding == "window"
    assert estimated.compute > 25 * 9 * 2048 // 32


def test_its_spec_has_the_default_tables() -> None:
    (loaded,) = load_variants([HERE / "specs"])
    assert variant_findings(loaded.variant) == []
    assert default_arguments(loaded.variant) == loaded.variant.arguments


def test_generate_and_check(ok: Ttdw, tmp_path: Path) -> None:
    spec = ("--spec", HERE / "specs")
    ok("generate", *spec)
    kernels = {path.name for path in (tmp_path / "generated").rglob("kernels/**/*.cpp")}
    assert {name.split("_")[0] for name in kernels} == {"reader", "compute", "writer"}
    ok("check", *spec)


def test_verify_on_the_emulator(ok: Ttdw) -> None:
    report = json.loads(ok("verify", *WORDS, "--backend", "emulator", "--json", "-").out)
    assert [one["verdict"] for one in report["results"]] == ["pass", "pass"]


def test_cost(ok: Ttdw) -> None:
    costs = json.loads(ok("cost", *WORDS, "--json", "-").out)["costs"]
    assert [one["variant"] for one in costs] == ["toy_width", "toy_width"]


def test_mutate(ok: Ttdw) -> None:
    assert "1 of 1 caught" in ok("mutate", "--only", "toy_last_tap_left_out").out
