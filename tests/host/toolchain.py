"""What compiles emitted host code against a tt-metal tree, and links it to the libraries of the wheel built from it."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from codegen.build.host import FLAGS, WARNINGS, compiler_identity, find_host_compiler, gcc_flags
from codegen.build.tree import LIBRARIES, library_folders, tree_folders
from codegen.model.variant import TargetName

LINKED = ("_ttnncpp.so", "libtt_metal.so", "libtt_stl.so")
COMPILE_SECONDS = 300


@dataclass(frozen=True)
class Host:
    """A tree, its wheel, and what else the compiler needs."""

    target: TargetName
    tree: Path
    wheel: Path
    include: tuple[Path, ...]
    optimized: tuple[str, ...] = ("-O0",)

    @cached_property
    def compiler(self) -> list[str]:
        """The compiler, as ttdw build calls it."""
        command = find_host_compiler(os.environ.get("CXX"))
        folders = [*tree_folders(self.tree), *library_folders(command, self.tree, self.include, LIBRARIES)]
        headers = [flag for folder in folders for flag in ("-isystem", str(folder))]
        return [command, *FLAGS, *WARNINGS, *gcc_flags(compiler_identity(command)), *self.optimized, *headers]

    @property
    def linked(self) -> list[str]:
        """The wheel's libraries."""
        folder = self.wheel / "ttnn" / "build" / "lib"
        bundled = self.wheel / "ttnn.libs"
        paths = [f"-Wl,-rpath,{path}" for path in (folder, bundled)] + [f"-Wl,-rpath-link,{bundled}", f"-L{folder}"]
        return [*paths, *(f"-l:{name}" for name in LINKED), "-Wl,--allow-shlib-undefined"]


def included() -> tuple[Path, ...]:
    """The folders with headers of other projects that TTDW_HOST_INCLUDE names."""
    return tuple(map(Path, filter(None, os.environ.get("TTDW_HOST_INCLUDE", "").split(":"))))


def run(command: Sequence[str | Path], seconds: int, **options: Any) -> None:
    """Run a command, which must end well, and in time."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=False, **options)
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}"
