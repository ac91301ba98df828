"""What the benchmark measures, and how it tells it."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import get_args

import pytest

import codegen
from codegen.bench.cold import covered
from codegen.bench.editing import BEFORE, MOVED, move_argument
from codegen.bench.measure import BenchError, Bound, Settings, command, compare_times, ttdw
from codegen.bench.schedules import measure_schedules
from codegen.bench.sections import SECTIONS
from codegen.bench.seed import SPEC, VARIANT
from codegen.commands.bench import SectionName
from codegen.commands.exit_code import ExitCode
from codegen.launch.emulated import runner_of
from codegen.model.document import parse_document
from codegen.model.loader import variants_in
from codegen.resources import shipped_specs
from tests.conftest import Ttdw

PAGE = Path(codegen.__file__).parent.parent / "docs" / "bench.md"


def test_a_ratio_that_is_too_large_is_seen(tmp_path: Path) -> None:
    slow, quick = {"slow": lambda: time.sleep(0.06)}, {"quick": lambda: time.sleep(0.02)}
    row = compare_times(slow, quick, Settings(3, tmp_path), Bound(1.5))
    assert not row.kept
    assert (row.what, row.against) == ("slow", "quick")
    assert compare_times(quick, slow, Settings(3, tmp_path), Bound(1.5)).kept
    assert compare_times(slow, quick | {"other": lambda: time.sleep(0.06)}, Settings(3, tmp_path), Bound(1.5)).kept


def test_a_bound_may_be_the_least_or_the_most() -> None:
    assert Bound(1.5).keeps(1.5)
    assert not Bound(1.5).keeps(1.6)
    assert Bound(0.8, at_most=False).keeps(0.8)
    assert not Bound(0.8, at_most=False).keeps(0.7)


def test_spans_that_overlap_count_once() -> None:
    assert covered([]) == 0
    assert covered([(0, 2), (1, 3), (5, 6), (5.5, 5.6)]) == 4


def test_a_command_that_fails_is_no_time(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no spec 'nonsense'"):
        ttdw(["check", "--spec", "nonsense"], tmp_path)()
    with pytest.raises(BenchError, match="failed with 1"):
        command(["false"], tmp_path)()


def test_the_edit_moves_an_argument() -> None:
    text = (shipped_specs() / f"{SPEC}.yaml").read_text()
    names = reader_arguments(text)
    moved = reader_arguments(move_argument(text, VARIANT, MOVED, BEFORE))
    assert names != moved
    assert sorted(names) == sorted(moved)
    assert moved.index(MOVED) + 1 == moved.index(BEFORE)
    with pytest.raises(BenchError):
        move_argument(text, VARIANT, "no_such_argument", BEFORE)
    with pytest.raises(BenchError):
        move_argument(text, "no_such_variant", MOVED, BEFORE)


def reader_arguments(spec: str) -> list[str]:
    """The names of the variant's arguments of the reader."""
    (variant,) = (one for one in variants_in(parse_document("spec", spec)) if one.name == VARIANT)
    return [one.name for one in variant.arguments.reader]


def test_both_schedules_compute_the_same_convolutions(tmp_path: Path) -> None:
    rows = list(measure_schedules(Settings(1, tmp_path)))
    assert len({row.what for row in rows}) == len(rows) >= 3
    assert all(row.ratio == row.value / row.against_value for row in rows)


def test_the_sections_are_those_of_the_command_and_of_the_page() -> None:
    assert tuple(one.name for one in SECTIONS) == get_args(SectionName)
    assert re.findall(r"^## (.*)$", PAGE.read_text(), re.M) == [one.title for one in SECTIONS]


def test_one_section(ok: Ttdw, tmp_path: Path) -> None:
    page = ok("bench", "--only", "emulator", "--repeat", "1").out
    assert re.findall(r"^## (.*)$", page, re.M) == ["The emulator"]
    ok("bench", "--only", "emulator", "--repeat", "1", "--json", "out.json", "--quiet")
    told = json.loads((tmp_path / "out.json").read_text())
    assert told["schema"] == 1
    assert list(told["sections"]) == ["emulator"]
    row = told["sections"]["emulator"]["rows"][0]
    assert row.keys() == {"what", "value", "against", "against_value", "ratio", "bound", "kept"}


def test_a_page_of_one_section_is_not_written(ttdw: Ttdw, tmp_path: Path) -> None:
    done = ttdw("bench", "--only", "emulator", "--write", "page.md")
    assert done.code == ExitCode.BAD_INPUT
    assert "[bench-whole]" in done.err
    assert not (tmp_path / "page.md").exists()


def test_a_machine_without_a_compiler(ttdw: Ttdw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    runner_of.cache_clear()
    done = ttdw("bench", "--only", "emulator", "--repeat", "1")
    assert done.code == ExitCode.FAILED
    assert "no such program" in done.err
