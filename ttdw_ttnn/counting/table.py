"""What was measured: a line for people, a record for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ttdw_ttnn.counting.counters import Counts

LINE = "{:26}" + 3 * " {:>12} {:>12} {:>6}"
HEAD = LINE.format(
    "case", *("instructions", "of ttnn", "times", "NoC bytes", "of ttnn", "times", "not own L1", "of ttnn", "times")
)


def line_of(name: str, ours: Counts | str, stock: Counts | str) -> str:
    """A layer's numbers side by side, and how many times fewer ours are; or what could not be counted, and why."""
    if isinstance(ours, Counts) and isinstance(stock, Counts):
        columns: list[str] = []
        for few, many in zip(_numbers(ours), _numbers(stock), strict=True):
            columns += (f"{few:,}", f"{many:,}", f"{many / few:.1f}")
        return LINE.format(name, *columns)
    return f"{name}: {_told(ours)}; of ttnn: {_told(stock)}"


def record_of(name: str, ours: Counts | str, stock: Counts | str) -> dict[str, Any]:
    """A layer for machines: all that was counted, or the reason why nothing was."""
    return {"case": name, "ours": _record(ours), "ttnn": _record(stock)}


def _record(one: Counts | str) -> dict[str, Any]:
    if isinstance(one, str):
        return {"reason": one}
    return {**asdict(one), "noc_bytes": one.noc_bytes, "far_bytes": one.far_bytes}


def _told(one: Counts | str) -> str:
    return one if isinstance(one, str) else " / ".join(f"{number:,}" for number in _numbers(one))


def _numbers(one: Counts) -> tuple[int, int, int]:
    return one.instructions, one.noc_bytes, one.far_bytes
