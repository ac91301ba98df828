"""Changes of a text at places of it; everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node


@dataclass(frozen=True, order=True)
class Edit:
    """What takes the place of some bytes.

    Attributes:
        start: The first byte that goes.
        end: The byte behind the last one that goes; the start for what only comes in.
        text: What comes.
    """

    start: int
    end: int
    text: str


def apply_edits(text: bytes, edits: Iterable[Edit]) -> str:
    """The text with the edits, none of which may stand in another."""
    changed = bytearray(text)
    for edit in sorted(edits, reverse=True):
        changed[edit.start : edit.end] = edit.text.encode()
    return changed.decode()


def removal(text: bytes, statement: Node) -> Edit:
    """Take a statement out: with its line and the comment behind it, if nothing else stands in that line."""
    start = text.rfind(b"\n", 0, statement.start_byte) + 1
    end = text.find(b"\n", statement.end_byte) + 1 or len(text)
    before, behind = text[start : statement.start_byte], text[statement.end_byte : end].strip()
    if before.strip() or (behind and not behind.startswith(b"//")):
        return Edit(statement.start_byte, statement.end_byte, "")
    return Edit(start, end, "")
