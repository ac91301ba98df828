"""A progress bar, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TypeVar

StepT = TypeVar("StepT")


def with_progress(command: str, steps: Iterator[StepT], total: int) -> Iterator[StepT]:
    """A progress bar on standard error while the steps come; none in a pipe."""
    if not sys.stderr.isatty():
        return steps
    from rich.console import Console
    from rich.progress import track

    return iter(track(steps, command, total=total, console=Console(stderr=True), transient=True))
