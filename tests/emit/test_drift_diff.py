"""A drift check shows first what really changed, and no diff of what only follows from it."""

from __future__ import annotations

from pathlib import PurePosixPath

from codegen.emit.banner import Source, banner
from codegen.emit.drift_diff import drift_diffs

HERE, THERE = Source("specs/here.yaml", "ttdw generate here"), Source("specs/there.yaml", "ttdw generate there")
CODE, OTHER, MANIFEST = PurePosixPath("op/z.hpp"), PurePosixPath("op/a.md"), PurePosixPath("op/manifest.json")


def text(path: PurePosixPath, source: Source, body: str) -> str:
    return banner(path.name, "a template", source) + body


def test_a_diff_begins_below_the_banner_and_the_manifest_comes_last() -> None:
    old = {CODE: text(CODE, HERE, "int a;\n"), MANIFEST: "1\n"}
    new = {CODE: text(CODE, THERE, "int b;\n"), MANIFEST: "2\n"}
    diffs, remarks = drift_diffs(old, new, PurePosixPath("generated"))
    assert [one.path for one in diffs] == [CODE, MANIFEST]
    changed = [line for line in diffs[0].text.splitlines()[2:] if line[0] in "+-"]
    assert changed == ["-int a;", "+int b;"]
    assert remarks == {}


def test_a_file_whose_banner_alone_changed_has_no_diff() -> None:
    old, new = {OTHER: text(OTHER, HERE, "text\n")}, {OTHER: text(OTHER, THERE, "text\n")}
    assert drift_diffs(old, new, PurePosixPath("generated")) == ([], {OTHER: "its banner only"})


def test_a_file_that_goes_is_shown_whole() -> None:
    old = {CODE: text(CODE, HERE, "int a;\n")}
    (diff,), remarks = drift_diffs(old, {}, PurePosixPath("generated"))
    assert diff.status == "removed"
    assert "-// From specs/here.yaml, a template" in diff.text
    assert remarks == {}
