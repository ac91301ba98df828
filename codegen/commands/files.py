"""Files which a command writes beside its output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codegen.commands.options import STANDARD_OUTPUT
from codegen.model.finding import Finding, InputError, PlacedFinding


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """While a report is written: a file that cannot be written is bad input, not a fault of ours."""
    try:
        yield
    except OSError as error:
        finding = Finding("report-writable", f"cannot write: {error.strerror}")
        raise InputError([PlacedFinding(str(path), 0, finding)]) from error


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
