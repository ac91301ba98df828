"""Text diffs of the output, and the output as it was at a git revision."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from codegen.spec.finding import Finding, InputError, PlacedFinding

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


def files_at(revision: str, out: Path) -> dict[PurePosixPath, str]:
    """The text files of a folder as git has them at a revision, by path below the folder.

    Args:
        revision: Anything that git takes for a commit.
        out: The folder; it need not exist any more.

    Raises:
        InputError: The folder is in no git repository, or the revision does not exist.
    """
    anchor = next(folder for folder in out.resolve().parents if folder.is_dir())
    inside = out.resolve().relative_to(anchor).as_posix()
    commit = _git(anchor, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    listing = _git(anchor, "ls-tree", "-r", "-z", commit.decode(), "--", f"{inside}/")
    entries = [entry.split(b"\t", 1) for entry in listing.split(b"\0") if entry]
    blobs = [(PurePosixPath(name.decode()).relative_to(inside), facts.split()[2]) for facts, name in entries]
    contents = _blobs(anchor, [blob for _, blob in blobs])
    texts = ((path, _text(content)) for (path, _), content in zip(blobs, contents, strict=True))
    return {path: text for path, text in texts if text is not None}


def _diff(path: PurePosixPath, old: str | None, new: str | None, prefix: PurePosixPath) -> FileDiff:
    status: Status = "added" if old is None else "removed" if new is None else "changed"
    before = "/dev/null" if old is None else f"a/{prefix / path}"
    after = "/dev/null" if new is None else f"b/{prefix / path}"
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True), (new or "").splitlines(keepends=True), before, after
    )
    return FileDiff(path, status, "".join(line if line.endswith("\n") else _no_newline(line) for line in lines))


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _no_newline(line: str) -> str:
    return f"{line}\n\\ No newline at end of file\n"


def _blobs(folder: Path, names: list[bytes]) -> list[bytes]:
    """Contents of git objects, all from one process; each comes as a line "name type size", the bytes, a newline."""
    stream = _git(folder, "cat-file", "--batch", stdin=b"\n".join(names) + b"\n") if names else b""
    contents = []
    position = 0
    for _ in names:
        end = stream.index(b"\n", position)
        size = int(stream[position:end].split()[2])
        contents.append(stream[end + 1 : end + 1 + size])
        position = end + 1 + size + 1
    return contents


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], input=stdin, capture_output=True, check=True)
    except FileNotFoundError as error:
        raise _error(folder, "git is not installed", "install git") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip() or f"no such revision: {arguments[-1]}"
        raise _error(folder, reason, "name a commit with --against, inside a git repository") from error
    return done.stdout


def _error(folder: Path, reason: str, hint: str) -> InputError:
    return InputError([PlacedFinding(str(folder), 0, Finding("git-revision", reason, (), hint))])
