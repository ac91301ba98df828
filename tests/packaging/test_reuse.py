"""What other repositories use: the hooks and the workflow. Each script of them is run."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import codegen
from codegen.commands.app import COMMANDS
from tests.conftest import Ttdw, copy_spec
from tests.emit.test_diff import git

ROOT = Path(codegen.__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ttdw.yml").read_text())
INPUTS = WORKFLOW[True]["workflow_call"]["inputs"]  # YAML takes the key `on` for the boolean
DIFF = inspect.signature(next(command for command in COMMANDS if command.__name__ == "diff")).parameters
BASH = shutil.which("bash") or ""

pytestmark = pytest.mark.skipif(not BASH, reason="the scripts need bash")


def steps(job: str) -> dict[str, Any]:
    return {step.get("name", step.get("uses")): step for step in WORKFLOW["jobs"][job]["steps"]}


def shim(folder: Path, name: str, script: str) -> None:
    """Put a command on the path of `run_step`."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!{BASH}\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def run_step(job: str, step: str, cwd: Path, bin_folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script of a step as the runner does: `shell: bash`."""
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", steps(job)[step]["run"]],
        cwd=cwd,
        env={**os.environ, **variables, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path, ok: Ttdw) -> Path:
    """Somebody's repository: two specs in two folders, and two commits of what they give."""
    folder = tmp_path / "theirs"
    specs = [copy_spec("width_sharded", folder / where / f"{where}.yaml", f"spec_{where}") for where in ("one", "two")]
    words = ["--spec", specs[0].parent, "--spec", specs[1].parent, "--out", folder / "emitted"]
    git(folder, "init", "-q")
    for doc in ("first weight tile of the channel shard", "where it starts"):
        text = specs[0].read_text()
        specs[0].write_text(text.replace("first weight tile of the channel shard", doc))
        ok("generate", *words)
        git(folder, "add", ".")
        git(folder, "commit", "-qm", doc)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder with the command ttdw of this checkout."""
    shim(tmp_path / "bin", "ttdw", f'exec "{sys.executable}" -m codegen.cli "$@"')
    return tmp_path / "bin"


THEIRS = {"SPECS": "one two", "OUT": "emitted", "AGAINST": INPUTS["against"]["default"]}


def test_the_check_passes_and_fails(repository: Path, tools: Path) -> None:
    done = run_step("check", "Check", repository, tools, **THEIRS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no drift" in done.stdout
    next((repository / "emitted" / "depthwise_conv2d_spec_two").glob("*.md")).unlink()
    done = run_step("check", "Check", repository, tools, **THEIRS)
    assert done.returncode == 1
    assert "missing" in done.stdout


def test_without_specs_the_shipped_ones_are_checked(repository: Path, tools: Path) -> None:
    done = run_step("check", "Check", repository, tools, **(THEIRS | {"SPECS": INPUTS["specs"]["default"]}))
    assert "ttdw generate" in done.stdout, done.stderr


@pytest.mark.skipif("markdown" not in DIFF, reason="ttdw diff has no --markdown yet")
def test_the_diff_writes_the_comment(repository: Path, tools: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    done = run_step("check", "Diff", repository, tools, **THEIRS, GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stdout + done.stderr
    comment = (repository / "comment.md").read_text()
    assert "where it starts" in done.stdout + comment
    assert summary.read_text() == comment
    assert steps("check")["Keep the comment"]["with"]["path"] == "comment.md"


@pytest.mark.parametrize("last", ["", "41\n42\n"], ids=["first", "again"])
def test_the_comment_is_posted_or_replaced(tmp_path: Path, last: str) -> None:
    (tmp_path / "comment.md").write_text("ä" * 70_000)
    (tmp_path / "last").write_text(last)
    record = 'if [[ "$*" == *--paginate* ]]; then cat last; else echo "$@" >> calls; cp body.md posted.md; fi'
    shim(tmp_path / "bin", "gh", record)
    variables = {"COMMENTS": "repos/o/r/issues/7/comments", "EDIT": "repos/o/r/issues/comments"}
    name = "Post the comment, or replace the one of the last run"
    done = run_step("comment", name, tmp_path, tmp_path / "bin", **variables)
    assert done.returncode == 0, done.stderr
    call = (tmp_path / "calls").read_text().strip()
    expected = "--method PATCH repos/o/r/issues/comments/42" if last else "repos/o/r/issues/7/comments"
    assert call == f"api --silent {expected} --field body=@body.md"
    posted = (tmp_path / "posted.md").read_text()
    assert posted.startswith("<!-- ttdw -->\nä")
    assert len(posted) == 60_000


def test_the_docs_name_what_there_is() -> None:
    page = (ROOT / "docs" / "in-your-repository.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, re.M | re.S)
    hooks, workflow = map(yaml.safe_load, blocks)
    ids = {hook["id"] for repo in hooks["repos"] for hook in repo["hooks"]}
    assert ids <= {hook["id"] for hook in yaml.safe_load(HOOKS.read_text())}
    assert set(workflow["jobs"]["ttdw"]["with"]) <= set(INPUTS)
    assert {name for name, one in INPUTS.items() if one.get("required")} <= set(workflow["jobs"]["ttdw"]["with"])
    assert ".github/workflows/ttdw.yml@" in workflow["jobs"]["ttdw"]["uses"]


def test_no_script_holds_an_expression() -> None:
    """Text from a pull request in a script would be run."""
    for job in WORKFLOW["jobs"]:
        for name, step in steps(job).items():
            assert "${{" not in step.get("run", ""), name


def test_only_the_job_that_runs_nothing_of_the_pull_request_may_write() -> None:
    check, comment = WORKFLOW["jobs"]["check"], WORKFLOW["jobs"]["comment"]
    assert check["permissions"] == {"contents": "read"}
    assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
    assert "github.event.pull_request.head.repo.full_name == github.repository" in comment["if"]
    assert INPUTS["comment"]["default"] is False


def test_the_default_folder_is_that_of_the_commands() -> None:
    assert INPUTS["out"]["default"] == str(DIFF["out"].default)


def test_the_hooks_run(repository: Path, tools: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text())}
    assert set(hooks) == {"ttdw-check", "ttdw-generate"}
    next((repository / "emitted" / "depthwise_conv2d_spec_two").glob("*.md")).unlink()
    words = ["--spec", "one", "--spec", "two", "--out", "emitted"]
    for hook, code in (("ttdw-check", 1), ("ttdw-generate", 0), ("ttdw-check", 0)):
        entry = [str(tools / "ttdw"), *hooks[hook]["entry"].split()[1:]]
        done = subprocess.run(
            [*entry, *words],
            cwd=repository,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, (hook, done.stdout, done.stderr)
        assert hooks[hook]["pass_filenames"] is False


def test_the_hooks_are_a_manifest_of_pre_commit() -> None:
    pytest.importorskip("pre_commit", reason="needs pre-commit, of the extra dev")
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(HOOKS)], check=True)
