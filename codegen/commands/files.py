"""Files which a command writes beside its output."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from codegen.commands.options import STANDARD_OUTPUT
from codegen.model.finding import Finding, InputError, PlacedFinding, on_command_line


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """While a report is written: a file that cannot be written is bad input, not a fault of ours."""
    try:
        yield
    except OSError as error:
        finding = Finding("report-writable", f"cannot write: {error.strerror}")
        raise InputError([PlacedFinding(str(path), 0, finding)]) from error


def require_own_files(files: Mapping[str, str | Path | None]) -> None:
    """Each report has a file of its own: the second one in a file would replace the first.

    Args:
        files: The files by the options that name them; None and standard output are left out.

    Raises:
        InputError: Two options name the same file.
    """
    by_place: dict[Path, tuple[str, str | Path]] = {}
    for option, file in files.items():
        if file is None or file == STANDARD_OUTPUT:
            continue
        first, named = by_place.setdefault(Path(file).resolve(), (option, file))
        if first != option:
            raise on_command_line(
                Finding("two-reports", f"{first} and {option} both name {named}", (), "name another file for one")
            )


def write_report(text: str, target: str | None) -> None:
    """Write a report to a file or, for "-", to standard output; None writes nothing.

    Raises:
        InputError: The file cannot be written.
    """
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
    elif target is not None:
        with writing(Path(target)):
            Path(target).write_text(text, encoding="utf-8")
