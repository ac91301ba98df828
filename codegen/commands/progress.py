"""A progress bar, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from typing import TypeVar

StepT = TypeVar("StepT")


def with_progress(
    command: str, steps: Iterator[StepT], total: int, names: Sequence[str] = ()
) -> Generator[StepT, None, None]:
    """A progress bar on standard error while the steps come; none in a pipe.

    Args:
        command: What is done.
        steps: The steps.
        total: How many there are.
        names: What each step works on, in their order; shown while it does.
    """
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(command, total=total)
        for place in range(total + 1):
            bar.update(task, description=" ".join([command, *names[place : place + 1]]))
            try:
                step = next(steps)
            except StopIteration:
                return
            yield step
            bar.advance(task)
