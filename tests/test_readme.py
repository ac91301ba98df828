"""Every command of the README and of docs/ is run, and what they say of the code is compared with it."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import codegen
from codegen.commands.exit_code import ExitCode
from codegen.launch.error import Verdict
from codegen.model.targets import TARGETS
from codegen.mutation.catalogue import all_mutations
from codegen.mutation.score import list_in_markdown
from codegen.resources import shipped_cases, shipped_specs
from tests.conftest import Ttdw, copy_case, copy_spec
from tests.emit.test_diff import git

MUTATIONS = all_mutations()

ROOT = Path(codegen.__file__).parent.parent
PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
}
README = PAGES[ROOT / "README.md"]
TEXT = "\n".join(PAGES.values())


def lines_of(text: str) -> list[str]:
    """The lines of its blocks of commands."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```$", text, re.M | re.S)
    return [line.strip() for _, block in blocks for line in block.splitlines()]


LINES = lines_of(TEXT)
INSTALLING = [line for line in lines_of(README) if line.startswith("python3 -m venv")]
SLOW = ["ttdw mutate", "ttdw bench --write docs/bench.md"]
"""Take a minute with an empty cache; tests/mutation runs each mutation, tests/bench the sections."""


def others() -> list[tuple[str, ...]]:
    """The other ones in their order, each once, whatever comment stands behind it.

    `ttdw generate` runs wherever it stands: since it ran before, pages have brought specs and other targets.
    """
    words = [tuple(shlex.split(line, comments=True)) for line in LINES if line not in INSTALLING + SLOW]
    return [line for place, line in enumerate(words) if line == ("ttdw", "generate") or line not in words[:place]]


def first_cells(heading: str) -> list[str]:
    """The first column of the table under a heading."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", TEXT, re.M)
    assert table, heading
    return [row.split("|")[1].strip().strip("`") for row in table[1].splitlines()]


def test_the_tables_are_complete() -> None:
    assert first_cells("Exit code") == [str(code.value) for code in ExitCode]
    assert first_cells("Verdict") == list(get_args(Verdict))
    assert first_cells("Target") == list(TARGETS)


def test_the_mutations_are_listed_with_their_score() -> None:
    listed = re.search(r"<summary>The mutations</summary>\n\n(.*?)\n</details>", TEXT, re.S)
    assert listed
    assert listed[1] == list_in_markdown(MUTATIONS)
    caught = len(MUTATIONS)  # tests/mutation expects no less
    assert f"\nScore: {caught} of {len(MUTATIONS)}.\n" in TEXT, "tests/mutation counts them"


def test_the_folders_exist() -> None:
    for cell in first_cells("Folder"):
        for folder in cell.replace("`", "").split(", "):
            assert (ROOT / folder).is_dir(), folder


def anchors_in(text: str) -> set[str]:
    """What a link may have behind its #: the headings as they are written in an address."""
    prose = re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.*)$", prose, re.M)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def test_the_links_lead_somewhere() -> None:
    for path, text in PAGES.items():
        for link in re.findall(r"\]\(([^)]+)\)", text):
            if link.startswith("https://"):
                continue
            name, _, anchor = link.partition("#")
            place = (path.parent / name).resolve() if name else path
            assert place.is_file(), f"{path}: {link}"
            assert not anchor or anchor in anchors_in(PAGES[place]), f"{path}: {link}"


def test_a_newcomer_reads_the_readme_in_minutes() -> None:
    assert len(README.encode()) <= 10_240, "the README introduces; docs/ explains"
    assert "](docs/index.md)" in README


def test_a_spec_stands_beside_what_is_emitted() -> None:
    """The lines are real, and are those of the files that the README names."""
    for kind, file in {
        "yaml": "specs/depthwise_conv2d.yaml",
        "cpp": "generated/depthwise_conv2d/device/variants/block_sharded.hpp",
    }.items():
        (shown,) = re.findall(rf"^```{kind}\n(.*?)^```$", README, re.M | re.S)
        assert f"`{file}`" in README
        assert shown in (ROOT / file).read_text(encoding="utf-8")


def test_a_mismatch_is_explained_in_these_words(ok: Ttdw) -> None:
    (command,) = re.findall(r"^ttdw (mutate .*)$", README, re.M)
    (told,) = re.findall(r"^```text\n(.*?)^```$", README, re.M | re.S)
    assert told in ok(*command.split()).out


def test_the_readme_has_two_commands_for_a_fresh_machine() -> None:
    assert ["ttdw verify" in line for line in INSTALLING] == [True, False]
    assert "pytest" in INSTALLING[1]


@pytest.fixture
def workshop(tmp_path: Path, ok: Ttdw) -> Path:
    """A folder in which all commands have what they name: a git repository with two commits."""
    shutil.copytree(shipped_specs(), tmp_path / "specs")
    shutil.copytree(shipped_cases(), tmp_path / "cases")
    copy_spec("width_sharded", tmp_path / "my_specs" / "mine.yaml", "mine")
    copy_case("width_sharded", tmp_path / "my_cases.yaml", "mine")
    (tmp_path / "my_kernels").mkdir()
    (tmp_path / "my_kernels" / "reader.cpp").write_text("void kernel_main() { auto a = get_arg_val<uint32_t>(0); }")
    git(tmp_path, "init", "-q")
    for message in ("one", "two"):
        ok("generate", "depthwise_conv2d" if message == "one" else "depthwise_conv2d_stick")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", message)
    return tmp_path


@pytest.mark.usefixtures("workshop")
def test_the_commands_work_in_their_order(ok: Ttdw) -> None:
    for command, *words in others():
        assert command == "ttdw", words
        ok(*words)


def test_the_nox_sessions_exist() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--list"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    named = re.search(r"`nox` runs the sessions (.*), the last", README)
    assert named
    for session in re.findall(r"`(\w+)`", named[1]):
        assert re.search(rf"^\* {session}\b", listed, re.M), session


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the last commit."""
    folder = tmp_path_factory.mktemp("fresh") / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    return folder


@pytest.mark.fresh
@pytest.mark.parametrize("line", INSTALLING, ids=["verify", "test"])
def test_a_fresh_machine(line: str, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    subprocess.run(["bash", "-c", line], cwd=clone, check=True)
