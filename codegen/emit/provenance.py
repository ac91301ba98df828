"""Where each line of an emitted file comes from: the template, its line, the expressions, the fields of the spec."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Literal

from codegen.emit.align import align
from codegen.emit.common import Common
from codegen.emit.format import format_cpp
from codegen.emit.layers import emitted_files
from codegen.emit.trace import Origin, render_traced
from codegen.model.operation import Operation

LineKind = Literal["banner", "text", "expression", "blank", "formatter"]
"""banner: written by ttdw above the text of the template. text: fixed text of the template. expression: an expression
gives at least a part of it. blank: nothing but white space. formatter: every token of it was added by clang-format."""


@dataclass(frozen=True)
class LineSource:
    """One line of an emitted file.

    Attributes:
        number: The line, from 1.
        text: What stands in it.
        kind: What it is.
        origins: Where its pieces come from, in their order, each once; those of the text before it for a line that has
            none of its own, and empty in the banner.
    """

    number: int
    text: str
    kind: LineKind
    origins: tuple[Origin, ...]


def line_sources(operation: Operation | Common, path: PurePosixPath, text: str) -> tuple[LineSource, ...]:
    """Explain every line of an emitted file.

    Args:
        operation: The operation, or what all share.
        path: The file, relative to the operation's folder.
        text: The whole text of the file, as ttdw writes it.

    Raises:
        TraceError: The template cannot be traced.
    """
    traced = render_traced(operation, emitted_files(operation)[path])
    body = format_cpp({path: traced.text})[path]
    if not text.endswith(body):
        raise ValueError(f"{path}: the text is not what the operation gives")
    banner = text[: len(text) - len(body)]
    lines = body.splitlines(keepends=True)
    starts = list(accumulate((len(line) for line in lines), initial=0))
    origins: list[list[Origin]] = [[] for _ in lines]
    added = [False] * len(lines)
    for token, partner in align(traced.text, body):
        place = bisect_right(starts, token.start) - 1
        if partner is None:
            added[place] = True
        else:
            origins[place] += traced.origins[partner : partner + len(token)]
    sources = [
        LineSource(number, line.rstrip("\n"), "banner", ()) for number, line in enumerate(banner.splitlines(), start=1)
    ]
    before: tuple[Origin, ...] = (traced.origins[0],) if traced.origins else ()
    for line, mine, by_formatter in zip(lines, origins, added, strict=True):
        own = tuple(dict.fromkeys(mine))
        kind = _kind(own, by_formatter)
        sources.append(LineSource(len(sources) + 1, line.rstrip("\n"), kind, own or before))
        before = own[-1:] or before
    return tuple(sources)


def _kind(origins: tuple[Origin, ...], by_formatter: bool) -> LineKind:
    if not origins:
        return "formatter" if by_formatter else "blank"
    return "expression" if any(origin.site.expression is not None for origin in origins) else "text"
