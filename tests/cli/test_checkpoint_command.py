"""A checkpoint as its author meets it: landed, looked at, and never taken for verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw, copy_case

SPEC = ("--spec", "specs/mine.yaml")
CASE = ("--case", "cases.yaml")
FACTORY = Path("generated/depthwise_conv2d_mine/device/depthwise_conv2d_mine_program_factory.hpp")


@pytest.fixture
def implementation(user_spec: Path, tmp_path: Path) -> Path:
    """The spec in the stage that it is to reach, and a case."""
    copy_case("width_sharded", tmp_path / "cases.yaml", "mine")
    original = tmp_path / "implementation" / "mine.yaml"
    original.parent.mkdir()
    original.write_text(user_spec.read_text())
    return original


@pytest.fixture
def checkpoint(implementation: Path, user_spec: Path) -> Path:
    """The same spec as a checkpoint, in specs/mine.yaml."""
    user_spec.write_text(implementation.read_text() + "\nstage: checkpoint\n")
    return user_spec


@pytest.mark.usefixtures("checkpoint")
def test_no_backend_passes_a_checkpoint(ttdw: Ttdw) -> None:
    done = ttdw("verify", *SPEC, *CASE, "--json", "-")
    assert done.code == ExitCode.FAILED
    results = json.loads(done.out)["results"]
    assert [one["backend"] for one in results] == ["reference", "emulator"]
    for one in results:
        assert (one["verdict"], one["expected"], one["pcc"]) == ("unsupported", "pass", None)
        assert one["message"].startswith("WIDTH_SHARDED variant mine is a checkpoint: ")


@pytest.mark.usefixtures("checkpoint")
def test_a_case_may_expect_a_checkpoint(ok: Ttdw, tmp_path: Path) -> None:
    expect_unsupported(tmp_path / "cases.yaml")
    results = json.loads(ok("verify", *SPEC, *CASE, "--json", "-").out)["results"]
    assert {(one["verdict"], one["expected"]) for one in results} == {("unsupported", "unsupported")}
    assert len(results) == 2
    assert "stick" in ok("plan", *SPEC, *CASE).out, "it has a plan"


@pytest.mark.usefixtures("implementation")
def test_the_expectation_goes_with_the_checkpoint(ttdw: Ttdw, tmp_path: Path) -> None:
    expect_unsupported(tmp_path / "cases.yaml")
    done = ttdw("verify", *SPEC, *CASE)
    assert done.code == ExitCode.BAD_INPUT
    assert "[expect-unsupported]" in done.err


def expect_unsupported(cases: Path) -> None:
    text = cases.read_text()
    cases.write_text(text.replace("variant: mine", "variant: mine\n  expect: unsupported"))
    assert cases.read_text() != text


@pytest.mark.usefixtures("checkpoint")
def test_the_message_is_explained(ok: Ttdw) -> None:
    ok("generate", *SPEC, "--quiet")
    ok("check", *SPEC)
    lines = FACTORY.read_text().splitlines()
    (line,) = [number for number, text in enumerate(lines, start=1) if "not implemented yet" in text]
    shown = ok("explain", f"{FACTORY}:{line}", *SPEC).out
    for field in ("memory_layout = WIDTH_SHARDED", "stage = checkpoint"):
        assert field in shown
    assert "templates/operation/device/depthwise_conv2d_program_factory.hpp.jinja:" in shown


@pytest.mark.usefixtures("checkpoint")
def test_the_diff_names_the_stage(ok: Ttdw) -> None:
    shown = ok("diff", "--against", "implementation/mine.yaml", *SPEC, *CASE, "--no-text").out
    assert "stage" in shown
    assert "implementation -> checkpoint" in shown
    assert "same plan in 1 case" in shown
