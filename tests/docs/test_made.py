"""What of docs/ is made of the code is what the code makes today."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest
import yaml

import codegen
from codegen.commands.app import COMMANDS
from codegen.handbook.parts import COMMAND, all_parts
from codegen.handbook.pictures import PICTURES
from codegen.resources import TREE
from tests.conftest import Ttdw, snapshot

ROOT = Path(codegen.__file__).parent.parent
DOCS = ROOT / "docs"
PARTS = all_parts()
PAGES = {path.relative_to(DOCS): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}


@pytest.mark.parametrize("path", PARTS, ids=str)
def test_it_is_up_to_date(path: PurePosixPath) -> None:
    place = DOCS / path
    assert place.is_file(), f"missing: {COMMAND}"
    assert place.read_text(encoding="utf-8") == PARTS[path], f"out of date: {COMMAND}"


def test_nothing_else_is_among_the_pictures() -> None:
    assert {PurePosixPath(path.relative_to(DOCS)) for path in (DOCS / "pictures").iterdir()} <= PARTS.keys()


def test_every_picture_is_shown() -> None:
    shown = {name for text in PAGES.values() for name in re.findall(r"\]\((?:\.\./)?pictures/(\w+)\.svg\)", text)}
    assert shown == {path.stem for path in PARTS if path.suffix == ".svg"}


@pytest.mark.parametrize("name", PICTURES)
def test_a_command_draws_the_same(name: str, ok: Ttdw, tmp_path: Path) -> None:
    command, file, case = PICTURES[name]
    ok(command, "--case", file, "--only", case, "--svg", tmp_path / "picture.svg")
    assert (tmp_path / "picture.svg").read_text(encoding="utf-8") == PARTS[PurePosixPath(f"pictures/{name}.svg")]


@pytest.mark.parametrize("path", [path for path in PARTS if path.suffix == ".svg"], ids=str)
def test_a_picture_is_small_and_has_both_schemes(path: PurePosixPath) -> None:
    text = PARTS[path]
    assert len(text) < 40_000
    assert "prefers-color-scheme: dark" in text
    root = ElementTree.fromstring(text)
    assert root.get("aria-label")
    assert not re.search(r"href|url\(", text), "it is one file"


def test_the_command_line_has_every_command_and_option() -> None:
    page = PARTS[PurePosixPath("reference/command-line.md")]
    for command in COMMANDS:
        assert f"\n## ttdw {command.__name__.replace('_', '-')}\n" in page
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith("| `")]
    assert len(rows) > 100
    assert [row[0] for row in rows if len(row) != 4 or not row[3].removesuffix("|").strip()] == [], "each has a meaning"


@pytest.mark.parametrize("name", ["spec-file", "case-file"])
def test_every_field_has_a_meaning(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", PARTS[PurePosixPath(f"reference/{name}.md")], re.M)
    assert len(rows) > 20
    assert [field for field, row in rows if not row.rsplit("|", 1)[-1].strip()] == []


def test_the_site_leads_to_every_page() -> None:
    class Loader(yaml.SafeLoader):
        """mkdocs has tags of its own."""

    nav = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)["nav"]
    entries = [one for entry in nav for one in entry.values()]
    listed = [page for entry in entries for page in ([entry] if isinstance(entry, str) else entry)]
    assert sorted(listed) == sorted(map(str, PAGES)), "add the page to `nav` of mkdocs.yml"


def test_the_command_writes_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (*TREE, "docs"):
        (tmp_path / folder).mkdir()
    for folder in ("specs", "cases"):
        shutil.copytree(ROOT / folder, tmp_path / folder, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    runpy.run_module("codegen.handbook", run_name="__main__")
    written = {PurePosixPath(name): content.decode() for name, content in snapshot(tmp_path / "docs").items()}
    assert written == PARTS
