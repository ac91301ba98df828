"""A disk that is full, or a folder that is not ours: the message names it, or the work is done elsewhere."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.native.cache import obtain
from codegen.native.compiler import CompileError
from codegen.native.writing import UnwritableError
from tests.conftest import Ttdw

FULL = os.strerror(errno.ENOSPC)
Refuse = Callable[[Path, int], None]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Let nothing be written below a folder; an error of `write` names no file, one of `open` does."""
    wrote, opened, temporary = Path.write_bytes, Path.write_text, tempfile.mkdtemp

    def install(folder: Path, number: int) -> None:
        def refused(place: Path) -> None:
            if place.absolute().is_relative_to(folder):
                names = (str(place),) if number == errno.EACCES else ()
                raise OSError(number, os.strerror(number), *names)

        def write_bytes(place: Path, text: bytes) -> int:
            refused(place)
            return wrote(place, text)

        def write_text(place: Path, text: str, **options: Any) -> int:
            refused(place)
            return opened(place, text, **options)

        def mkdtemp(suffix: str | None = None, prefix: str | None = None, dir: Path | None = None) -> str:  # noqa: A002
            refused(Path(dir or tempfile.gettempdir()))
            return temporary(suffix, prefix, dir)

        monkeypatch.setattr(Path, "write_bytes", write_bytes)
        monkeypatch.setattr(Path, "write_text", write_text)
        monkeypatch.setattr(tempfile, "mkdtemp", mkdtemp)

    return install


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EACCES])
def test_an_output_folder(number: int, refuse: Refuse, ttdw: Ttdw, tmp_path: Path) -> None:
    refuse(tmp_path / "out", number)
    done = ttdw("generate", "--out", "out")
    assert done.code == ExitCode.BAD_INPUT
    assert "out/depthwise_" in done.err
    assert f"[out-writable] cannot write: {os.strerror(number)}" in done.err
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_the_folder_of_temporary_files(number: int, refuse: Refuse, ttdw: Ttdw, cache: Path, tmp_path: Path) -> None:
    refuse(Path(tempfile.gettempdir()), number)
    done = ttdw("generate", "--out", tmp_path / "out")
    assert done.code == ExitCode.BAD_INPUT
    assert done.err.endswith(f": cannot write: {os.strerror(number)}\n")
    assert tempfile.gettempdir() in done.err or "temporary files" in done.err
    assert not cache.exists() or not any(path.is_file() for path in cache.glob("formatted-*/*"))


def test_a_cache_in_which_texts_have_no_room(refuse: Refuse, ok: Ttdw, cache: Path) -> None:
    refuse(cache, errno.ENOSPC)
    assert "0 removed" in ok("generate").out
    assert not any(path.is_file() for path in cache.rglob("*"))


def test_a_cache_in_which_a_program_has_no_room(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def make(folder: Path) -> None:
        (folder / "half").write_text("a program")
        if folder.is_relative_to(cache):
            raise UnwritableError(errno.ENOSPC, FULL, str(folder / "half"))

    assert not obtain("made", make).is_relative_to(cache)
    assert list(cache.iterdir()) == []
    assert capsys.readouterr().err == f"{cache}: {FULL}: what is compiled is not kept\n"


def test_a_cache_in_which_a_compiler_has_no_room(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(cache.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=4096))

    def make(folder: Path) -> None:
        if folder.is_relative_to(cache):
            raise CompileError("no space left, in the words of the compiler's language")

    assert not obtain("made", make).is_relative_to(cache)


def test_a_fault_is_not_taken_for_a_full_disk(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def make(_: Path) -> None:
        raise CompileError("this does not compile")

    with pytest.raises(CompileError):
        obtain("made", make)
    assert cache.is_dir()
    assert capsys.readouterr().err == ""


def test_no_room_anywhere_is_an_error_that_names_the_file(cache: Path) -> None:
    def make(folder: Path) -> None:
        raise UnwritableError(errno.ENOSPC, FULL, str(folder / "program"))

    with pytest.raises(UnwritableError, match=rf"ttdw-cache-.*/program: cannot write: {FULL}"):
        obtain("made", make)
    assert list(cache.iterdir()) == []


def test_a_cache_without_permission_is_done_without(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def temporary(**options: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(options["dir"]))

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary)
    made = obtain("made", lambda folder: (folder / "program").touch())
    assert not made.is_relative_to(cache)
    assert capsys.readouterr().err == f"{cache}: Permission denied: what is compiled is not kept\n"
