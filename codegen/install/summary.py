"""What changes come to, in few lines: files by the folder that holds them, edits one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from codegen.install.changes import Change


def summarize(changes: Sequence[Change]) -> list[str]:
    """A line for each folder in which files come or go, and for each file that is edited."""
    coming = _by_folder([one.path for one in changes if one.old is None])
    going = _by_folder([one.path for one in changes if one.new is None])
    return [
        *(f"add     {_count(count)} in {folder}/" for folder, count in coming.items()),
        *(f"edit    {one.path}" for one in changes if None not in (one.old, one.new)),
        *(f"remove  {_count(count)} in {folder}/" for folder, count in going.items()),
    ]


def _count(files: int) -> str:
    return f"{files} file{'' if files == 1 else 's'}"


def _by_folder(paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, int]:
    """How many files are in each folder, those of its folders included."""
    counts: dict[PurePosixPath, int] = {}
    for path in sorted(paths, key=lambda one: (len(one.parts), one)):
        folder = next((known for known in counts if path.is_relative_to(known)), path.parent)
        counts[folder] = counts.get(folder, 0) + 1
    return counts
