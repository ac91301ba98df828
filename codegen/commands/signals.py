"""A signal that asks the process to end: what was started ends, and what was done is reported."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from codegen.native.children import end_children, ended_together
from codegen.native.shield import interrupt

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, `kill`, and a terminal that was closed. Not all platforms have the last one."""


@contextmanager
def interruptible(last: bool) -> Iterator[None]:
    """In here, these signals end the programs of this process, and raise KeyboardInterrupt.

    Python handles signals in the main thread only. One that is ignored, as nohup does it, stays so.

    Args:
        last: Whether the process ends after this. Then signals come too late to change what it says.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    handled = [number for number, handler in before.items() if handler != signal.SIG_IGN]
    with ended_together():
        for number in handled:
            signal.signal(number, _interrupt)
        try:
            yield
        finally:
            for number in handled:
                signal.signal(number, signal.SIG_IGN if last else before[number])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    end_children()
    interrupt()
