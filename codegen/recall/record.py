"""What is kept of a verification, under the words that asked for it."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sys
from pathlib import Path
from subprocess import SubprocessError
from typing import TYPE_CHECKING, Any, NamedTuple

from codegen.native.cache import cache_folder, digest
from codegen.native.compiler import CompilerNotFoundError, find_compiler
from codegen.resources import clang_format_style, shipped_cases, shipped_specs, templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from codegen.judge.golden import Convolution
    from codegen.schedules.tolerance import Tolerance

PACKAGE = Path(__file__).resolve().parent.parent

MOST_RECORDS = 64
"""Records that are kept; the oldest go. One takes as much as the tensors of its cases."""


class CaseRecord(NamedTuple):
    """A case, its compiled program, and all that is needed to judge its output.

    Attributes:
        case: Id of the case.
        runner: Path of the compiled program.
        request: What the program reads: the problem and its tensors.
        time_limit: Seconds after which the program ends itself.
        plan: The plan that the program must answer with.
        placement: Where in the shards of all cores, one after the other, each output stands; of the output's shape.
        convolution: The golden convolution and its numbers.
        tolerance: How near the output must be.
        notes: What the plan does that the case does not say.
    """

    case: str
    runner: str
    request: bytes
    time_limit: int
    plan: dict[str, Any]
    placement: NDArray[np.intp]
    convolution: Convolution
    tolerance: Tolerance
    notes: tuple[str, ...]


class Record(NamedTuple):
    """A verification that passed.

    Attributes:
        quiet: Whether it prints nothing.
        cases: Its cases.
    """

    quiet: bool
    cases: tuple[CaseRecord, ...]


def record_path(words: Sequence[str]) -> Path:
    """Where the record of a command is: words mean something else in another folder."""
    return cache_folder() / "verified" / digest([os.getcwd(), *words])  # noqa: PTH109 (Path.cwd() does no more)


def read_record(words: Sequence[str]) -> Record | None:
    """The record of a command; None if there is none, or if anything that it was made from is not as it was."""
    try:
        with record_path(words).open("rb") as file:
            header = json.loads(file.readline())
            if header["compiler"] != find_compiler().identity or header["digest"] != digest_of(header["files"]):
                return None
            record: Record = pickle.load(file)
    except (OSError, ValueError, KeyError, EOFError, pickle.UnpicklingError):  # none, or one that is cut off
        return None
    except (CompilerNotFoundError, SubprocessError):  # the long way tells
        return None
    return record


def write_record(words: Sequence[str], files: Sequence[str], files_digest: str, record: Record) -> None:
    """Keep a record, unless a file that it was made from has changed meanwhile.

    Args:
        words: The words behind `ttdw`.
        files: The specs and cases that the user named; files and folders.
        files_digest: Their digest from before they were read.
        record: What is kept.
    """
    if digest_of(files) != files_digest:
        return
    header = {"files": files, "digest": files_digest, "compiler": find_compiler().identity}
    target = record_path(words)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.write_bytes(json.dumps(header).encode() + b"\n" + pickle.dumps(record))
    draft.replace(target)
    for old in sorted(target.parent.iterdir(), key=os.path.getmtime)[:-MOST_RECORDS]:
        old.unlink(missing_ok=True)


def digest_of(files: Sequence[str]) -> str:
    """Digest of everything that has a say: these files, this package, what travels with it, Python, other packages."""
    hasher = hashlib.sha256()
    for fact in (sys.version, *_installed_packages()):
        _add(hasher, fact.encode())
    shipped = (PACKAGE, templates_dir(), shipped_specs(), shipped_cases(), clang_format_style())
    for root in (*map(str, shipped), *files):
        for path in _files_below(root):
            _add(hasher, path.encode())
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (hundreds of files)
                _add(hasher, file.readall())
    return hasher.hexdigest()


def _add(hasher: Any, part: bytes) -> None:
    hasher.update(len(part).to_bytes(8, "little"))
    hasher.update(part)


def _files_below(root: str) -> Iterator[str]:
    """A file itself, or all files below a folder in the order of their names, without what Python compiled."""
    if not os.path.isdir(root):  # noqa: PTH112
        yield root
        return
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _files_below(entry.path)
            else:
                yield entry.path


def _installed_packages() -> Iterator[str]:
    """Name and version of each package that Python may import, as the names of the folders of their facts say it."""
    for folder in sys.path:
        if os.path.isdir(folder):  # noqa: PTH112
            yield folder
            yield from sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208
