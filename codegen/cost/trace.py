"""A timeline in the format of Chrome's traces, which ui.perfetto.dev opens: a thread for each lane."""

from __future__ import annotations

from typing import Any

from codegen.cost.measured import MeasuredCore
from codegen.cost.timeline import Timeline
from codegen.emulator.times import LANES

MODELLED, MEASURED = 1, 2
"""The two processes: what the model says, and the kernels as they were measured."""

CYCLES_PER_MICROSECOND = 1000
"""A cycle is shown as a nanosecond, which it is at 1 GHz."""


def chrome_trace(title: str, timeline: Timeline, measured: MeasuredCore | None = None) -> dict[str, Any]:
    """A trace of a core: what its lanes do, and when its processors wait.

    Args:
        title: What the modelled process is called.
        timeline: The modelled core.
        measured: The core as it was measured; its kernels stand in a process of their own.
    """
    bars = [_slice(MODELLED, LANES.index(lane), name, begin, end, "work") for lane, begin, end, name in timeline.bars]
    waits = [
        _slice(MODELLED, LANES.index(lane), f"waits in {name}", begin, end, "wait")
        for lane, begin, end, name in timeline.waits
    ]
    names = [_name(MODELLED, None, title), *(_name(MODELLED, at, lane) for at, lane in enumerate(LANES))]
    kernels = []
    if measured:
        start = min(first for first, _ in measured.kernels.values())
        names.append(_name(MEASURED, None, "measured"))
        for lane, (first, last) in measured.kernels.items():
            at = LANES.index(lane)
            names.append(_name(MEASURED, at, lane))
            kernels.append(_slice(MEASURED, at, "kernel", first - start, last - start, "kernel"))
    return {"traceEvents": [*names, *bars, *waits, *kernels], "displayTimeUnit": "ns"}


def _slice(process: int, thread: int, name: str, begin: int, end: int, category: str) -> dict[str, Any]:
    return {
        "ph": "X",
        "name": name,
        "cat": category,
        "pid": process,
        "tid": thread,
        "ts": begin / CYCLES_PER_MICROSECOND,
        "dur": (end - begin) / CYCLES_PER_MICROSECOND,
    }


def _name(process: int, thread: int | None, name: str) -> dict[str, Any]:
    kind = "process_name" if thread is None else "thread_name"
    place = {} if thread is None else {"tid": thread}
    return {"ph": "M", "name": kind, "pid": process, **place, "args": {"name": name}}
