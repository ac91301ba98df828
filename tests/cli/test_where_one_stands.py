"""Whoever stands in a folder that has specs/ means these, wherever the tool was installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codegen import resources
from codegen.emit.common import COMMON
from tests.conftest import Ttdw, copy_spec
from tests.emit.test_diff import git

SPEC = "specs/depthwise_conv2d.yaml"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone has, with a change in its spec; the tool was installed from elsewhere."""
    for name in (*resources.TREE, ".clang-format"):
        place = resources.resource(name)
        if place.is_dir():
            shutil.copytree(place, tmp_path / name)
        else:
            shutil.copy(place, tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    spec = tmp_path / SPEC
    spec.write_text(spec.read_text().replace("doc: bytes of a stick", "doc: size of a stick"))
    return tmp_path


def test_a_changed_spec_of_a_clone_is_generated(clone: Path, ok: Ttdw, ttdw: Ttdw) -> None:
    assert "size of a stick" in ttdw("check").out
    done = ok("generate")
    assert "files of specs, " in done.out
    assert ", 0 written" not in done.out
    git(clone, "commit", "-qam", "two")
    told = ok("diff", "--against", "HEAD~1").out
    assert "size of a stick" in told
    assert "added" not in told


def test_the_banners_of_a_clone_are_those_of_the_repository(clone: Path, ok: Ttdw) -> None:
    git(clone, "checkout", "-q", SPEC)
    assert "files of specs, no drift" in ok("check").out


def test_own_specs_of_a_tree_are_meant_without_naming_them(ok: Ttdw, tmp_path: Path) -> None:
    copy_spec("width_sharded", tmp_path / "specs" / "mine.yaml", "mine")
    assert "files of specs, " in ok("generate").out, "before there is a folder generated/, too"
    assert {folder.name for folder in (tmp_path / "generated").iterdir()} == {COMMON, "depthwise_conv2d_mine"}
    assert "no drift" in ok("check", "--spec", "specs").out, "as if they were named"
