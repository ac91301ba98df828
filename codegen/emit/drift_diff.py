"""What a drift check shows of changed files: what their code says now, before what only follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from codegen.emit.banner import split_banner
from codegen.emit.diff import FileDiff, diff_files
from codegen.emit.manifest import NAME as MANIFEST
from codegen.emit.tree import with_our_line_ends

Texts = Mapping[PurePosixPath, str]


def drift_diffs(old: Texts, new: Texts, prefix: PurePosixPath) -> tuple[list[FileDiff], dict[PurePosixPath, str]]:
    """The diffs of files below their banners, manifests last; and what is to be said of files that have no diff.

    Args:
        old: Text by path, as it is.
        new: Text by path, as it must be; a path that is missing goes.
        prefix: Folder to name in front of each path.
    """
    remarks = {path: remark for path, text in new.items() if (remark := _remark(path, old[path], text))}
    shown = {path: text for path, text in new.items() if path not in remarks}
    before = {path: _with_banner_of(shown.get(path), text) for path, text in old.items() if path not in remarks}
    diffs = diff_files(before, shown, prefix)
    return sorted(diffs, key=lambda one: one.path.name == MANIFEST), remarks  # digests follow what they are made from


def _remark(path: PurePosixPath, old: str, new: str) -> str:
    old = with_our_line_ends(old)
    if old == new:
        return "line ends only"
    same = path.name != MANIFEST and split_banner(old)[1] == split_banner(new)[1]
    return "its banner only" if same else ""


def _with_banner_of(new: str | None, old: str) -> str:
    """A text under another banner, so that a diff begins with what changed below it."""
    return old if new is None else split_banner(new)[0] + split_banner(old)[1]
