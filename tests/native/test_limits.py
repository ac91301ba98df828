"""A compiler that does not end or does not work, and a cache that cannot be written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.native import compiler
from codegen.native.cache import cache_folder, obtain
from codegen.native.compiler import CompileError, Compiler, CompilerNotFoundError, find_compiler
from codegen.native.shield import scratch_folder
from tests.conftest import Ttdw


def test_a_compiler_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "COMPILE_SECONDS", 0.2)
    endless = Compiler((sys.executable, "-c", "while True: pass"), "endless")
    with pytest.raises(CompileError, match=r"has not ended within 0\.2 s"):
        endless.run([], tmp_path)


def test_a_compiler_that_does_not_work_is_none(monkeypatch: pytest.MonkeyPatch, ttdw: Ttdw) -> None:
    monkeypatch.setenv("CXX", "false")
    with pytest.raises(CompilerNotFoundError, match="false --version fails with exit code 1"):
        find_compiler()
    assert ttdw("doctor").code == ExitCode.OK


def test_a_relative_cache_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TTDW_CACHE", "cache")
    assert cache_folder() == tmp_path / "cache"


@pytest.mark.parametrize("kind", ["file", "missing"])
def test_a_cache_that_cannot_be_written_is_done_without(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = tmp_path / "cache" if kind == "file" else Path("/proc/no/such/folder")
    if kind == "file":
        named.write_text("not a folder")
    monkeypatch.setenv("TTDW_CACHE", str(named))

    def make(folder: Path) -> None:
        (folder / "program").write_text("program")

    made = obtain("made", make)
    assert (made / "program").read_text() == "program"
    assert obtain("made", lambda _: pytest.fail("made twice")) == made
    assert capsys.readouterr().err.count("what is compiled is not kept") == 1


def test_a_compiler_that_is_killed_leaves_nothing_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr(compiler, "COMPILE_SECONDS", 1)
    leaves = "import os, pathlib, time; pathlib.Path(os.environ['TMPDIR'], 'cc9JjiPO.s').touch(); time.sleep(60)"
    with scratch_folder("ttdw-") as folder, pytest.raises(CompileError, match="has not ended"):
        Compiler((sys.executable, "-c", leaves), "leaves").run([], folder)
    assert not folder.exists()
    assert list(elsewhere.iterdir()) == []
