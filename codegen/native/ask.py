"""Asks a compiled program: bytes in, bytes out, within a time limit."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from codegen.native.children import run

if TYPE_CHECKING:
    from collections.abc import Sequence

GRACE_SECONDS = 30
"""The runner ends itself at the time limit of its request; this is for one that cannot."""


PLAN_SECONDS = 600
"""For the emitted plan, and for weights that it lays out, which take less than a second each [s]."""


class RunnerError(RuntimeError):
    """The runner itself failed: not a verdict on the program."""


def ask(command: Sequence[str], question: bytes, timeout: float) -> bytes:
    """What a program answers.

    Args:
        command: The program and its arguments.
        question: What it reads from standard input.
        timeout: Seconds it may take.

    Raises:
        RunnerError: It took longer, or failed.
    """
    try:
        done = run(command, question=question, seconds=timeout)
    except subprocess.TimeoutExpired as expired:
        raise RunnerError(f"the runner did not end within {timeout:g} s") from expired
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="replace").strip()
        raise RunnerError(f"the runner failed with exit code {done.returncode}: {complaint}")
    return done.stdout
