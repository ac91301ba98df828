"""The output as a whole: the same bytes wherever, whenever and on whatever Python it is made."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
import yaml

import codegen
from codegen.emit.banner import LICENSE, Source, spec_digest
from codegen.emit.common import COMMON, COMMON_SOURCE
from codegen.emit.format import format_cpp
from codegen.emit.tree import source_of
from codegen.resources import shipped_specs, templates_dir
from tests.conftest import Ttdw, snapshot
from tests.variants import OPERATIONS, SHIPPED

PYTHONS = ("3.10", "3.11", "3.12", "3.13")


def test_every_file_says_where_it_comes_from(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    for name, content in snapshot(tmp_path / "generated").items():
        operation = PurePosixPath(name).parts[0]
        source = source_of(PurePosixPath(name).name, content.decode())
        own = Source(f"specs/{operation}.yaml", f"ttdw generate {operation}")
        assert source == (COMMON_SOURCE if operation == COMMON else own)


def test_the_manifest_lists_the_files(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    for operation in (tmp_path / "generated").iterdir():
        manifest = json.loads((operation / "manifest.json").read_text())
        files = snapshot(operation)
        del files["manifest.json"]
        assert manifest["schema"] == 2
        assert manifest["operation"] == operation.name
        variants = () if operation.name == COMMON else OPERATIONS[operation.name].variants
        assert manifest["spec_sha256"] == {one.name: spec_digest(one) for one in variants}
        assert {name: entry["sha256"] for name, entry in manifest["files"].items()} == {
            name: hashlib.sha256(content).hexdigest() for name, content in files.items()
        }
        for entry in manifest["files"].values():
            assert (templates_dir().parent / entry["template"]).is_file()


def test_every_file_opens_with_its_license(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    for name, content in snapshot(tmp_path / "generated").items():
        first = content.decode().splitlines()[0]
        if PurePosixPath(name).name == "manifest.json":
            assert f'"license": "{LICENSE}"' in content.decode()
        else:
            assert first in {f"// {LICENSE}", f"# {LICENSE}", f"<!-- {LICENSE}"}, name


def test_only_the_manifest_has_digests_of_the_spec(ok: Ttdw, tmp_path: Path) -> None:
    """Else a change of one argument would touch every file."""
    ok("generate")
    digests = [spec_digest(one) for one in SHIPPED.values()]
    for name, content in snapshot(tmp_path / "generated").items():
        told = any(digest in content.decode() for digest in digests)
        path = PurePosixPath(name)
        assert told == (path.name == "manifest.json" and path.parts[0] != COMMON), name


@pytest.mark.parametrize(
    ("folders", "most_files", "most_lines"),
    [
        ((COMMON, "depthwise_conv2d", "depthwise_conv2d_stick"), 75, 7_200),
        (("depthwise_conv2d_rows",), 32, 3_250),
        (("depthwise_conv2d_planes",), 40, 4_050),
        (("depthwise_conv2d_planes_tiles",), 40, 2_700),  # one layout of it
    ],
)
def test_the_output_is_small_enough_to_review(
    folders: tuple[str, ...], most_files: int, most_lines: int, ok: Ttdw, tmp_path: Path
) -> None:
    """One operation after the other, the first two with what all share."""
    ok("generate")
    files = [text for folder in folders for text in snapshot(tmp_path / "generated" / folder).values()]
    assert len(files) <= most_files
    assert sum(len(text.decode().splitlines()) for text in files) <= most_lines


def test_every_folder_is_counted(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    counted = {
        COMMON,
        "depthwise_conv2d",
        "depthwise_conv2d_stick",
        "depthwise_conv2d_planes",
        "depthwise_conv2d_planes_tiles",
        "depthwise_conv2d_rows",
    }
    assert {path.name for path in (tmp_path / "generated").iterdir()} == counted


def test_a_change_of_one_layout_touches_its_header_only(ok: Ttdw, tmp_path: Path) -> None:
    """And what is told of it: two arguments of one layout's writer change places."""
    spec = yaml.safe_load((shipped_specs() / "depthwise_conv2d.yaml").read_text())
    shared = spec["arguments"].pop("writer")
    for variant in spec["variants"]:
        variant["arguments"]["writer"] = list(shared)
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(spec))
    ok("generate", "--spec", "mine.yaml")
    before = snapshot(tmp_path / "generated")
    (own,) = [one["arguments"]["writer"] for one in spec["variants"] if one["name"] == "height_sharded"]
    own[-1], own[-2] = own[-2], own[-1]
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(spec))
    ok("generate", "--spec", "mine.yaml")
    after = snapshot(tmp_path / "generated")
    assert before.keys() == after.keys()
    names = ("ARGS.md", "device/variants/height_sharded.hpp", "manifest.json")
    assert [name for name in sorted(after) if after[name] != before[name]] == [
        f"depthwise_conv2d/{name}" for name in names
    ]


