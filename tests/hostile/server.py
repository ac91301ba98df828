"""Runs rows, each in a process of its own with real limits, forked from one that has imported the tool.

`python -m tests.hostile.server` reads a request a line, as JSON, and writes a line of what came of it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import TypedDict

from codegen.cli import main

CPU_SECONDS = 5
BYTES = 500_000_000
WALL_SECONDS = 60
"""A process that waits for something uses no CPU; the machine may be busy with others."""


class Outcome(TypedDict):
    """What a command did.

    Attributes:
        code: Its exit code; minus the signal that ended it.
        cpu: Seconds of CPU.
        bytes: Memory at its peak.
    """

    code: int
    cpu: float
    bytes: int


def run(folder: Path, words: list[str], out: Path) -> Outcome:
    """Run a command in a folder; what it says goes to out.1 and out.2."""
    child = os.fork()
    if child == 0:
        _run_here(folder, words, out)
    end = time.monotonic() + WALL_SECONDS
    while True:
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.002)
    code = os.waitstatus_to_exitcode(status)
    return {"code": code, "cpu": used.ru_utime + used.ru_stime, "bytes": used.ru_maxrss * 1024}


def _run_here(folder: Path, words: list[str], out: Path) -> None:
    try:
        for stream in (1, 2):
            os.dup2(os.open(f"{out}.{stream}", os.O_CREAT | os.O_WRONLY | os.O_TRUNC), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.chdir(folder)
        code = main(words)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    except BaseException:  # what main does not catch: the parent must not go on in two processes
        sys.excepthook(*sys.exc_info())
        os._exit(99)


def serve() -> None:
    """Answer requests until there are no more."""
    import numpy  # noqa: F401 (each command that plans imports it: once is enough)

    import codegen.commands.verify
    import codegen.emit.render  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        outcome = run(Path(request["folder"]), request["words"], Path(request["out"]))
        print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    serve()
