"""tune: the fastest variant and grid of a case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from codegen.commands.exit_code import ExitCode
from codegen.emulator import RunResult
from codegen.launch import emulated
from codegen.launch.error import BackendError
from codegen.plan.program import ProgramPlan
from codegen.resources import shipped_cases
from tests.conftest import Ttdw, snapshot

CASE = ("--case", "seed", "--only", "block_2x2_c64_k3_s1", "--cores", "4x4")


def test_the_table_is_sorted_by_cycles(ok: Ttdw) -> None:
    table, rest = ok("tune", *CASE).out.split("\n\n", 1)
    title, head, *rows = table.splitlines()
    assert title == "block_2x2_c64_k3_s1, wormhole: 5 of 124 simulated"
    assert head.split()[:5] == ["variant", "grid", "cores", "estimate", "cycles"]
    assert sum("(as written)" in row for row in rows) == 1
    winner = rows[0].split()[0]
    assert "54 without a plan, 54 of them by [channels-fill-shards], such as width_sharded on 4 x 3: " in rest
    assert f"\n{winner} on " in rest
    assert " wins with " in rest
    assert f"In the case:\n    variant: {winner}\n    grid: [" in rest


def test_the_json(ok: Ttdw) -> None:
    content = json.loads(ok("tune", *CASE, "--simulate", "2", "--json", "-").out)
    assert content["schema"] == 1
    (tuning,) = content["tunings"]
    first, *others = tuning["simulated"]
    assert tuning["case"] == "block_2x2_c64_k3_s1"
    assert tuning["winner"] == {name: first[name] for name in ("variant", "grid", "cores")}
    assert len(others) == 2
    assert [one["cycles"] for one in others] == sorted(one["cycles"] for one in others)
    assert all(first["cycles"] <= one["cycles"] for one in others)
    assert first["behind"] == ""
    assert [one["grid"] for one in tuning["simulated"] if one["as_written"]] == [[2, 2]]
    assert tuning["with_a_plan"] + sum(one["count"] for one in tuning["without_a_plan"]) == 178
    assert first["l1_bytes"] > 0
    assert max(first["estimate"]["units"].values()) <= first["estimate"]["cycles"] <= first["cycles"]


def test_it_says_where_programs_want_their_input_in_different_forms(ok: Ttdw, tmp_path: Path) -> None:
    """The estimate of flat has no untilize and no halo; that of planes has all that a network needs."""
    file = tmp_path / "case.yaml"
    file.write_text(
        "cases:\n  - {id: one, variant: height_sharded, batch: 1, channels: 96, input: [14, 14], kernel: [3, 3], "
        "padding: [1, 1], grid: [1, 1], fp32_dest_acc: false, math_fidelity: HiFi2}\n"
    )
    told = ok("tune", "--case", str(file), "--cores", "2x2").out
    assert "rows, padded" in told
    assert "tiles, as they are" in told
    assert re.search(r"It wants its input as: .*; others as: .* is not counted\.", told)


def test_what_it_proposes_passes(ok: Ttdw, tmp_path: Path) -> None:
    """Its own lines, in a copy of the case, are what it then finds as written."""
    winner = json.loads(ok("tune", *CASE, "--json", "-").out)["tunings"][0]["winner"]
    cases = yaml.safe_load((shipped_cases() / "seed.yaml").read_text())["cases"]
    case = next(one for one in cases if one["id"] == "block_2x2_c64_k3_s1") | winner
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"cases": [case]}))
    ok("verify", "--case", "mine.yaml", "--backend", "emulator")
    again = json.loads(ok("tune", "--case", "mine.yaml", "--cores", "4x4", "--json", "-").out)["tunings"][0]
    assert again["winner"] == winner
    assert again["simulated"][0]["as_written"]


def test_what_the_winner_does_without_is_named(ok: Ttdw, tmp_path: Path) -> None:
    cases = yaml.safe_load((shipped_cases() / "seed.yaml").read_text())["cases"]
    case = next(one for one in cases if one["id"] == "height_4x1_c64_k3_s1") | {"cores": 3}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump({"cases": [case]}))
    out = ok("tune", "--case", "mine.yaml", "--cores", "2x2").out
    assert "    # without cores: all of the grid is used\n" in out
    assert "(as written)" not in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--cores", "8"), "[cores-written] --cores is '8'"),
        (("--cores", "8 x 8"), "[cores-written] --cores is '8 x 8'"),
        (("--cores", "9x8"), "[cores-on-chip] --cores is 9 x 8, the wormhole chip has 8 x 9"),
        (("--cores", "0x8"), "[cores-on-chip] --cores is 0 x 8, the wormhole chip has 8 x 9"),
        (("--simulate", "0"), "[simulate-some] --simulate is 0, wanted 1 at least"),
        (("--only", "block"), "[case-known] no case 'block'"),
    ],
)
def test_bad_options(options: tuple[str, ...], message: str, ttdw: Ttdw, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    done = ttdw("tune", "--case", "seed", *options)
    assert done.code == ExitCode.BAD_INPUT
    assert message in done.err
    assert done.out == ""
    assert snapshot(tmp_path) == before


def test_a_case_that_fits_nowhere_is_an_error(ttdw: Ttdw) -> None:
    done = ttdw("tune", "--case", "seed", "--only", "block_6x8_b10_c576_k3_relu6", "--cores", "1x1")
    assert done.code == ExitCode.BAD_INPUT
    assert "[tune-has-a-plan] 14 without a plan, " in done.err
    assert "of them by [l1-budget], such as block_sharded on 1 x 1: a core needs " in done.err


def test_a_candidate_that_takes_too_long_is_left_out(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    really = emulated.launch

    def slow_in_blocks(plan: ProgramPlan, *words: Any, **named: Any) -> RunResult:
        if plan.variant.name == "block_sharded":
            raise BackendError("timeout", "no end within the time limit of 5 s")
        return really(plan, *words, **named)

    monkeypatch.setattr(emulated, "launch", slow_in_blocks)
    done = ttdw("tune", *CASE, "--time-limit", "5")
    assert done.code == ExitCode.OK
    assert "block_2x2_c64_k3_s1 on block_sharded, 2 x 2: timeout: no end within the time limit of 5 s\n" in done.err


def test_a_program_that_does_not_end_fails(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BackendError("hang", "no processor can go on")

    monkeypatch.setattr(emulated, "launch", refuse)
    done = ttdw("tune", *CASE, "--simulate", "1")
    assert done.code == ExitCode.FAILED
    assert "block_2x2_c64_k3_s1 on block_sharded, 2 x 2: hang: no processor can go on\n" in done.err
