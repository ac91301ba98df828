"""Text diffs of the output."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePosixPath
from typing import Literal

Status = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class FileDiff:
    """What happens to one file.

    Attributes:
        path: The file below the output folder.
        status: Whether it comes, changes or goes.
        text: The unified diff, as git would print it.
    """

    path: PurePosixPath
    status: Status
    text: str


def diff_files(
    old: Mapping[PurePosixPath, str], new: Mapping[PurePosixPath, str], prefix: PurePosixPath
) -> list[FileDiff]:
    """The files that differ, in the order of their paths.

    Args:
        old: Text by path, before.
        new: Text by path, after.
        prefix: Folder to name in front of each path.
    """
    return [
        _diff(path, old.get(path), new.get(path), prefix)
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    ]


def _diff(path: PurePosixPath, old: str | None, new: str | None, prefix: PurePosixPath) -> FileDiff:
    status: Status = "added" if old is None else "removed" if new is None else "changed"
    before = "/dev/null" if old is None else f"a/{prefix / path}"
    after = "/dev/null" if new is None else f"b/{prefix / path}"
    lines = difflib.unified_diff(
        list(StringIO(old or "")), list(StringIO(new or "")), before, after
    )  # a form feed ends no line
    return FileDiff(path, status, "".join(line if line.endswith("\n") else _no_newline(line) for line in lines))


def _no_newline(line: str) -> str:
    return f"{line}\n\\ No newline at end of file\n"
