"""compile-commands: what an editor is told compiles as it stands."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import Any

import pytest

from codegen.emit.layers import CHOICE
from codegen.native.compiler import CompilerNotFoundError, find_compiler
from codegen.resources import templates_dir
from tests.conftest import Ttdw


def compiles() -> bool:
    try:
        find_compiler()
    except CompilerNotFoundError:
        return False
    return True


@pytest.fixture(params=["0.81", "metal2"])
def target(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def entries(target: str, ok: Ttdw, tmp_path: Path) -> list[dict[str, Any]]:
    ok("generate", "--quiet", "--target", target)
    ok("compile-commands", "--target", target)
    found: list[dict[str, Any]] = json.loads((tmp_path / "compile_commands.json").read_text())
    return found


def kernels_and_plans(folder: Path, parts: tuple[str, ...] = ("compute", "dataflow", "plan")) -> set[Path]:
    """Those that stand as they are: lines that only some operations have may exclude each other."""
    found = {path for path in folder.rglob("*.cpp") if path.parent.name in parts}
    return {path for path in found if CHOICE not in path.read_text()}


def test_kernels_and_plans_have_an_entry(target: str, entries: list[dict[str, Any]], tmp_path: Path) -> None:
    """All that is plain below templates/, and all that is emitted. Metal 2.0 spells the calls of kernels anew."""
    files = [Path(one["file"]) for one in entries]
    assert len(files) == len(set(files))
    parts = ("plan",) if target == "metal2" else ("compute", "dataflow", "plan")
    assert set(files) == kernels_and_plans(templates_dir(), parts) | kernels_and_plans(tmp_path / "generated")


@pytest.mark.skipif(not compiles(), reason="this machine has no C++ compiler")
def test_each_file_compiles_as_it_stands(entries: list[dict[str, Any]]) -> None:
    def check(entry: dict[str, Any]) -> CompletedProcess[str]:
        call = [*entry["arguments"], "-fsyntax-only"]
        return run(call, cwd=entry["directory"], capture_output=True, text=True, timeout=120, check=False)

    with ThreadPoolExecutor(max_workers=2) as pool:
        for entry, done in zip(entries, pool.map(check, entries), strict=True):
            assert done.returncode == 0, (entry["file"], done.stderr)
