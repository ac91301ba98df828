"""How long the emulator may run a program: a limit of the user's, which says nothing about the program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

DEFAULT_SECONDS = 3600.0
"""A right program on all cores, with a large kernel, takes minutes [s]."""

_seconds = ContextVar("launch_seconds", default=DEFAULT_SECONDS)


def launch_seconds() -> float:
    """The limit of a launch that starts now [s]."""
    return _seconds.get()


@contextmanager
def limited_to(seconds: float | None) -> Iterator[None]:
    """In here, a launch may take so many seconds; None leaves the limit as it is."""
    before = _seconds.set(_seconds.get() if seconds is None else seconds)
    try:
        yield
    finally:
        _seconds.reset(before)
