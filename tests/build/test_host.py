"""The host check compiles what it is told to: emitted files beside the tree, or those that lie in it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from codegen.build import host
from codegen.build.host import HostFiles, check_host
from codegen.build.unsupported import UnsupportedError

FOLDER = PurePosixPath("ttnn/cpp/operation")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree without headers of its own, which needs no other projects."""
    for part in ("tt_metal/api", "tt_stl", "ttnn/api", str(FOLDER)):
        (tmp_path / part).mkdir(parents=True)
    monkeypatch.setattr(host, "library_folders", lambda *_: [])
    return tmp_path


@pytest.mark.parametrize(("body", "verdict"), [("return kHere;", "pass"), ("int unused; return kHere;", "error")])
def test_installed_files_are_compiled_where_they_lie(tree: Path, body: str, verdict: str) -> None:
    (tree / FOLDER / "beside.hpp").write_text("constexpr int kHere = 1;\n")
    (tree / FOLDER / "one.cpp").write_text(f'#include "beside.hpp"\nint one();\nint one() {{ {body} }}\n')
    files = HostFiles("mine", "0.69", FOLDER, (PurePosixPath("one.cpp"),))
    (result,) = check_host([files], tree, None, [])
    assert (result.variant, result.file, result.verdict) == ("mine", "one.cpp", verdict), result.message
    assert verdict == "pass" or "unused" in result.message


def test_what_is_missing_is_found_before_anything_is_compiled(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> list[Path]:
        raise UnsupportedError("no nanobind/nanobind.h", "pip install nanobind")

    monkeypatch.setattr(host, "binding_folders", missing)
    monkeypatch.setattr(host, "_check", lambda job: pytest.fail(f"{job.file} is compiled"))
    files = HostFiles("mine", "0.69", FOLDER, (PurePosixPath("one.cpp"), PurePosixPath("mine_nanobind.cpp")))
    (result,) = check_host([files], tree, None, [])
    assert (result.file, result.verdict) == ("mine_nanobind.cpp", "unsupported")
    assert result.message == "no nanobind/nanobind.h"
