"""Conditionals of the preprocessor that cut a block: `#ifdef A`, `for (...) {`, `#else`, `for (...) {`, `#endif`.

Such a file is no C++ before the preprocessor has run, and no parser makes sense of it. Of these conditionals, and only
of these, the first branch is kept; what stands in the others is left out, and the reader is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from tree_sitter import Node

OPENS = ("#if", "#ifdef", "#ifndef")
CONTINUES = ("#else", "#elif", "#elifdef", "#elifndef")
CLOSES = "#endif"

Span = tuple[int, int]
"""Bytes from, bytes to."""


@dataclass
class _Branch:
    """A branch: its depth of braces at its end, and at its lowest."""

    directive: Node
    depth: int = 0
    lowest: int = 0

    def add(self, depth: int, lowest: int) -> None:
        self.lowest = min(self.lowest, self.depth + lowest)
        self.depth += depth


@dataclass
class _Group:
    """A conditional: its branches so far."""

    branches: list[_Branch] = field(default_factory=list)

    @property
    def cuts_a_block(self) -> bool:
        return any(branch.depth or branch.lowest < 0 for branch in self.branches)


@dataclass(frozen=True)
class Cut:
    """A conditional that was resolved.

    Attributes:
        line: The line of its first directive.
        directives: Where its directives stand, from # to #endif.
        left_out: Its branches but the first, with their directives.
    """

    line: int
    directives: tuple[Span, ...]
    left_out: tuple[Span, ...]


def find_cuts(leaves: list[Node], text: bytes) -> list[Cut]:
    """Find the conditionals that cut a block.

    Args:
        leaves: The words of the file in their order.
        text: The file.
    """
    cuts: list[Cut] = []
    groups = [_Group([_Branch(leaves[0])])] if leaves else []
    for leaf in leaves:
        word = (leaf.text or b"").decode()
        if word in OPENS:
            groups.append(_Group([_Branch(leaf)]))
        elif word in CONTINUES and len(groups) > 1:
            groups[-1].branches.append(_Branch(leaf))
        elif word == CLOSES and len(groups) > 1:
            group = groups.pop()
            if group.cuts_a_block:
                cuts.append(_cut(group, leaf, text))
            first = group.branches[0]
            groups[-1].branches[-1].add(first.depth, first.lowest)
        elif word in ("{", "}"):
            groups[-1].branches[-1].add(1 if word == "{" else -1, 0 if word == "{" else -1)
    return cuts


def _cut(group: _Group, end: Node, text: bytes) -> Cut:
    directives = [_line_span(node, text) for node in (*(branch.directive for branch in group.branches), end)]
    others = tuple((start, stop) for (start, _), (stop, _) in pairwise(directives[1:]))
    return Cut(group.branches[0].directive.start_point[0] + 1, tuple(directives), others)


def _line_span(directive: Node, text: bytes) -> Span:
    """From the # to the end of the line."""
    end = text.find(b"\n", directive.start_byte)
    return directive.start_byte, end if end >= 0 else len(text)


def without(text: bytes, spans: list[Span]) -> bytes:
    """The text with blanks in some places; lines and places stay as they are."""
    blanked = bytearray(text)
    for start, end in spans:
        blanked[start:end] = bytes(byte if byte in b"\r\n" else ord(" ") for byte in text[start:end])
    return bytes(blanked)
