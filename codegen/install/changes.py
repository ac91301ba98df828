"""Plans what an installation changes: everything is read and judged before anything is written.

What all operations share is placed like an operation: once, with the first of them; it is taken back with the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.emit.common import COMMON
from codegen.install.blocks import BlockError, insert_blocks, remove_blocks
from codegen.install.checkout import Checkout, Installed, digest, is_placed, place
from codegen.install.edits import EDITS, Edit
from codegen.install.release import release_of
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName


@dataclass(frozen=True)
class Operation:
    """What is installed: the emitted files of an operation, or of what all share, by their path in its folder."""

    name: str
    target: TargetName
    texts: Mapping[PurePosixPath, str]


@dataclass(frozen=True)
class Change:
    """A file of the checkout before and after; None where there is no such file."""

    path: PurePosixPath
    old: str | None
    new: str | None


def plan_install(root: Path, operations: Sequence[Operation]) -> list[Change]:
    """What installs operations, beside those that are there.

    Args:
        root: Top folder of a tt-metal tree.
        operations: The operations, and what they share.

    Raises:
        InputError: With everything that speaks against it.
    """
    checkout, release = open_checkout(root)
    before = checkout.installed()
    findings = _of_other_releases(checkout, release, operations)
    findings += [one for operation in operations for one in _incomplete(checkout, release, operation)]
    findings += _left_behind(checkout, before, operations)
    if findings:
        raise InputError(findings)
    names = sorted({*before, *(operation.name for operation in operations)})
    wanted = {
        place(operation.name, path): text
        for operation in operations
        for path, text in operation.texts.items()
        if is_placed(path)
    }
    replaced = [before[operation.name] for operation in operations if operation.name in before]
    return _changes(checkout, release, wanted, replaced, sorted(before), names)


def plan_uninstall(root: Path, names: Sequence[str]) -> list[Change]:
    """What takes operations back.

    Args:
        root: Top folder of a tt-metal tree.
        names: Operations to take back; all that are installed if empty.

    Raises:
        InputError: With everything that speaks against it.
    """
    checkout, release = open_checkout(root)
    before = checkout.installed()
    check_installed(root, before, names)
    after = sorted(before.keys() - set(names or before))
    if after == [COMMON]:
        after = []
    elif after and COMMON in names:
        message = f"{COMMON!r} is what {', '.join(after)} share"
        finding = Finding("installed-shared", message, (), "take them back: it goes with the last of them")
        raise InputError([PlacedFinding(str(root), 0, finding)])
    removed = sorted(before.keys() - set(after))
    return _changes(checkout, release, {}, [before[name] for name in removed], sorted(before), after)


def open_checkout(root: Path) -> tuple[Checkout, TargetName]:
    """A checkout and its release.

    Raises:
        InputError: The folder is no tt-metal tree of a release that this knows.
    """
    release = release_of(root)
    if release is None:
        finding = Finding("checkout", "no tt-metal tree of a known release", (), f"known: {', '.join(EDITS)}")
        raise InputError([PlacedFinding(str(root), 0, finding)])
    return Checkout(root), release


def check_installed(root: Path, installed: Mapping[str, Installed], names: Sequence[str]) -> None:
    """Check that operations are installed.

    Raises:
        InputError: One is not.
    """
    unknown = [name for name in names if name not in installed]
    if unknown:
        findings = [Finding("installed", f"{name!r} is not installed") for name in unknown]
        raise InputError([PlacedFinding(str(root), 0, one) for one in findings])


def _of_other_releases(checkout: Checkout, release: TargetName, operations: Sequence[Operation]) -> list[PlacedFinding]:
    """What is emitted for another release than that of the checkout: one finding for each release."""
    findings = []
    others = {one.target for one in operations if TARGETS[one.target].release != release}
    for target in sorted(others):
        names = [operation.name for operation in operations if operation.target == target and operation.name != COMMON]
        verb = "are" if len(names) > 1 else "is"
        message = f"{', '.join(names)} {verb} emitted for tt-metal {target}, and this tree is {release}"
        finding = Finding("checkout-target", message, (), f"say --target {release}")
        findings.append(PlacedFinding(str(checkout.root), 0, finding))
    return findings


def _incomplete(checkout: Checkout, release: TargetName, operation: Operation) -> list[PlacedFinding]:
    """What an operation for the release of a checkout lacks."""
    if TARGETS[operation.target].release != release:
        return []
    needed = dict.fromkeys(edit.needed(operation.name) for edit in EDITS[release] if edit.is_for(operation.name))
    missing = [str(path) for path in needed if path not in operation.texts]
    message = f"for tt-metal {release}, {operation.name} is emitted without {', '.join(missing)}"
    finding = Finding("checkout-complete", message, (), "install for a release that has them")
    return [PlacedFinding(str(checkout.root), 0, finding)] if missing else []


def _left_behind(
    checkout: Checkout, before: Mapping[str, Installed], operations: Sequence[Operation]
) -> list[PlacedFinding]:
    """Operations that are there, stay as they are, and would find another version of what they share."""
    left = before.keys() - {COMMON, *(operation.name for operation in operations)}
    shared = [one for one in operations if one.name == COMMON and COMMON in before]
    if not left or all(before[one.name].holds(one.texts) for one in shared):
        return []
    message = f"{COMMON} changes, and {', '.join(sorted(left))} would stay as before"
    finding = Finding("checkout-shared", message, (), "install those along, or take them back first")
    return [PlacedFinding(str(checkout.root), 0, finding)]


def _changes(
    checkout: Checkout,
    release: TargetName,
    wanted: Mapping[PurePosixPath, str],
    replaced: Sequence[Installed],
    before: Sequence[str],
    after: Sequence[str],
) -> list[Change]:
    """Changes of the files and of the marked blocks.

    Args:
        checkout: The checkout.
        release: Its release.
        wanted: Text of the files that are placed, by their path in the checkout.
        replaced: Operations whose files are replaced or removed.
        before: Operations that the blocks hold.
        after: Operations that they are to hold.
    """
    known = {path: one for installed in replaced for path, one in installed.files.items()}
    findings: list[PlacedFinding] = []
    changes: list[Change] = []
    for path in sorted({*wanted, *known}):
        old, new = checkout.read(path), wanted.get(path)
        if old is not None and old != new and not _is_ours(path, old, known):
            findings.append(_foreign(checkout, path, known))
        changes.append(Change(path, old, new))
    for file in dict.fromkeys(edit.file for edit in EDITS[release]):
        edits = [edit for edit in EDITS[release] if edit.file == file]
        try:
            changes.append(_edit(checkout, file, edits, before, after))
        except BlockError as error:
            finding = Finding("checkout-anchor", str(error), (), error.hint)
            findings.append(PlacedFinding(str(checkout.root / file), error.line, finding))
    if findings:
        raise InputError(findings)
    return [change for change in changes if change.old != change.new]


def _is_ours(path: PurePosixPath, text: str, known: Mapping[PurePosixPath, str | None]) -> bool:
    """Whether a file is as it was placed."""
    return path in known and known[path] in (None, digest(text))


def _foreign(checkout: Checkout, path: PurePosixPath, known: Mapping[PurePosixPath, str | None]) -> PlacedFinding:
    changed = "the file was changed by hand" if path in known else "a file of somebody else stands here"
    finding = Finding("checkout-clean", changed, (), "put it back, or move it away")
    return PlacedFinding(str(checkout.root / path), 0, finding)


def _edit(
    checkout: Checkout, file: PurePosixPath, edits: Sequence[Edit], before: Sequence[str], after: Sequence[str]
) -> Change:
    """The change of the marked blocks of one file.

    Raises:
        BlockError: An anchor or a mark is not as it must be, or there are local changes.
    """
    text = checkout.read(file)
    if text is None:
        raise BlockError("the file is missing", 0, "name the top folder of a tt-metal tree")
    plain = remove_blocks(text, edits, before)
    committed = checkout.committed(file)
    if committed is not None and plain != _plain(committed, edits):
        raise BlockError("the file has local changes", 0, "commit or stash them")
    return Change(file, text, insert_blocks(plain, edits, after))


def _plain(committed: str, edits: Sequence[Edit]) -> str | None:
    """A committed text without its blocks, which hold what was installed then; None if they are none."""
    try:
        return remove_blocks(committed, edits, None)
    except BlockError:
        return None
