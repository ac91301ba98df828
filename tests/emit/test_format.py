from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from codegen.emit import format as formatter
from codegen.emit.format import FormatError, clang_format_binary, format_cpp

UGLY = "int  f( int a ){return a ;}\n"


def test_only_cpp_is_formatted() -> None:
    texts = {PurePosixPath("a/x.cpp"): UGLY, PurePosixPath("b/x.hpp"): UGLY, PurePosixPath("a/x.md"): UGLY}
    formatted = format_cpp(texts)
    assert formatted[PurePosixPath("a/x.cpp")] == "int f(int a) {\n    return a;\n}\n"
    assert formatted[PurePosixPath("b/x.hpp")] == formatted[PurePosixPath("a/x.cpp")]
    assert formatted[PurePosixPath("a/x.md")] == UGLY
    assert list(formatted) == list(texts)


def test_nothing_to_format() -> None:
    assert format_cpp({}) == {}


def test_the_binary_is_that_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert clang_format_binary().is_file()
    assert list(format_cpp({PurePosixPath("x.cpp"): UGLY}).values()) != [UGLY]


def test_a_failure_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    style = tmp_path_factory.mktemp("style") / ".clang-format"
    style.write_text("BasedOnStyle: Baroque\n")
    monkeypatch.setattr(formatter, "clang_format_style", lambda: style)
    with pytest.raises(FormatError, match="BasedOnStyle"):
        format_cpp({PurePosixPath("x.cpp"): UGLY})
