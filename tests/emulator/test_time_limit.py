"""The limit of time is said to be one, and is no property of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.emulator.time_limit import MOST_SECONDS, USUAL_SECONDS, time_limit
from codegen.model.finding import InputError
from tests.conftest import Ttdw

LARGE = """\
cases:
  - {id: large, variant: block_sharded_stick, batch: 1, channels: 4096, input: [1, 4096], kernel: [1, 4],
     padding: [0, 0, 3, 0], grid: [8, 8]}
"""


def test_a_large_program_takes_too_long_and_does_not_hang(
    ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "large.yaml").write_text(LARGE)
    monkeypatch.setenv("TTDW_TIME_LIMIT", "1")
    done = ttdw("verify", "--case", "large.yaml", "--backend", "emulator")
    assert done.code == ExitCode.FAILED
    assert "no end within 1 s; last running: core" in done.out
    assert "$TTDW_TIME_LIMIT sets another limit" in done.out
    assert "waits for" not in done.out, "nobody is blamed"


def test_the_usual_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TTDW_TIME_LIMIT", raising=False)
    assert time_limit() == USUAL_SECONDS
    monkeypatch.setenv("TTDW_TIME_LIMIT", "")
    assert time_limit() == USUAL_SECONDS


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "soon", "\u0663", "9" * 5000, str(MOST_SECONDS + 1)])
def test_other_values_are_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_TIME_LIMIT", value)
    with pytest.raises(InputError, match="time-limit"):
        time_limit()
