"""A wheel, installed elsewhere, serves a user's own spec in an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import codegen
from codegen.resources import shipped_cases, shipped_specs, templates_dir
from tests.conftest import copy_case, copy_spec, snapshot

ROOT = Path(codegen.__file__).parent.parent


def run(folder: Path, *words: str | Path) -> str:
    """Run a command without any trace of the source tree."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, which is built from the tree."""
    dist = tmp_path_factory.mktemp("dist")
    run(ROOT, sys.executable, "-m", "build", "--no-isolation", "--outdir", dist)
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def ttdw(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel into an environment that sees the dependencies of this one."""
    folder = tmp_path_factory.mktemp("venv")
    run(folder, sys.executable, "-m", "venv", folder)
    bin_folder = folder / "bin"
    run(folder, bin_folder / "python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    place = run(folder, bin_folder / "python", "-c", "import codegen; print(codegen.__file__)")
    assert Path(place.strip()).is_relative_to(folder)
    return bin_folder / "ttdw"


def test_the_wheel_holds_what_the_tool_needs_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = [shipped_specs(), shipped_cases(), templates_dir()]
    wanted = {f"codegen/_data/{folder.name}/{name}" for folder in data for name in snapshot(folder)}
    for place in ("codegen/build/standins", "codegen/port/factory"):
        wanted |= {f"{place}/{name}" for name in snapshot(ROOT / place)}
    pages = ROOT / "codegen/views/report"
    wanted |= {
        f"codegen/views/report/{file.name}" for file in pages.iterdir() if file.suffix in (".jinja", ".css", ".js")
    }
    assert wanted | {"codegen/_data/.clang-format", "codegen/py.typed", "ttdw_ttnn/py.typed"} <= names
    assert all(re.match(r"(codegen|ttdw_ttnn)/|tt_depthwise_codegen-[\d.]+\.dist-info/", name) for name in names)


def test_a_users_own_spec_in_an_empty_folder(ttdw: Path, tmp_path: Path) -> None:
    copy_spec("block_sharded", tmp_path / "specs" / "mine.yaml", "mine")
    copy_case("block_sharded", tmp_path / "cases.yaml", "mine")
    run(tmp_path, ttdw, "generate", "--spec", "specs", "--out", "code")
    assert "no drift" in run(tmp_path, ttdw, "check", "--spec", "specs", "--out", "code")
    assert "pass" in run(tmp_path, ttdw, "verify", "--spec", "specs", "--case", "cases.yaml")
    assert {folder.name for folder in (tmp_path / "code").iterdir()} == {"depthwise_common", "depthwise_conv2d_mine"}


def test_the_shipped_specs_and_cases(ttdw: Path, tmp_path: Path) -> None:
    run(tmp_path, ttdw, "generate")
    assert "no drift" in run(tmp_path, ttdw, "check")
    assert "pass" in run(tmp_path, ttdw, "verify", "--case", "seed", "--html", "page.html")
    assert "</html>" in (tmp_path / "page.html").read_text(encoding="utf-8")
