"""The headers that a kernel includes: found beside it or in a folder above it, and read where they read arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tree_sitter import Node

from codegen.importer.changes import callee_name, declarator_of
from codegen.importer.parse import Source, field, leaves, line_of, nodes, read_source, text_of
from codegen.importer.readers import ALL_NAMES

LIBRARY = (
    "api/",
    "ckernel",
    "compute_kernel_api",
    "dataflow_api",
    "debug/",
    "experimental/kernel_args.h",
    "hostdevcommon/",
    "llk_",
)
"""Starts of includes which read no arguments of the kernel: those of tt-metal itself."""

STANDARD = re.compile(r"<[a-z_]+(\.h)?>")
"""The headers of C and C++."""

READS = re.compile(rb"\b(" + "|".join(sorted(ALL_NAMES)).encode() + rb")\b")

INCLUDES = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*(\"[\x21\x23-\x7e]+\"|<[^>\n]+>)", re.MULTILINE)

MAX_HEADERS = 200
"""More than any kernel has; what is left is listed as not looked into."""


@dataclass(frozen=True)
class Header:
    """A header that was found.

    Attributes:
        path: Its path.
        text: Its bytes.
        line: The line of the kernel that includes it, or that includes what does.
    """

    path: Path
    text: bytes
    line: int

    @cached_property
    def source(self) -> Source:
        """It, parsed."""
        return read_source(self.path)

    @property
    def reads_arguments(self) -> bool:
        """Whether it has the name of anything that reads arguments."""
        return READS.search(self.text) is not None


@dataclass(frozen=True)
class Headers:
    """What a kernel includes, without what is known to read no arguments.

    Attributes:
        found: The headers that were read.
        missing: Those that were not found, as they are written, with their lines.
    """

    found: tuple[Header, ...]
    missing: tuple[tuple[int, str], ...]


def read_headers(kernel: Source) -> Headers:
    """Read the headers of a kernel, and theirs."""
    found: dict[Path, Header] = {}
    missing: list[tuple[int, str]] = []
    here = kernel.file.resolve()
    waiting = [(here, line, name) for line, name in reversed(included(kernel.root))]
    while waiting and len(found) < MAX_HEADERS:
        file, line, written = waiting.pop()
        name = written.strip('"<>')
        if STANDARD.fullmatch(written) or name.startswith(LIBRARY):
            continue
        path = _find(file, here, name)
        if path is None:
            if file == here:
                missing.append((line, written))
        elif path not in found and path != here:
            found[path] = Header(path, path.read_bytes(), line)
            waiting += [(path, line, one.decode()) for one in reversed(INCLUDES.findall(found[path].text))]
    missing += [(line, name) for _, line, name in waiting]
    return Headers(tuple(found.values()), tuple(missing))


def included(root: Node) -> list[tuple[int, str]]:
    """The files that a file includes, as it writes them, with their lines."""
    paths = (field(node, "path") for node in nodes(root) if node.type == "preproc_include")
    return [(line_of(path), text_of(path)) for path in paths if path is not None]


def _find(file: Path, kernel: Path, name: str) -> Path | None:
    folders = [file.parent, *kernel.parents[:-1]]
    return next((path.resolve() for folder in folders if (path := folder / name).is_file()), None)


class Mentions:
    """Which lines of the headers a kernel can come by: those of functions whose names it mentions, or what it calls."""

    def __init__(self, kernel: Source, headers: Headers) -> None:
        self._owners = {id(one): list(_owners(one.source.root)) for one in headers.found}
        self._words = _words(kernel.root)
        waiting = [owner for owners in self._owners.values() for owner in owners]
        while reached := [one for one in waiting if one.name in self._words]:
            for one in reached:
                self._words |= _words(one.node)
            waiting = [one for one in waiting if one.name not in self._words or one not in reached]

    def reach(self, header: Header, line: int) -> bool:
        """Whether a line stands in nothing, or in what is mentioned."""
        around = [one for one in self._owners[id(header)] if one.first <= line <= one.last]
        return all(one.name in self._words for one in around)


@dataclass(frozen=True)
class _Owner:
    """A function, with the lines from its first to its last."""

    name: str
    first: int
    last: int
    node: Node


def _owners(root: Node) -> Iterator[_Owner]:
    for node in nodes(root):
        declarator = declarator_of(node) if node.type == "function_definition" else None
        if declarator is not None:
            name = callee_name(field(declarator, "declarator"))
            yield _Owner(name, line_of(node), node.end_point[0] + 1, node)


def _words(node: Node) -> set[str]:
    return {text_of(leaf) for leaf in leaves(node) if leaf.type.endswith("identifier")}
