"""What lies in a checkout: installed operations, and what somebody changed by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit import manifest
from codegen.install.edits import OPERATIONS, TESTS
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.native.git import GitError, GitMissingError, ask_git


@dataclass(frozen=True)
class Checkout:
    """A tt-metal tree: a git checkout, or an exported one."""

    root: Path

    def read(self, path: PurePosixPath) -> str | None:
        """The text of a file, byte for byte; None if there is none."""
        try:
            return (self.root / path).read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            return None

    def committed(self, path: PurePosixPath) -> str | None:
        """The text of a file as it was committed; None in a tree without git, or for a file that git does not know.

        Raises:
            InputError: Git does not answer.
        """
        if not (self.root / ".git").exists():
            return None
        try:
            done = ask_git(self.root, "show", f"HEAD:{path}")
        except GitMissingError:
            return None
        except GitError as error:
            finding = Finding("git-answers", str(error), (), error.hint)
            raise InputError([PlacedFinding(str(self.root), 0, finding)]) from error
        return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else None

    def installed(self) -> dict[str, Installed]:
        """The operations that were placed here, and what they share, by name."""
        found = {}
        for place in sorted((self.root / OPERATIONS).glob(f"*/{manifest.NAME}")):
            text = place.read_text(encoding="utf-8", errors="surrogateescape")
            if manifest.read_source(text) is not None:
                entries: Mapping[str, Mapping[str, str]] = json.loads(text)["files"]
                digests = {PurePosixPath(path): entry["sha256"] for path, entry in entries.items()}
                found[place.parent.name] = Installed(place.parent.name, digests)
        return found


@dataclass(frozen=True)
class Installed:
    """An operation in a checkout, as its manifest describes it.

    Attributes:
        name: Its name.
        digests: Digest of each emitted file, by its path in the operation's folder of the output.
    """

    name: str
    digests: Mapping[PurePosixPath, str]

    @property
    def files(self) -> dict[PurePosixPath, str | None]:
        """Digest of each file by its path in the checkout; None for the manifest, which nothing describes."""
        placed: dict[PurePosixPath, str | None] = {place(self.name, PurePosixPath(manifest.NAME)): None}
        return placed | {place(self.name, path): one for path, one in self.digests.items() if is_placed(path)}

    def holds(self, texts: Mapping[PurePosixPath, str]) -> bool:
        """Whether it was placed with these files, but for the manifest."""
        return self.digests == {path: digest(text) for path, text in texts.items() if path.name != manifest.NAME}


def is_placed(path: PurePosixPath) -> bool:
    """Whether an emitted file goes into a checkout; tables for people do not."""
    return path.suffix != ".md"


def place(operation: str, path: PurePosixPath) -> PurePosixPath:
    """Where an emitted file goes."""
    return TESTS / path.name if path.match("test_*.py") else OPERATIONS / operation / path


def digest(text: str) -> str:
    """The digest of a text, as manifests have it."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
