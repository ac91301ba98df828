"""Programs that this process starts: each in a group of its own, which ends with the work, or when that is interrupted.

A compiler is a driver and what it starts. Who ends the driver alone waits for the others, or leaves them behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    Child = subprocess.Popen[bytes]
    Command = Sequence[str | Path]

ANSWER_SECONDS = 60.0
"""For a program that answers at once, as git and clang-format do, on a machine that is busy [s]."""

GRACE_SECONDS = 2
"""For a program that was asked to end, and removes its temporary files; afterwards it is killed."""


class _Children:
    """The programs that run, of all threads."""

    def __init__(self) -> None:
        self.running: set[Child] = set()
        self.ending = False


_ours = _Children()


@contextlib.contextmanager
def child(command: Command, folder: Path | None = None, reads: bool = False) -> Iterator[Child]:
    """Start a program whose output is piped. It ends with the block at the latest.

    Args:
        command: The program and its arguments.
        folder: A folder of its own, where it works and keeps its temporary files: one that is killed cannot remove
            them. If left out, it works here.
        reads: Whether its input is piped, too; it reads nothing otherwise.

    Raises:
        OSError: It does not start.
        KeyboardInterrupt: This process was interrupted. It holds for all threads, which no signal reaches.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"TMPDIR": str(folder.absolute())} if folder else None,
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    _ours.running.add(process)
    try:
        if _ours.ending:
            raise KeyboardInterrupt
        yield process
    finally:
        _end(process)
        _ours.running.discard(process)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with contextlib.suppress(OSError):  # what was not written before it ended
                    pipe.close()


def run(
    command: Command, folder: Path | None = None, question: bytes | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end.

    Args:
        command: The program and its arguments.
        folder: A folder of its own, where it works and keeps its temporary files; here if left out.
        question: What it reads from standard input; nothing if left out.
        seconds: How long it may take [s]; None waits for ever.

    Raises:
        OSError: It does not start.
        subprocess.TimeoutExpired: It took longer.
        KeyboardInterrupt: This process was interrupted.
    """
    with child(command, folder, reads=question is not None) as process:
        out, err = process.communicate(question, seconds)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


@contextlib.contextmanager
def ended_together() -> Iterator[None]:
    """After `end_children` in here no program starts; with the end of the block that is over."""
    try:
        yield
    finally:
        _ours.ending = False


def end_children() -> None:
    """Ask all programs to end, and start none any more: for the handler of a signal."""
    _ours.ending = True
    for process in list(_ours.running):
        if process.poll() is None:
            _signal(process, signal.SIGTERM)


def are_ending() -> bool:
    """Whether `end_children` was called since the block of `ended_together` began."""
    return _ours.ending


def _end(process: Child) -> None:
    if process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, None)
        process.wait()


def _signal(process: Child, number: signal.Signals | None) -> None:
    """Send a signal to a program and all that it has started; None kills."""
    if sys.platform == "win32":  # there are no groups
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended meanwhile
        os.killpg(process.pid, number or signal.SIGKILL)
