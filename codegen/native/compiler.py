"""Finds a C++20 compiler and runs it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from shutil import which
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NamedTuple

from codegen.native.children import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CANDIDATES = ("c++", "clang++", "g++")


COMPILE_SECONDS = 300
"""Longer than any file of ours takes: a compiler may meet a text that keeps it for ever."""

_PROCESSORS = BoundedSemaphore(os.cpu_count() or 1)
"""As many compilers run at once, whoever starts them."""


class CompilerNotFoundError(RuntimeError):
    """This machine has no C++ compiler."""


class CompileError(RuntimeError):
    """The compiler refused something; the message is what it printed."""


class Compiler(NamedTuple):
    """A compiler which works on this machine.

    Attributes:
        command: How to call it, without arguments.
        identity: What it says about its version; part of the key of everything it has compiled.
    """

    command: tuple[str, ...]
    identity: str

    def run(self, arguments: Sequence[str], folder: Path) -> None:
        """Calls the compiler once.

        Raises:
            CompileError: If it fails.
        """
        command = [*self.command, *arguments]
        with _PROCESSORS:
            try:
                done = run(command, folder, seconds=COMPILE_SECONDS)
            except subprocess.TimeoutExpired as late:
                raise CompileError(f"{shlex.join(command)}\nhas not ended within {COMPILE_SECONDS} s") from late
        if done.returncode != 0:
            complaint = done.stderr.decode(errors="replace")
            raise CompileError(f"{shlex.join(command)}\nfailed with exit code {done.returncode}:\n{complaint}")

    def run_all(self, calls: Sequence[Sequence[str]], folder: Path) -> None:
        """Calls the compiler several times at once.

        Raises:
            CompileError: The first failure, in the order of the calls.
        """
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for done in [pool.submit(self.run, arguments, folder) for arguments in calls]:
                done.result()


def find_compiler() -> Compiler:
    """The first that exists of $CXX, c++, clang++, g++ and the compiler in the package ziglang.

    Raises:
        CompilerNotFoundError: If none does, or if $CXX names one that does not exist or does not work.
    """
    if named := os.environ.get("CXX"):
        command = tuple(shlex.split(named))
        if which(command[0]) is None:
            raise CompilerNotFoundError(f"$CXX is {named!r}, and there is no such program")
        return _identified(command)
    for candidate in CANDIDATES:
        if which(candidate):
            return _identified((candidate,))
    import importlib.util

    if importlib.util.find_spec("ziglang"):
        return _identified((sys.executable, "-m", "ziglang", "c++"))
    raise CompilerNotFoundError(
        f"no C++ compiler: looked for $CXX, {', '.join(CANDIDATES)} and the Python package ziglang. "
        'Install a compiler, or run: pip install "tt-depthwise-codegen[compiler]"'
    )


def _identified(command: tuple[str, ...]) -> Compiler:
    asked = [*command, "--version"]
    try:
        done = run(asked, seconds=COMPILE_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise CompilerNotFoundError(f"{shlex.join(asked)} does not work: {failure}") from failure
    if done.returncode != 0:
        raise CompilerNotFoundError(f"{shlex.join(asked)} fails with exit code {done.returncode}")
    return Compiler(command, identity=f"{shlex.join(command)}\n{done.stdout.decode(errors='replace')}")
