"""What the emulator cannot finish in time is no hang, and the limit is named."""

from __future__ import annotations

import json

import pytest

from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw

LARGE = ("--case", "seed", "--only", "block_6x8_b10_c576_k3_relu6", "--time-limit", "0.01")
TOLD = "no end within the time limit of 0.01 s, and no hang; last running: core ("


def test_verify_has_a_verdict_of_its_own(ttdw: Ttdw) -> None:
    done = ttdw("verify", *LARGE, "--backend", "emulator", "--json", "-")
    (result,) = json.loads(done.out)["results"]
    assert (done.code, result["verdict"]) == (ExitCode.FAILED, "timeout")
    assert result["message"].startswith(TOLD)
    assert result["message"].endswith("hint: --time-limit SECONDS sets another one")


@pytest.mark.parametrize("command", ["count", "cost"])
def test_other_commands_say_the_same(command: str, ttdw: Ttdw) -> None:
    done = ttdw(command, *LARGE)
    assert done.code == ExitCode.FAILED
    assert f"timeout: {TOLD}" in done.err


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_a_limit_that_is_none(seconds: str, ttdw: Ttdw) -> None:
    assert ttdw("count", "--case", "seed", "--time-limit", seconds).code == ExitCode.BAD_INPUT
