"""Times of commands, interleaved, so that a busy machine burdens all of them alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Action = Callable[[], object]

SECONDS = 300.0
"""Time limit of one command [s]."""


class BenchError(RuntimeError):
    """A command that is measured fails; the message is its own."""


@dataclass(frozen=True)
class Bound:
    """What a ratio must keep to: at most, or at least, a number."""

    number: float
    at_most: bool = True

    def keeps(self, ratio: float) -> bool:
        """Whether a ratio keeps to it."""
        return ratio <= self.number if self.at_most else ratio >= self.number

    def __str__(self) -> str:
        return f"at {'most' if self.at_most else 'least'} {self.number:g}"


@dataclass(frozen=True)
class Row:
    """A number against another one.

    Attributes:
        what: What was measured.
        value: The number, in the unit of its section; the median where it is a time.
        against: What it is held against.
        against_value: The number of that.
        ratio: The one as a multiple of the other; of times, the median of the ratios of the repetitions.
        bound: What the ratio must keep to; None where nothing is promised.
        note: What is known of it, if the numbers do not speak for themselves: said behind the table.
    """

    what: str
    value: float
    against: str
    against_value: float
    ratio: float
    bound: Bound | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the bound is kept, if there is one."""
        return self.bound is None or self.bound.keeps(self.ratio)


@dataclass(frozen=True)
class Settings:
    """How is measured.

    Attributes:
        repetitions: How often each time is taken, behind a first time that does not count.
        work: An empty folder.
    """

    repetitions: int
    work: Path

    def folder(self, name: str) -> Path:
        """A folder of a section's own, in the work folder."""
        place = self.work / name
        place.mkdir(parents=True, exist_ok=True)
        return place


def compare_times(
    actions: Mapping[str, Action], against: Mapping[str, Action], settings: Settings, bound: Bound | None = None
) -> Row:
    """Take the times of actions against those of others: in turns, the sum of each side.

    Args:
        actions: What is measured, by name.
        against: What it is held against, by name.
        settings: How often.
        bound: What the ratio must keep to.
    """
    sides = (tuple(actions.values()), tuple(against.values()))
    for action in (*sides[0], *sides[1]):
        action()
    rounds = [tuple(sum(map(_seconds, side)) for side in sides) for _ in range(settings.repetitions)]
    return Row(
        what=" + ".join(actions),
        value=1000 * median(ours for ours, _ in rounds),
        against=" + ".join(against),
        against_value=1000 * median(theirs for _, theirs in rounds),
        ratio=median(ours / theirs for ours, theirs in rounds),
        bound=bound,
    )


def _seconds(action: Action) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def command(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Action:
    """An action that runs a program, which must end well.

    Args:
        words: The program and its arguments.
        folder: Where it runs.
        environment: Variables beside those of this process.
    """
    variables = os.environ | dict(environment or {})

    def run() -> None:
        done = subprocess.run(
            words, cwd=folder, env=variables, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        if done.returncode:
            raise BenchError(f"{' '.join(map(str, words))} failed with {done.returncode}: {done.stdout}{done.stderr}")

    return run


def ttdw(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Action:
    """An action that runs a command of this tool in a process of its own."""
    return command([sys.executable, "-m", "codegen.cli", *words], folder, environment)


def interpreter(*modules: str) -> Action:
    """An action that starts Python and imports modules."""
    return command([sys.executable, "-c", f"import {', '.join(modules)}"], Path.cwd())