def test_a_header_opens_with_its_banner_and_one_guard(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    for header in (tmp_path / "generated").rglob("*.hpp"):
        lines = [line for line in header.read_text().splitlines() if line and not line.startswith("//")]
        assert lines[0] == "#pragma once", header


def test_formatting_the_output_again_changes_nothing(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    files = {PurePosixPath(name): content.decode() for name, content in snapshot(tmp_path / "generated").items()}
    assert format_cpp(files) == files


def test_generating_twice_changes_nothing(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate")
    files = list((tmp_path / "generated").rglob("*"))
    before = snapshot(tmp_path), [file.stat().st_mtime_ns for file in files]
    assert "0 written, 0 removed" in ok("generate").out
    assert (snapshot(tmp_path), [file.stat().st_mtime_ns for file in files]) == before


def test_another_folder_gets_the_same_bytes(ok: Ttdw, tmp_path: Path, user_spec: Path) -> None:
    ok("generate", "--out", "one")
    ok("generate", "--out", tmp_path / "far" / "away")
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "far" / "away")
    ok("generate", "--spec", "specs", "--out", "mine")
    (tmp_path / "moved").mkdir()
    user_spec.parent.rename(tmp_path / "moved" / "specs")
    (tmp_path / "mine").rename(tmp_path / "moved" / "mine")
    assert "no drift" in ok("check", "--spec", "moved/specs", "--out", tmp_path / "moved" / "mine").out


def test_naming_the_shipped_specs_changes_nothing(ok: Ttdw) -> None:
    ok("generate")
    assert "no drift" in ok("check", "--spec", shipped_specs()).out


@pytest.mark.parametrize("version", PYTHONS)
def test_every_python_writes_the_same_bytes(version: str, ok: Ttdw, tmp_path: Path) -> None:
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        pytest.skip("the Python that runs the tests")
    python = find_python(version)
    if not python:
        pytest.skip(f"no Python {version} with the dependencies; name one in TTDW_PYTHON_{version.replace('.', '_')}")
    ok("generate", "--out", "here")
    environment = os.environ | {"PYTHONPATH": str(Path(codegen.__file__).parent.parent), "PYTHONHASHSEED": "7"}
    words = [python, "-m", "codegen.cli", "generate", "--out", "there"]
    subprocess.run(words, check=True, cwd=tmp_path, env=environment)
    assert snapshot(tmp_path / "here") == snapshot(tmp_path / "there")


def find_python(version: str) -> str | None:
    """A Python with the dependencies: named in the environment, or one of those which nox made."""
    root = Path(codegen.__file__).parent.parent
    named = os.environ.get(f"TTDW_PYTHON_{version.replace('.', '_')}")
    candidates = [named] if named else [str(root / ".nox" / f"tests-{version.replace('.', '-')}" / "bin" / "python")]
    return next((python for python in candidates if Path(python).is_file()), None)
