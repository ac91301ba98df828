"""Writes planned changes: new files are complete before the first one takes its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

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
    staged: dict[Path, Path] = {}
    try:
        for change in changes:
            if change.new is not None:
                _stage(root / change.path, change.new, staged)
        for draft, place in staged.items():
            draft.replace(place)
        for change in changes:
            if change.new is None:
                (root / change.path).unlink(missing_ok=True)
                _remove_empty_folders(root, (root / change.path).parent)
    except OSError as error:
        finding = Finding("checkout-writable", f"cannot write: {error.strerror}")
        raise InputError([PlacedFinding(str(error.filename or root), 0, finding)]) from error
    finally:
        for draft in staged:
            draft.unlink(missing_ok=True)


def _stage(place: Path, text: str, staged: dict[Path, Path]) -> None:
    """Write a text beside its place; a file that is replaced keeps its permissions."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    staged[draft] = place
    draft.write_bytes(text.encode("utf-8", "surrogateescape"))
    if place.exists():
        shutil.copymode(place, draft)


def _remove_empty_folders(root: Path, folder: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
