"""Markdown of pages that are made: a table, a cell, a banner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BANNER = "<!-- Made by `python -m codegen.handbook`: change what it is made of. -->\n"
"""What a page begins with."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def code(said: object) -> str:
    """A code span."""
    return f"`{said}`"


def plain(said: str) -> str:
    """Text of several lines as one, without what Markdown would take for marks."""
    return re.sub(r"([*<])", r"\\\1", " ".join(said.split()))
