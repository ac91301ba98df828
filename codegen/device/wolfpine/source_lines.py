"""From program counters to lines of kernels: which ELF file it was, and what its debug information says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from codegen.device.wolfpine.home import LINES, Wolfpine
from codegen.native.children import ANSWER_SECONDS, run

INSPECTOR = Path("generated/inspector/kernels.yaml")
"""Where tt-metal lists the kernels that a process has compiled or found, below its working folder."""


@dataclass(frozen=True)
class Frame:
    """A place in the source: function, file and line."""

    function: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def kernel_binaries(folder: Path) -> Mapping[str, Path]:
    """The ELF file of the kernel that each processor has run last, by processor.

    Args:
        folder: The working folder of the process that has launched them.
    """
    try:
        listed = yaml.safe_load((folder / INSPECTOR).read_text(encoding="utf-8")) or []
        folders = [Path(one["kernel"]["path"]) for one in listed]
    except (OSError, yaml.YAMLError, KeyError, TypeError):
        return {}
    return {file.stem.upper(): file for one in folders for file in sorted(one.glob("*/*.elf")) if "." not in file.stem}


def frames_of(
    wolfpine: Wolfpine, questions: Sequence[tuple[Path, int, Sequence[int]]]
) -> list[list[tuple[Frame, ...]]]:
    """The frames of program counters, the innermost first; none where nothing is known.

    Args:
        wolfpine: Whose Python reads ELF files.
        questions: ELF file, program counter at which its kernel began, program counters.
    """
    asked = json.dumps([[str(file), began, list(counters)] for file, began, counters in questions]).encode()
    try:
        done = run([wolfpine.python, str(LINES)], question=asked, seconds=ANSWER_SECONDS)
        answers = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return [[() for _ in counters] for _, _, counters in questions]
    return [
        [tuple(Frame(function, Path(file).name, line) for function, file, line in frames) for frames in answer]
        for answer in answers
    ]
