"""Files on their way into a folder: all are complete beside their places before the first one takes its place.

A process that is killed leaves drafts behind, whose names say so. Where only one process writes at a time, every draft
that is found is such a leftover.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from codegen.native.shield import shielded
from codegen.native.writing import written

if sys.platform != "win32":
    import fcntl

_DRAFT = re.compile(r"\..+\.\d+\.ttdw")


def is_draft(name: str) -> bool:
    """Whether a file is one that was on its way."""
    return bool(_DRAFT.fullmatch(name))


def change_files(root: Path, texts: Mapping[Path, bytes], gone: Iterable[Path]) -> None:
    """Write files and remove others, with the folders that are empty then.

    A file that is replaced keeps its permissions. Whatever happens before all texts are written changes nothing.

    Args:
        root: The folder around all of them; it stays, even if it is empty.
        texts: Content of the files to write.
        gone: The files to remove; one that is not there is no error.

    Raises:
        OSError: Something cannot be written, which it names.
    """
    staged: dict[Path, Path] = {}
    try:
        for place, text in texts.items():
            draft = place.with_name(f".{place.name}.{os.getpid()}.ttdw")
            staged[draft] = place
            with written(place):
                place.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(text)
                if place.exists():
                    shutil.copymode(place, draft)
        with shielded():
            for draft, place in staged.items():
                draft.replace(place)
            for place in gone:
                place.unlink(missing_ok=True)
                _remove_empty_folders(root, [place.parent])
    finally:
        with shielded():
            _discard(root, staged)


def _discard(root: Path, drafts: Iterable[Path]) -> None:
    """Remove the drafts that did not take their places, and the folders that were made for them."""
    for draft in drafts:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
    _remove_empty_folders(root, {draft.parent for draft in drafts})


def _remove_empty_folders(root: Path, folders: Iterable[Path]) -> None:
    for folder in folders:
        while folder != root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


@contextlib.contextmanager
def alone_in(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Let one process at a time write into a folder, which is made if it does not exist.

    Where a folder cannot be locked, or not be made, nothing is said: what is written there will say why not.

    Args:
        folder: The folder.
        waiting: Called before another process is waited for.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)  # and the lock goes with it
            _lock(handle, waiting)
        yield


def _lock(handle: int, waiting: Callable[[], None]) -> None:
    if sys.platform == "win32":  # folders have no locks there
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(handle, fcntl.LOCK_EX)
