"""Runs a command with the time that its C++ compilers take."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from codegen.bench import timed_compiler
from codegen.bench.measure import ttdw
from codegen.native.compiler import find_compiler

Span = tuple[float, float]


def run_cold(words: Sequence[str | Path], folder: Path, cache: Path) -> Span:
    """Run a command of this tool in a process of its own.

    Args:
        words: The words behind `ttdw`.
        folder: Where it runs.
        cache: The cache of compiled programs, which need not exist.

    Returns:
        Seconds of the whole process, and those during which a compiler ran.
    """
    notes = folder / "compiler-times"
    notes.write_text("", encoding="utf-8")
    stand_in = [sys.executable, "-S", str(Path(timed_compiler.__file__)), str(notes), *find_compiler().command]
    run = ttdw(words, folder, {"TTDW_CACHE": str(cache), "CXX": shlex.join(stand_in)})
    started = time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    lines = [line.split() for line in notes.read_text(encoding="utf-8").splitlines()]
    return seconds, covered([(float(start), float(end)) for start, end in lines])


def covered(spans: Sequence[Span]) -> float:
    """How long at least one of the spans lasts; they may overlap."""
    total, reached = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total
