"""Files as git has them at a revision; nothing is checked out."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.native.git import GitError, ask_git


def files_at(revision: str, place: Path) -> dict[PurePosixPath, str]:
    """The text files of a folder as git has them at a revision, by path below the folder.

    Args:
        revision: Anything that git takes for a commit.
        place: The folder; it need not exist any more. A single file has the path `.`.

    Raises:
        InputError: The folder is in no git repository, or the revision does not exist.
    """
    anchor = next(folder for folder in place.resolve().parents if folder.is_dir())
    inside = place.resolve().relative_to(anchor).as_posix()
    commit = _git(anchor, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    listing = _git(anchor, "ls-tree", "-r", "-z", commit.decode(), "--", inside)
    entries = [entry.split(b"\t", 1) for entry in listing.split(b"\0") if entry]
    blobs = [(PurePosixPath(name.decode()).relative_to(inside), facts.split()[2]) for facts, name in entries]
    contents = _blobs(anchor, [blob for _, blob in blobs])
    texts = ((path, _text(content)) for (path, _), content in zip(blobs, contents, strict=True))
    return {path: text for path, text in texts if text is not None}


def repository_of(place: Path) -> Path | None:
    """The top folder of the git repository around a file or folder; None where there is none."""
    folder = next(folder for folder in place.resolve().parents if folder.is_dir())
    try:
        return Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip())
    except InputError:
        return None


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


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
        done = ask_git(folder, *arguments, question=stdin)
    except GitError as error:
        raise _error(folder, str(error), error.hint) from error
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip() or f"no such revision: {arguments[-1]}"
        raise _error(folder, reason, "name a commit with --against, inside a git repository")
    return done.stdout


def _error(folder: Path, reason: str, hint: str) -> InputError:
    return InputError([PlacedFinding(str(folder), 0, Finding("git-revision", reason, (), hint))])
