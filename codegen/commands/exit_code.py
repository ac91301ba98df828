"""Exit codes of all commands."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command says to the shell; --quiet does not change it."""

    OK = 0
    FAILED = 1
    """The output folder drifted, a verification failed, two targets differ (port), or something could not be read or
    ported (import-args --strict) or measured (bench)."""
    BAD_INPUT = 2
    """A spec, a case or the command line is wrong; nothing was written."""
    INTERRUPTED = 3
    """Ctrl-C, or whoever read the output went away."""
    CRASH = 70
    """A fault of ttdw itself (EX_SOFTWARE); never to be taken for drift."""
