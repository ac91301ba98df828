"""All arguments that a kernel reads: in its file, in its headers, and through structs whose members are arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codegen.importer.collect import Collected, collect
from codegen.importer.headers import Header, Headers, Mentions, read_headers
from codegen.importer.layouts import Structs
from codegen.importer.parse import Source
from codegen.importer.readers import Read, Unread
from codegen.importer.struct_readers import StructReaders


def gather(source: Source) -> tuple[Collected, Headers]:
    """Find the arguments that a kernel reads, wherever it does.

    Raises:
        InputError: A file cannot be read, or is nested too deeply.
    """
    headers = read_headers(source)
    own = collect(source)
    found: list[Read | Unread] = [*own.reads, *own.unread]
    structs = Structs(lambda: [source.root, *(one.source.root for one in headers.found)])
    reading = [one for one in headers.found if one.reads_arguments]
    readers = StructReaders([source.root, *(one.source.root for one in reading)], structs)
    found += readers.used_in(source.root)
    if reading:
        mentions = Mentions(source, headers)
        found += [one for header in reading for one in _of_header(header, mentions, readers)]
    if not any(isinstance(one, Read) for one in found):
        cause = "was not found, and nothing else reads an argument"
        found += [Unread(line, f"#include {name}", cause) for line, name in headers.missing]
    laid = [one for read in found for one in _laid_out(read, structs)]
    reads = sorted((one for one in laid if isinstance(one, Read)), key=lambda one: one.line)
    unread = sorted((one for one in laid if isinstance(one, Unread)), key=lambda one: one.line)
    return replace(own, reads=tuple(reads), unread=tuple(unread)), headers


def _laid_out(one: Read | Unread, structs: Structs) -> Iterator[Read | Unread]:
    if isinstance(one, Read) and one.layout is not None:
        yield from structs.lay_over(one)
    else:
        yield one


def _of_header(header: Header, mentions: Mentions, readers: StructReaders) -> Iterator[Read | Unread]:
    """What the kernel reads in a header, at the line that includes it."""
    name = header.path.name
    collected = collect(header.source)
    for read in collected.reads:
        if mentions.reach(header, read.line):
            yield replace(read, line=header.line, elsewhere=f"in {name}:{read.line}")
    for unread in collected.unread:
        if mentions.reach(header, unread.line) and not readers.explain(header.source.root, unread.line):
            yield Unread(header.line, f"{name}:{unread.line}: {unread.text}", unread.cause)
