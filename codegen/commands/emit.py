"""generate and check: the emitted files, written or held against the output folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import DEFAULT_OUT, STANDARD_OUTPUT, Json, Out, Quiet, Specs, Target
from codegen.commands.selection import Selection, select
from codegen.emit.common import COMMON
from codegen.model.finding import Finding, InputError, PlacedFinding

if TYPE_CHECKING:
    from codegen.emit.diff import FileDiff
    from codegen.emit.output import Files
    from codegen.emit.tree import Drift

SCHEMA = 1


def generate(
    *variant: str, spec: Specs = None, target: Target = None, out: Out = DEFAULT_OUT, quiet: Quiet = False
) -> ExitCode:
    """Write the emitted files: what is missing or changed, and nothing else.

    Generated files which nothing generates any more are removed. Hand-written files are reported and stay.

    Args:
        variant: Operations to generate, by their names or those of their variants; all of them if left out.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        out: Folder that holds one folder for each operation.
        quiet: Print errors only.
    """
    from codegen.emit.staging import alone_in
    from codegen.emit.tree import find_drift, mend

    selection = select(variant, spec, out, target)
    files = expected_files(selection)
    with alone_in(out, waiting=lambda: print(f"{out}: waiting for another process that writes", file=sys.stderr)):
        drift = find_drift(out, files, selection.owns)
        mend(out, files, drift)
    if not quiet:
        _print_foreign(out, drift)
        written, removed = len(drift.changed) + len(drift.missing), len(drift.orphan) + len(drift.leftover)
        print(f"{out}: {len(files)} files of {selection.read}, {written} written, {removed} removed")
        if left_out := selection.left_out:
            print(f"not emitted for target {target}: {', '.join(left_out)}")
    return ExitCode.OK


def check(
    *variant: str,
    spec: Specs = None,
    target: Target = None,
    out: Out = DEFAULT_OUT,
    json: Json = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Compare the output folder with what the specs give: changed, missing and orphan files are drift.

    Prints the diff and the command that mends it. Exit code 1 means drift.

    Args:
        variant: Operations to check, by their names or those of their variants; all of them if left out.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        out: Folder that holds one folder for each operation.
        json: Write the result as JSON to this file; - is standard output.
        quiet: Print errors only.
    """
    from codegen.emit.tree import find_drift

    selection = select(variant, spec, out, target)
    files = expected_files(selection)
    drift = find_drift(out, files, selection.owns)
    write_report(_drift_json(drift, selection), json)
    if not quiet and json != STANDARD_OUTPUT:
        _print_foreign(out, drift)
        _print_drift(selection, files, drift)
    return ExitCode.OK if drift.clean else ExitCode.FAILED


def expected_files(selection: Selection) -> Files:
    """What the output folder must hold for the selected operations.

    Raises:
        InputError: Operations of several releases would share a folder.
    """
    from codegen.emit.output import output_files
    from codegen.emit.tree import other_releases

    files = output_files(selection.sourced)
    (target,) = {one.operation.target for one in selection.sourced}
    for place, other in other_releases(selection.out, files, target, selection.owns):
        message = f"stands beside what is emitted for {target}, and is for {other}: they cannot share {COMMON}"
        finding = Finding("common-target", message, (), "name a folder for each release with --out")
        raise InputError([PlacedFinding(str(place), 0, finding)])
    return files


def _print_foreign(out: Path, drift: Drift) -> None:
    for path in drift.foreign:
        print(f"{out / path}: hand-written, left alone", file=sys.stderr)


def _print_drift(selection: Selection, files: Files, drift: Drift) -> None:
    from codegen.emit.drift_diff import drift_diffs
    from codegen.emit.tree import read_text

    out = selection.out
    if drift.clean:
        print(f"{out}: {len(files)} files of {selection.read}, no drift")
        return
    old = {path: read_text(out / path) or "" for path in (*drift.changed, *drift.orphan)}
    new = {path: files[path] for path in drift.changed}
    diffs, remarks = drift_diffs(old, new, folder_name(out))
    _print_diffs(diffs)
    for kind, paths in _by_kind(drift).items():
        for path in paths if kind != "foreign" else ():
            print(f"{kind:<8} {out / path}{f': {remarks[path]}' if path in remarks else ''}")
    if drift.blocked:
        print("blocked: something hand-written stands where a generated file goes")
        print(f"move it away, then run: {selection.command}")
    else:
        print(f"mend it with: {selection.command}")


def _print_diffs(diffs: list[FileDiff]) -> None:
    """The diffs, coloured on a terminal, plain in a pipe."""
    from codegen.views.terminal import print_diff

    for one in diffs:
        print_diff(one.text)


def folder_name(out: Path) -> PurePosixPath:
    """The output folder as the headers of a diff name it."""
    return PurePosixPath(out.resolve().name)


def _by_kind(drift: Drift) -> dict[str, tuple[PurePosixPath, ...]]:
    return {
        "changed": drift.changed,
        "missing": drift.missing,
        "orphan": drift.orphan,
        "leftover": drift.leftover,
        "blocked": drift.blocked,
        "foreign": drift.foreign,
    }


def _drift_json(drift: Drift, selection: Selection) -> str:
    paths = {kind: [str(path) for path in paths] for kind, paths in _by_kind(drift).items()}
    return _json({"clean": drift.clean, **paths, "command": selection.command})


def _json(content: dict[str, Any]) -> str:
    return json.dumps({"schema": SCHEMA, **content}, indent=2) + "\n"
