"""What tells one ttdw from another: all that computes verdicts, bit by bit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from codegen.native.cache import digest
from codegen.resources import templates_dir

SOURCES = {".py", ".cpp", ".hpp", ".h", ".jinja", ".txt"}

_PACKAGE = Path(__file__).parents[1]


@cache
def tool_digest() -> str:
    """A name for the sources of this ttdw and for its templates."""
    files = [(file.relative_to(folder), file) for folder in (_PACKAGE, templates_dir()) for file in folder.rglob("*")]
    return digest(
        part
        for place, file in sorted(files)
        if file.suffix in SOURCES and "_data" not in place.parts
        for part in (place.as_posix(), file.read_text(encoding="utf-8"))
    )


def same_tool(other: str) -> bool:
    """Whether this ttdw is that of a digest."""
    return tool_digest() == other
