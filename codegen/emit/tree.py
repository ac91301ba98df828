"""The output folder against what it must hold: what drifted, and how it is put right."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit import banner, manifest
from codegen.emit.banner import Source
from codegen.emit.staging import change_files, is_draft
from codegen.model.finding import Finding, InputError, PlacedFinding

Paths = tuple[PurePosixPath, ...]
Owns = Callable[[Source], bool]
"""Whether the specs at hand answer for a file that names this source."""


@dataclass(frozen=True)
class Drift:
    """How the output folder differs from what it must hold; all paths are relative to it.

    Attributes:
        changed: Generated files with other content.
        missing: Files which are not there.
        orphan: Generated files which nothing generates any more.
        leftover: Files of a process that was killed while it wrote.
        blocked: Where a file must go and a hand-written file, or a folder, stands in the way.
        foreign: Hand-written files; they are reported and left alone.
    """

    changed: Paths = ()
    missing: Paths = ()
    orphan: Paths = ()
    leftover: Paths = ()
    blocked: Paths = ()
    foreign: Paths = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is to be done; hand-written files do no harm."""
        return not (self.changed or self.missing or self.orphan or self.leftover or self.blocked)


def read_text(path: Path) -> str | None:
    """The text of a file, byte for byte; None if it is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def with_our_line_ends(text: str) -> str:
    """A text as it was before git, or an editor, gave it the line ends of another system, or a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def source_of(name: str, text: str) -> Source | None:
    """The source that a generated file names, whatever its line ends; None for a hand-written file."""
    text = with_our_line_ends(text)
    return manifest.read_source(text) if name == manifest.NAME else banner.read_source(text)


def find_drift(out: Path, expected: Mapping[PurePosixPath, str], owns: Owns) -> Drift:
    """Compare a folder with what it must hold.

    Args:
        out: The output folder; it need not exist.
        expected: Text by path below the folder.
        owns: Whether the specs at hand answer for a generated file that is not expected; other specs may share the
            folder, and their files are left alone.
    """
    changed, missing, blocked = [], [], []
    for path, wanted in expected.items():
        place = out / path
        text = read_text(place)
        if _in_the_way(out, path) or (text is None and _is_unreadable(place)):
            blocked.append(path)
        elif text is None:
            missing.append(path)
        elif not source_of(path.name, text):
            blocked.append(path)
        elif text != wanted:
            changed.append(path)
    orphan, leftover, foreign = [], [], []
    for path in _files_below(out):
        if path in expected:
            continue
        source = source_of(path.name, read_text(out / path) or "")
        if is_draft(path.name):
            leftover.append(path)
        elif source is None:
            foreign.append(path)
        elif owns(source):
            orphan.append(path)
    return Drift(*(tuple(sorted(paths)) for paths in (changed, missing, orphan, leftover, blocked, foreign)))


def other_releases(
    out: Path, expected: Mapping[PurePosixPath, str], target: str, owns: Owns
) -> Iterator[tuple[Path, str]]:
    """The operations of other releases that stay in a folder, each with its release.

    Args:
        out: The output folder; it need not exist.
        expected: Text by path below the folder.
        target: The release of what is expected.
        owns: Whether the specs at hand answer for a generated file that is not expected: such a one does not stay.
    """
    for place in sorted(out.glob(f"*/{manifest.NAME}")):
        text = with_our_line_ends(read_text(place) or "")
        source, other = manifest.read_source(text), manifest.read_target(text)
        stays = source and PurePosixPath(place.relative_to(out).as_posix()) not in expected and not owns(source)
        if stays and other not in (None, target):
            yield place, str(other)


def mend(out: Path, expected: Mapping[PurePosixPath, str], drift: Drift) -> None:
    """Write what is missing or changed and remove orphans and leftovers; other files keep their time stamps.

    All new files are written beside the old ones before the first one takes its place.

    Raises:
        InputError: Something hand-written is in the way: nothing was changed. Or the folder cannot be written.
    """
    if drift.blocked:
        message, hint = "a hand-written file or folder stands where a generated file goes", "move it away"
        findings = [PlacedFinding(str(out / path), 0, Finding("out-free", message, (), hint)) for path in drift.blocked]
        raise InputError(findings)
    texts = {out / path: expected[path].encode() for path in (*drift.changed, *drift.missing)}
    try:
        change_files(out, texts, [out / path for path in (*drift.orphan, *drift.leftover)])
    except OSError as error:
        finding = Finding("out-writable", f"cannot write: {error.strerror}", (), "name another folder with --out")
        raise InputError([PlacedFinding(str(error.filename or out), 0, finding)]) from error


def _in_the_way(out: Path, path: PurePosixPath) -> bool:
    """Whether a file stands where a folder must be."""
    return any(os.path.lexists(out / parent) and not (out / parent).is_dir() for parent in path.parents)


def _is_unreadable(place: Path) -> bool:
    """Whether something stands there that is no text; a file that another process has just put there is."""
    return os.path.lexists(place) and read_text(place) is None


def _files_below(out: Path) -> list[PurePosixPath]:
    """All files below a folder, but the hidden ones that are no drafts of ours."""
    found = []
    for folder, folders, names in os.walk(out):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = PurePosixPath(Path(folder).relative_to(out).as_posix())
        found += [inside / name for name in sorted(names) if not name.startswith(".") or is_draft(name)]
    return found
