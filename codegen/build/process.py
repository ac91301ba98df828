"""Compiler calls: each with a time limit, as many at once as the machine has processors."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from codegen.native.children import run
from codegen.native.compiler import COMPILE_SECONDS

JobT = TypeVar("JobT")
DoneT = TypeVar("DoneT")


@dataclass(frozen=True)
class Call:
    """What a call gave: whether it succeeded, and everything it printed."""

    ok: bool
    log: str


def call(command: Sequence[str], folder: Path | None = None, seconds: float = COMPILE_SECONDS, text: str = "") -> Call:
    """Call a compiler; one that takes too long, or does not start, has failed.

    Args:
        command: The compiler and its arguments.
        folder: A folder of its own, where it works and keeps its temporary files; here if left out.
        seconds: Its time limit [s].
        text: What it reads from standard input.
    """
    try:
        done = run(command, folder, text.encode(), seconds)
    except subprocess.TimeoutExpired:
        return Call(False, f"error: {command[0]} took longer than {seconds:g} s")
    except OSError as error:
        return Call(False, f"error: {command[0]} does not start: {error.strerror}")
    return Call(done.returncode == 0, (done.stderr + done.stdout).decode(errors="replace"))


def at_once(do: Callable[[JobT], DoneT], jobs: Sequence[JobT]) -> Iterator[DoneT]:
    """Do all jobs, several at once; results come in the order of the jobs."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(do, jobs)
