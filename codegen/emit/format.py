"""Formats C++ with the pinned clang-format: all files of all variants in one go, each text once."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

import clang_format

from codegen.emit.formatted import FormattedTexts
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.native.children import ANSWER_SECONDS, child
from codegen.native.shield import scratch_folder
from codegen.native.writing import write_texts
from codegen.resources import clang_format_style

CPP_SUFFIXES = (".cpp", ".hpp")


class FormatError(RuntimeError):
    """clang-format could not do its work."""


def clang_format_binary() -> Path:
    """The binary of the installed package, whatever else is in PATH."""
    return Path(clang_format.__file__).parent / "data" / "bin" / "clang-format"


def format_cpp(texts: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """Format the C++ among the texts; the others come back as they are.

    Args:
        texts: Text by path.

    Raises:
        FormatError: clang-format failed; the message is its own.
    """
    cpp = {path: text for path, text in texts.items() if path.suffix in CPP_SUFFIXES}
    if not cpp:
        return dict(texts)
    known = FormattedTexts(clang_format_binary(), clang_format_style())
    found = {path: known.find(path.suffix, text) for path, text in cpp.items()}
    made = _format({path: text for path, text in cpp.items() if found[path] is None})
    known.keep((path.suffix, cpp[path], text) for path, text in made.items())
    return {**texts, **{path: text for path, text in found.items() if text is not None}, **made}


def _format(texts: Mapping[PurePosixPath, str]) -> dict[PurePosixPath, str]:
    """What clang-format makes of the texts."""
    with scratch_folder("ttdw-format-") as folder:
        copies = {path: folder / f"{number}{path.suffix}" for number, path in enumerate(texts)}
        write_texts({copy.name: texts[path] for path, copy in copies.items()}, folder)
        _format_in_place(list(copies.values()))
        return {path: copy.read_text(encoding="utf-8") for path, copy in copies.items()}


def _format_in_place(files: list[Path]) -> None:
    """One process for each processor, each with its share of the files.

    Raises:
        FormatError: One failed.
        InputError: One did not end.
    """
    processors = os.cpu_count() or 1
    shares = [share for first in range(processors) if (share := files[first::processors])]
    command = [str(clang_format_binary()), f"--style=file:{clang_format_style()}", "-i"]
    with ExitStack() as together:
        running = [together.enter_context(child([*command, *share])) for share in shares]
        try:
            complaints = [process.communicate(timeout=ANSWER_SECONDS)[1] for process in running]
        except subprocess.TimeoutExpired as late:
            message = f"clang-format has not ended within {ANSWER_SECONDS:g} s, in which it formats anything of ours"
            finding = Finding("format-ends", message, (), "try `clang-format --version` of the same package")
            raise InputError([PlacedFinding(str(clang_format_binary()), 0, finding)]) from late
    if any(process.returncode for process in running):
        raise FormatError(b"".join(complaints).decode(errors="replace").strip())
