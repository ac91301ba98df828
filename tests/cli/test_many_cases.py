"""A file of many cases: what is not asked for is not planned, and what is wrong with it is not said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw

CASE = "  - {{id: {id}, variant: {variant}, batch: 1, channels: 64, input: [8, 8], kernel: [3, 3], grid: [2, 1]}}\n"
VERIFY = ("verify", "--case", "many.yaml", "--backend", "reference")


def write(folder: Path, count: int, others: str) -> None:
    lines = [CASE.format(id=f"case_{number}", variant=others) for number in range(count)]
    lines[count // 2] = CASE.format(id="one", variant="width_sharded")
    (folder / "many.yaml").write_text("cases:\n" + "".join(lines))


def test_one_of_ten_thousand(ok: Ttdw, tmp_path: Path) -> None:
    write(tmp_path, 10_000, "width_sharded")
    ok(*VERIFY, "--only", "one")  # what is imported, and compiled templates, are not measured
    started = time.process_time()
    assert "1 pass" in ok(*VERIFY, "--only", "one").out
    assert time.process_time() - started < 5


def test_a_variant_that_another_case_names_is_not_asked_for(ok: Ttdw, ttdw: Ttdw, tmp_path: Path) -> None:
    write(tmp_path, 3, "nobody")
    assert "1 pass" in ok(*VERIFY, "--only", "one").out
    done = ttdw(*VERIFY)
    assert done.code == ExitCode.BAD_INPUT
    assert done.err.count("[variant-known]") == 2


def test_where_all_cases_are_wrong_nobody_says_that_there_are_none(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text("cases:\n" + CASE.format(id="ONE", variant="width_sharded"))
    done = ttdw(*VERIFY)
    assert done.code == ExitCode.BAD_INPUT
    assert "[field-string-pattern-mismatch]" in done.err
    assert "[field-too-short]" not in done.err


def test_a_first_run_says_that_it_compiles(ttdw: Ttdw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 1, "width_sharded")
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CXX", "false")  # nothing is compiled here
    words = ("verify", "--case", "many.yaml", "--backend", "emulator")
    assert "verify: the first run compiles the emulator" in ttdw(*words).err
    (tmp_path / "cache" / "runtime-1").mkdir(parents=True)
    assert "the first run compiles" not in ttdw(*words).err
