from __future__ import annotations

import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from codegen.emit import format as formatter
from codegen.emit.format import FormatError, clang_format_binary, format_cpp
from codegen.model.targets import TARGETS
from codegen.resources import clang_format_style

UGLY = "int  f( int a ){return a ;}\n"


def test_only_cpp_is_formatted() -> None:
    texts = {PurePosixPath("a/x.cpp"): UGLY, PurePosixPath("b/x.hpp"): UGLY, PurePosixPath("a/x.md"): UGLY}
    formatted = format_cpp(texts)
    assert formatted[PurePosixPath("a/x.cpp")] == "int f(int a) { return a; }\n"
    assert formatted[PurePosixPath("b/x.hpp")] == formatted[PurePosixPath("a/x.cpp")]
    assert formatted[PurePosixPath("a/x.md")] == UGLY
    assert list(formatted) == list(texts)


def test_nothing_to_format() -> None:
    assert format_cpp({}) == {}


def test_the_binary_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert clang_format_binary().is_file()
    assert list(format_cpp({PurePosixPath("x.cpp"): UGLY}).values()) != [UGLY]


def test_the_formatter_is_the_one_that_tt_metal_pins() -> None:
    version = subprocess.run([clang_format_binary(), "--version"], capture_output=True, text=True, check=True).stdout
    assert {f"clang-format version {target.clang_format}" for target in TARGETS.values()} == {version.strip()}


def test_a_failure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    style = tmp_path_factory.mktemp("style") / ".clang-format"
    style.write_text("BasedOnStyle: Baroque\n")
    monkeypatch.setattr(formatter, "clang_format_style", lambda: style)
    with pytest.raises(FormatError, match="BasedOnStyle"):
        format_cpp({PurePosixPath("x.cpp"): UGLY})


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    cache = tmp_path / "cache"
    monkeypatch.setenv("TTDW_CACHE", str(cache))
    return cache


@pytest.mark.usefixtures("own_cache")
def test_a_text_is_formatted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {PurePosixPath("x.cpp"): UGLY, PurePosixPath("empty.cpp"): " "}
    formatted = format_cpp(texts)
    assert formatted[PurePosixPath("empty.cpp")] == ""
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert format_cpp(texts) == formatted
    assert format_cpp({PurePosixPath("other/place.cpp"): UGLY}) == {
        PurePosixPath("other/place.cpp"): formatted[PurePosixPath("x.cpp")]
    }


@pytest.mark.usefixtures("own_cache")
@pytest.mark.parametrize("what", ["text", "kind", "style", "formatter"])
def test_what_changes_is_formatted_anew(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {PurePosixPath("x.cpp"): UGLY}
    format_cpp(texts)
    if what == "text":
        texts = {PurePosixPath("x.cpp"): UGLY.replace("a", "b")}
    elif what == "kind":
        texts = {PurePosixPath("x.hpp"): UGLY}
    elif what == "style":
        style = tmp_path / ".clang-format"
        style.write_text(clang_format_style().read_text() + "# another\n")
        monkeypatch.setattr(formatter, "clang_format_style", lambda: style)
    else:
        binary = tmp_path / "clang-format"
        shutil.copy(clang_format_binary(), binary)
        with binary.open("ab") as file:
            file.write(b"another")
        monkeypatch.setattr(formatter, "clang_format_binary", lambda: binary)
    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(RuntimeError, match="asked"):
        format_cpp(texts)


def test_a_cache_that_cannot_be_written_does_no_harm(own_cache: Path) -> None:
    own_cache.write_text("a file, no folder")
    assert list(format_cpp({PurePosixPath("x.cpp"): UGLY}).values()) != [UGLY]


def refuse(*_: object, **__: object) -> None:
    raise RuntimeError("clang-format was asked")
