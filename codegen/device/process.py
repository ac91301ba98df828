"""The worker process: asked and answered in lines, watched by a clock that stands still while a compiler runs."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05
COMPILE_LIMIT_SECONDS = 600
"""A compiler that runs longer than this counts as hanging too."""

CLOSE_LIMIT_SECONDS = 10
"""For closing the chip in good order; afterwards the worker is killed."""

LOG_LINES = 12
"""Last lines of what the worker has printed that a message repeats."""


class TimeUpError(Exception):
    """The worker did not answer in time."""


class WorkerDiedError(Exception):
    """The worker ended without an answer."""


@dataclass
class Spent:
    """What the worker has needed for an answer [s]: while it ran itself, and while a compiler ran for it."""

    running: float = 0
    compiling: float = 0


class WorkerProcess:
    """A worker in a process group of its own, with what it starts.

    The first launch of a kernel compiles it, which takes its time on any machine. So the clock of a time limit counts
    only while the worker has no other process running in its group than those that were there when it was asked.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        hangs: Callable[[], bool] = lambda: False,
    ) -> None:
        """Start the worker.

        Args:
            command: The worker; the number of a file descriptor for its answers is appended.
            folder: Working folder of the worker, for whatever ttnn and its compilers write. Its log is kept in it.
            environment: Its environment variables.
            hangs: Whether the chip is known to hang, so that no answer will come.

        Raises:
            OSError: It cannot be started.
        """
        self._log = folder / "worker.log"
        self._hangs = hangs
        self._unread = b""
        answers, answers_end = os.pipe()
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    [*command, str(answers_end)],
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    cwd=folder,
                    env={**environment, "TMPDIR": str(folder)},
                    pass_fds=[answers_end],
                    start_new_session=True,
                )
        except OSError:
            os.close(answers)
            raise
        finally:
            os.close(answers_end)
        self._answers = answers

    def ask(self, request: dict[str, Any], limit: float) -> tuple[dict[str, Any], Spent]:
        """Send a request and wait for its answer, at most `limit` seconds of running.

        Raises:
            TimeUpError: No answer in time.
            WorkerDiedError: The worker has ended.
        """
        assert self._process.stdin is not None
        at_rest = self._companions()
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise WorkerDiedError(self._epitaph()) from None
        return self.receive(limit, at_rest)

    def receive(self, limit: float, at_rest: frozenset[int] = frozenset()) -> tuple[dict[str, Any], Spent]:
        """Wait for a line of the worker; the processes `at_rest` are no compilers.

        Raises:
            TimeUpError: No answer in time.
            WorkerDiedError: The worker has ended.
        """
        spent = Spent()
        last = time.monotonic()
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], POLL_SECONDS)
            now = time.monotonic()
            if self._companions() - at_rest:
                spent.compiling += now - last
            else:
                spent.running += now - last
            last = now
            if ready:
                piece = os.read(self._answers, 1 << 16)
                if not piece:
                    raise WorkerDiedError(self._epitaph())
                self._unread += piece
            elif self._hangs():
                raise TimeUpError("the simulator sees no progress")
            elif spent.running > limit:
                raise TimeUpError(f"no answer within {limit:g} s, compilation not counted")
            elif spent.compiling > COMPILE_LIMIT_SECONDS:
                raise TimeUpError(f"compilers have run for more than {COMPILE_LIMIT_SECONDS} s")
        line, _, self._unread = self._unread.partition(b"\n")
        return json.loads(line), spent

    def close(self) -> None:
        """Let the worker close the chip and end; kill it if it does not."""
        assert self._process.stdin is not None
        try:
            with contextlib.suppress(BrokenPipeError, subprocess.TimeoutExpired):
                self._process.stdin.close()
                self._process.wait(CLOSE_LIMIT_SECONDS)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the worker, and with it whatever it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        if self._answers >= 0:
            os.close(self._answers)
            self._answers = -1

    def log(self) -> str:
        """The last lines of what the worker has printed."""
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])

    def _epitaph(self) -> str:
        try:
            code = self._process.wait(CLOSE_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return f"the worker has closed its answers and still runs\n{self.log()}"
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return f"the worker ended {how}\n{self.log()}".strip()

    def _companions(self) -> frozenset[int]:
        """Other living processes of the worker's group."""
        leader = self._process.pid
        return frozenset(pid for pid, group in _living_processes() if group == leader and pid != leader)


def _living_processes() -> list[tuple[int, int]]:
    """Each process of this machine with its group; zombies are left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        # pid (name) state parent group ...; the name may hold anything, parentheses included
        state, _parent, group = stat.rpartition(")")[2].split()[:3]
        if state not in "ZX":
            found.append((int(folder.name), int(group)))
    return found
