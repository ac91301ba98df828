"""The package as a whole: what it imports, and what it may be used without."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ttdw_ttnn
from codegen.handbook.imports import part_of
from tests.test_architecture import MOST_LINES

ROOT = Path(ttdw_ttnn.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
ROOMS = {"device", "emit", "emulator", "launch", "model", "plan", "reference", "resources", "schedules"}

COUNTING = ROOMS | {"commands"}
"""What the command that counts may import, too."""

WITHOUT_TTNN = {"__init__", "call", "fallback", "formats", "layer", "weight_layout"}
WITHOUT_TTNN |= {"counting/__init__", "counting/counters", "counting/table"}
"""Modules that plan, lay out and read counters; the others speak to ttnn."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).with_suffix("").as_posix()


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_it_asks_the_rooms_for_what_they_know(file: Path) -> None:
    ours = {name for name in imports(file) if name.startswith("codegen.")}
    assert {part_of(name) for name in ours} <= (COUNTING if file.parent.name == "counting" else ROOMS)
    assert ("ttnn" in imports(file)) == (name_of(file) not in WITHOUT_TTNN)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_files_are_short(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= MOST_LINES


def test_no_room_imports_it() -> None:
    rooms = ROOT.parent / "codegen"
    assert not [file for file in rooms.rglob("*.py") if any("ttdw_ttnn" in name for name in imports(file))]


def test_names_come_from_their_modules() -> None:
    assert ttdw_ttnn.last_fallback is None or isinstance(ttdw_ttnn.last_fallback, str)
    with pytest.raises(AttributeError, match="'ttdw_ttnn' has no attribute 'conv3d'"):
        ttdw_ttnn.conv3d  # noqa: B018


def test_without_ttnn_the_error_names_it() -> None:
    code = "import sys; sys.modules['ttnn'] = None; import ttdw_ttnn; ttdw_ttnn.depthwise_conv2d"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT.parent, check=False, capture_output=True, text=True)
    assert "ttnn" in done.stderr.splitlines()[-1]
    assert "pip install" in done.stderr.splitlines()[-1]
