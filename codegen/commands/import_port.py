"""import-args --port: the named-argument form of a legacy kernel, as a diff."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT

if TYPE_CHECKING:
    from codegen.importer.port.port import Port

SCHEMA = 1


def show_port(port: Port, json_target: str | None) -> None:
    """Print the diff, and on standard error what stays as it is; or all of it as JSON.

    Raises:
        InputError: The JSON file cannot be written.
    """
    from codegen.emit.diff import diff_files
    from codegen.views.terminal import print_diff

    path = _path_of(port.file)
    diff = "".join(one.text for one in diff_files({path: port.old}, {path: port.new}, PurePosixPath()))
    write_report(_port_json(port, diff), json_target)
    if json_target != STANDARD_OUTPUT:
        print_diff(diff)
        print(*_lines(port), sep="\n", file=sys.stderr)


def _path_of(file: Path) -> PurePosixPath:
    """The path as `git apply` and `patch -p1` take it: from here, or from the root of the file system."""
    whole = file.absolute()
    here = Path.cwd()
    return PurePosixPath(whole.relative_to(here if whole.is_relative_to(here) else whole.anchor).as_posix())


def _port_json(port: Port, diff: str) -> str:
    content = {
        "schema": SCHEMA,
        "file": str(port.file),
        "diff": diff,
        "arguments": [
            {
                "name": one.name,
                "kind": one.kind,
                "index": one.index,
                "lines": sorted({read.line for read in one.reads}),
            }
            for one in port.arguments
        ],
        "left": [asdict(one) for one in port.left],
        "notes": [asdict(one) for one in port.notes],
    }
    return json.dumps(content, indent=2) + "\n"


def _lines(port: Port) -> list[str]:
    notes = [f"note: {f'line {note.line}: ' if note.line else ''}{note.text}" for note in port.notes]
    left = [f"not ported: {port.file}:{one.line}: {one.text}: {one.cause}" for one in port.left]
    kinds = Counter(one.kind for one in port.arguments)
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    named = f"{len(port.arguments)} arguments by name{f' ({counts})' if counts else ''}"
    return [*notes, *left, f"{named}, {len(port.left)} places not ported"]
