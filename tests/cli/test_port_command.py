"""port: the slots of a program under two targets, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.schedules.stick.schedule import StickSchedule
from tests.conftest import Ttdw, copy_case
from tests.port.planted import PLANTED, Planted
from tests.port.test_slots import plant
from tests.port.test_validity import IN_THE_FACTORY

CASE = ("--case", "seed", "--only", "height_4x1_c64_k3_s1")


def test_the_text_says_what_changed_and_that_it_was_asked_for(ok: Ttdw) -> None:
    out = ok("port", *CASE).out
    assert out.startswith("height_4x1_c64_k3_s1 on height_sharded, wormhole: ")
    assert "the address comes with the binding of the tensor" in out
    assert "optimization" not in out
    assert out.endswith("1 case: no difference that the spec did not ask for\n")


def test_the_full_text_has_what_is_equal(ok: Ttdw) -> None:
    (line,) = [
        line for line in ok("port", *CASE, "--full").out.splitlines() if "  optimization " in line and "O3" in line
    ]
    assert line.split() == ["equal", "kernel", "compute", "optimization", "O3", "O3"]


@pytest.mark.parametrize("fault", ["optimization_level", "noc", "argument_of_one_core", "buffer_page"])
def test_a_planted_fault_ends_with_1(fault: str, ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = PLANTED[fault]
    plant(planted, monkeypatch)
    done = ttdw("port", *CASE, "--json", tmp_path / "port.json", "--markdown", tmp_path / "port.md")
    assert done.code == ExitCode.FAILED
    named = [line for line in done.out.splitlines() if line.startswith("different")]
    assert any(planted.where in line and f" {planted.slot} " in line for line in named)
    (case,) = json.loads((tmp_path / "port.json").read_text())["cases"]
    different = {(row["where"], row["name"]) for row in case["rows"] if row["status"] == "different"}
    assert (planted.where, planted.slot) in different
    assert len(different) == len(named)
    text, folded = (tmp_path / "port.md").read_text().split("<details>", 1)
    assert "| different |" in text
    assert "| equal |" in folded


def test_a_users_own_spec_and_case(user_spec: Path, ok: Ttdw, tmp_path: Path) -> None:
    copy_case("width_sharded", tmp_path / "mine.yaml", "mine")
    for words in ((), ("--spec", user_spec)):
        assert ok("port", "--case", "mine.yaml", *words).out.startswith("width_2x1_c64_k3_s1 on mine, wormhole: ")


def test_a_program_that_tt_metal_would_refuse_ends_with_1(
    ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = IN_THE_FACTORY["a tensor that nobody uses"]
    plant(Planted(broken.old, broken.new, where="", slot=""), monkeypatch)
    done = ttdw("port", *CASE, "--json", tmp_path / "port.json", "--markdown", tmp_path / "port.md")
    assert done.code == ExitCode.FAILED
    told = f"[{broken.rule}] {broken.message}\n    hint: "
    assert told in done.out.partition("tt-metal would refuse this program:\n")[2]
    assert told in (tmp_path / "port.md").read_text()
    (case,) = json.loads((tmp_path / "port.json").read_text())["cases"]
    assert told in case["refused"][0]


def test_an_operation_that_is_emitted_for_one_target_only(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StickSchedule, "targets", ("0.81",))
    done = ttdw("port", "depthwise_conv2d_stick")
    assert (done.code, done.out) == (ExitCode.BAD_INPUT, "")
    assert "schedule-on-target" in done.err


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--from", "0.65"), "port-targets"),
        (("--to", "0.81"), "port-targets"),
        (("--only", "height_4x1_c64_k3_s1"), "port-only"),
        (("depthwise_conv2d_stick", "--case", "seed"), "port-cases"),
        (("depthwise_conv2d_tick",), "variant-known"),
        (("--markdown", "-", "--json", "-"), "one-output"),
    ],
)
def test_bad_input(words: tuple[str, ...], rule: str, ttdw: Ttdw) -> None:
    done = ttdw("port", *words)
    assert (done.code, done.out) == (ExitCode.BAD_INPUT, "")
    assert rule in done.err
