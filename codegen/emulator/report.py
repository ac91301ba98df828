"""Tells in a few lines which processors of which cores are stuck."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from codegen.emulator.request import Core
    from codegen.emulator.run import Waiting


def describe_hang(waiting: Iterable[Waiting]) -> list[str]:
    """Lines for a reader; cores whose processors all wait for the same are told once, as ranges of cores."""
    states: dict[Core, list[str]] = defaultdict(list)
    for it in waiting:
        site = f", at {it.site}" if it.site else ""
        states[it.core].append(f"{it.processor} ({it.role}) waits for {it.waits_for}{site}")
        states[it.core].extend(f"  {line}" for line in _feeders(it))
    cores_in_state: dict[tuple[str, ...], list[Core]] = defaultdict(list)
    for core, state in states.items():
        cores_in_state[tuple(state)].append(core)

    lines = []
    for lines_of_state, cores in cores_in_state.items():
        lines.append(("core " if len(cores) == 1 else "cores ") + ", ".join(core_ranges(cores)))
        lines.extend(f"  {line}" for line in lines_of_state)
    return lines


def _feeders(waiting: Waiting) -> list[str]:
    """Who has to act, or who has acted on the semaphore so far."""
    if waiting.signals is None:
        return [waiting.feeder] if waiting.feeder else []
    others = [(core, who) for core, who in waiting.signals if core != waiting.core]
    if not others:
        return ["nobody else has set or incremented it"]
    cores_of: dict[str, list[Core]] = defaultdict(list)
    for core, who in others:
        cores_of[who].append(core)
    return [f"set or incremented so far by {who} of {', '.join(core_ranges(cores))}" for who, cores in cores_of.items()]


def core_ranges(cores: Iterable[Core]) -> list[str]:
    """The cores as rectangles, each written as its corners: `(0, 0)` or `(0, 0)-(1, 3)`."""
    left = set(cores)
    ranges = []
    while left:
        x, y = start = min(left, key=lambda core: (core[1], core[0]))
        end_x, end_y = x, y
        while (end_x + 1, y) in left:
            end_x += 1
        while all((column, end_y + 1) in left for column in range(x, end_x + 1)):
            end_y += 1
        left -= {(column, row) for column in range(x, end_x + 1) for row in range(y, end_y + 1)}
        end = (end_x, end_y)
        ranges.append(str(start) if start == end else f"{start}-{end}")
    return ranges
