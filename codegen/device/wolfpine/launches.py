"""Reads the log that server.py writes: what each launch took, and where one hangs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[int, int]
"""A core, as the host addresses it."""


@dataclass(frozen=True)
class KernelRun:
    """A kernel on a processor: first and last cycle, cycles that it took, and instructions that it executed."""

    first: int
    last: int
    cycles: int
    instructions: int


@dataclass(frozen=True)
class UnitWork:
    """Instructions of a kind on a unit: how many, cycles that they kept it, first and last cycle."""

    count: int
    busy: int
    first: int
    last: int


@dataclass(frozen=True)
class Launch:
    """A launch.

    Attributes:
        number: In the order of the launches of a server.
        kernels: By core and processor.
        units: By core, unit and instruction.
        traces: By core and processor: the program counters in their order, with the cycles at each; the first is where
            the kernel began. Empty unless they were asked for.
    """

    number: int
    kernels: Mapping[tuple[Place, str], KernelRun]
    units: Mapping[tuple[Place, str, str], UnitWork]
    traces: Mapping[tuple[Place, str], Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Waiting:
    """A processor that waits: where its kernel began, and the program counters at which it was seen."""

    core: Place
    processor: str
    began: int
    counters: tuple[int, ...]


@dataclass(frozen=True)
class Hang:
    """A launch in which nothing moves any more.

    Attributes:
        cycle: When that was seen.
        launch: The number of the launch.
        waiting: The processors whose kernels have not ended.
        blocked: Units that wait, in words.
    """

    cycle: int
    launch: int
    waiting: tuple[Waiting, ...]
    blocked: tuple[str, ...]


def read_log(file: Path, begin: int = 0) -> tuple[list[Launch], list[Hang]]:
    """The launches of a log in their order, and the hangs; nothing if there is no such file.

    Args:
        file: The log.
        begin: Where to begin [bytes].

    Raises:
        ValueError: It is no such log.
    """
    launches: dict[int, Launch] = {}
    hangs = []
    for line in _lines(file, begin):
        try:
            if "hang" in line:
                hangs.append(_hang(line))
            else:
                launches[line["launch"]] = _launch(line)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file}: no launch of wolfpine: {error!r}") from error
    return list(launches.values()), hangs


def _lines(file: Path, begin: int) -> Iterable[dict[str, Any]]:
    """The lines that are whole; the last one may still be written."""
    if not file.exists():
        return
    with file.open("rb") as log:
        log.seek(begin)
        for line in log:
            if line.endswith(b"\n"):
                yield json.loads(line)


def _launch(line: Mapping[str, Any]) -> Launch:
    kernels = {
        (_place(core), processor): KernelRun(first, last, cycles, instructions)
        for core, processor, first, last, cycles, instructions, _began in line["kernels"]
    }
    units: dict[tuple[Place, str, str], UnitWork] = {}
    for core, unit, instruction, _thread, count, busy, first, last in line["units"]:
        key = (_place(core), unit, instruction)
        so_far = units.get(key, UnitWork(0, 0, first, last))
        units[key] = UnitWork(
            so_far.count + count, so_far.busy + busy, min(so_far.first, first), max(so_far.last, last)
        )
    traces = {
        (_place(core), processor): [(counter, cycles) for counter, cycles in steps]
        for core, processor, steps in line["traces"]
    }
    return Launch(line["launch"], kernels, units, traces)


def _hang(line: Mapping[str, Any]) -> Hang:
    waiting = [
        Waiting(_place(core), processor, began, tuple(counters)) for core, processor, began, counters in line["waiting"]
    ]
    return Hang(line["hang"], line["launch"], tuple(waiting), tuple(line["blocked"]))


def _place(core: str) -> Place:
    x, y = core.split("-")
    return int(x), int(y)
