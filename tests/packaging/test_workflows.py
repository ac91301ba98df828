"""The workflows: all of them by actionlint, and the scripts of the one for hardware, which are run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

import codegen
from tests.packaging.test_reuse import BASH, shim

ROOT = Path(codegen.__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HARDWARE = yaml.safe_load((ROOT / ".github" / "workflows" / "hardware.yml").read_text())
PARTS = HARDWARE["jobs"]["verify"]["strategy"]["matrix"]["part"]
ACTIONLINT = shutil.which("actionlint", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")

ON_ANY_MACHINE = f"""
words = sys.argv[1:]
while "--backend" in words:  # those of a machine with a chip
    place = words.index("--backend")
    words[place : place + 2] = []
os.execv({sys.executable!r}, [{sys.executable!r}, "-m", "codegen.cli", *words, "--backend", "reference"])
"""


def script(job: str, step: str) -> str:
    text: str = next(one["run"] for one in HARDWARE["jobs"][job]["steps"] if one.get("name") == step)
    return text


def run(text: str, folder: Path, bin_folder: Path, **variables: str) -> None:
    """Run a script as the runner does."""
    environment = {**os.environ, **variables, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not ACTIONLINT, reason="actionlint is not installed: the extra dev brings it")
@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actionlint_finds_nothing(workflow: Path) -> None:
    config = ROOT / ".github" / "actionlint.yaml"
    done = subprocess.run(
        [str(ACTIONLINT), "-config-file", str(config), "-shellcheck=", str(workflow)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not ACTIONLINT, reason="actionlint is not installed: the extra dev brings it")
def test_actionlint_finds_something(tmp_path: Path) -> None:
    job = "{runs-on: ubuntu-latest, steps: [{run: '${{ nothing.x }}'}]}"
    (tmp_path / "bad.yml").write_text(f"on: push\njobs: {{one: {job}}}\n")
    done = subprocess.run([str(ACTIONLINT), str(tmp_path / "bad.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "undefined variable" in done.stdout


@pytest.mark.skipif(not BASH, reason="the scripts need bash")
def test_the_parts_of_a_hardware_job_make_one_page(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    shim(tools, "ttdw", f'exec "{sys.executable}" -m codegen.cli "$@"')
    shim(tools, "python", "exit 0")  # pip has nothing to install
    verifying = tmp_path / "verifying"
    shim(verifying, "ttdw", f"exec {sys.executable} - \"$@\" <<'END'\nimport os, sys\n{ON_ANY_MACHINE}\nEND")
    cases = []
    for part in PARTS:
        folder = tmp_path / part.replace("/", "-")
        folder.mkdir()
        run(script("verify", "Verify"), folder, verifying, CASES="seed", PART=part)
        run(script("verify", "Name the results"), folder, tools, CHIP="wormhole", PART=part, GITHUB_OUTPUT="name")
        cases += [one["case"] for one in json.loads((folder / "results.json").read_text())["results"]]
        assert (folder / "results.xml").exists()
        name = (folder / "name").read_text().strip().removeprefix("artifact=")
        (tmp_path / "parts").mkdir(exist_ok=True)
        folder.rename(tmp_path / "parts" / name)
    assert len(set(cases)) == len(cases) == 7
    run(script("report", "One page of all parts"), tmp_path, tools)
    page = (tmp_path / "report.html").read_text()
    assert all(case in page for case in cases)
    artifacts = {path.name for path in (tmp_path / "parts").iterdir()}
    assert artifacts == {"hardware-wormhole-1-of-2", "hardware-wormhole-2-of-2"}


def test_no_script_of_it_holds_an_expression() -> None:
    """Text from whoever starts the workflow would be run."""
    for job in HARDWARE["jobs"].values():
        assert all("${{" not in step.get("run", "") for step in job["steps"])
