"""Writes planned changes: new files are complete before the first one takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from codegen.emit.staging import change_files
from codegen.install.changes import Change
from codegen.model.finding import Finding, InputError, PlacedFinding


def apply(root: Path, changes: Sequence[Change]) -> None:
    """Change a checkout.

    Args:
        root: Its top folder.
        changes: The changes.

    Raises:
        InputError: The checkout cannot be written.
    """
    texts = {root / one.path: one.new.encode("utf-8", "surrogateescape") for one in changes if one.new is not None}
    try:
        change_files(root, texts, [root / one.path for one in changes if one.new is None])
    except OSError as error:
        finding = Finding("checkout-writable", f"cannot write: {error.strerror}")
        raise InputError([PlacedFinding(str(error.filename or root), 0, finding)]) from error
