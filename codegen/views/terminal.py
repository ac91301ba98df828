"""Output that is coloured on a terminal and plain in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 200
"""Columns of a table in a pipe, where nobody has to fit it on a screen [characters]."""

_COLOURS = {"+++": "1", "---": "1", "@@": "36", "+": "32", "-": "31"}
"""Terminal codes (SGR) by the start of a line of a diff; the first that fits."""


def console() -> Console:
    """Standard output for tables."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def print_diff(text: str) -> None:
    """Print a unified diff."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    for line in text.splitlines():
        colour = next((code for start, code in _COLOURS.items() if line.startswith(start)), "")
        print(f"\x1b[{colour}m{line}\x1b[m" if colour else line)
