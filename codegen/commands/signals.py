"""A signal that asks the process to end: what was started ends, and what was done is reported."""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from codegen.native.children import are_ending, end_children, ended_together
from codegen.native.shield import interrupt

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, `kill`, and a terminal that was closed. Not all platforms have the last one."""


AGAIN_SECONDS = 0.01
"""After it an interrupt that was lost is raised again: the code that cannot raise it takes less."""


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
    with ended_together(), _none_lost():
        for number in handled:
            signal.signal(number, _interrupt)
        try:
            yield
        except Exception:  # a library may wrap an interrupt, as pydantic-core does while a class is made
            if are_ending():
                raise KeyboardInterrupt from None
            raise
        else:
            if are_ending():
                raise KeyboardInterrupt
        finally:
            for number in handled:
                signal.signal(number, signal.SIG_IGN if last else before[number])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    end_children()
    interrupt()


@contextmanager
def _none_lost() -> Iterator[None]:
    """In here, an interrupt that meets code which cannot raise it is raised soon afterwards.

    Such code is what Python calls by itself: of weak references, as each import has them, and `__del__`.
    """
    before = sys.unraisablehook
    timers = ExitStack()

    def hook(unraisable: UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            before(unraisable)
            return
        again = threading.Timer(AGAIN_SECONDS, _thread.interrupt_main)
        again.daemon = True
        timers.callback(again.cancel)
        again.start()

    sys.unraisablehook = hook
    try:
        with timers:
            yield
    finally:
        sys.unraisablehook = before
