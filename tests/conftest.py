"""Fixtures which all tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from codegen.cli import main
from codegen.commands.exit_code import ExitCode
from codegen.model.spec_text import spec_text
from codegen.resources import shipped_cases
from tests.variants import SHIPPED

# The first example may compile a runner or import torch; a failing one is found again on every machine.
settings.register_profile("ttdw", deadline=None, derandomize=True)
settings.register_profile("search", settings.get_profile("ttdw"), derandomize=False, max_examples=2000)
settings.load_profile("ttdw")


@dataclass(frozen=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


Ttdw = Callable[..., Run]


@pytest.fixture
def ttdw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ttdw:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Run:
        capfd.readouterr()
        code = main([str(word) for word in words])
        captured = capfd.readouterr()
        return Run(code, captured.out, captured.err)

    return run


@pytest.fixture
def ok(ttdw: Ttdw) -> Ttdw:
    """Run a command that must end well."""

    def run(*words: str | Path) -> Run:
        done = ttdw(*words)
        assert done.code == ExitCode.OK, done.out + done.err
        return done

    return run


@pytest.fixture
def user_spec(tmp_path: Path) -> Path:
    """A user's own spec: a shipped variant under another name, alone in tmp_path/specs."""
    return copy_spec("width_sharded", tmp_path / "specs" / "mine.yaml", "mine")


def copy_spec(shipped: str, place: Path, name: str) -> Path:
    """Write a shipped variant under another name: a spec of its own, as all were before operations had several."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(alone_text(shipped, name))
    return place


def alone_text(shipped: str, name: str) -> str:
    """The text of a spec of one variant, under another name."""
    return spec_text(SHIPPED[shipped], name)


def copy_case(shipped: str, place: Path, name: str) -> Path:
    """Write a file with the first seed case of a shipped variant, for the variant of another name."""
    cases = yaml.safe_load((shipped_cases() / "seed.yaml").read_text())["cases"]
    case = next(one for one in cases if one["variant"] == shipped)
    place.write_text(yaml.safe_dump({"cases": [case | {"variant": name}]}))
    return place


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
