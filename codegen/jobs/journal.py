"""A journal of what is done: a line of JSON each, on the disk before the next one, so that a run can go on later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.native.lock import take

LineT = TypeVar("LineT")


class Header(BaseModel):
    """The first line: what a journal is of.

    Attributes:
        journal: The command.
        run: What all lines have in common, as a name; empty if each line says itself what it is of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    journal: str
    run: str = ""


class Journal(Generic[LineT]):
    """An open journal.

    Attributes:
        lines: What it held when it was opened.
    """

    def __init__(self, file: IO[bytes], lines: tuple[LineT, ...], adapter: TypeAdapter[LineT]) -> None:
        self.lines = lines
        self._file, self._adapter = file, adapter

    def add(self, line: LineT) -> None:
        """Write a line, to the end of the file and through to the system."""
        self._file.write(self._adapter.dump_json(line, by_alias=True) + b"\n")
        self._file.flush()


@contextmanager
def journal(path: Path, header: Header, adapter: TypeAdapter[LineT]) -> Iterator[Journal[LineT]]:
    """Go on with a journal, or begin one.

    A last line that is cut off, as by a power failure, counts as not written.

    Args:
        path: The file.
        header: What it must be of.
        adapter: What a line holds.

    Raises:
        InputError: The file cannot be used, holds something else, or another process writes it.
    """
    try:
        with path.open("a+b") as file:
            if not take(file):
                raise bad(path, 0, "journal-free", "another run writes this file", "wait for it, or name another file")
            file.seek(0)
            whole, _, cut = file.read().rpartition(b"\n")
            lines = tuple(_read(path, whole.split(b"\n"), header, adapter)) if whole else ()
            if cut:
                file.truncate(len(whole) + bool(whole))
            opened = Journal(file, lines, adapter)
            if not whole:
                file.write(header.model_dump_json().encode() + b"\n")
                file.flush()
            yield opened
    except OSError as error:
        if error.filename != str(path):
            raise
        raise bad(path, 0, "file-readable", f"cannot use the file: {error.strerror}") from error


def _read(path: Path, lines: list[bytes], header: Header, adapter: TypeAdapter[LineT]) -> Iterator[LineT]:
    first, *others = lines
    try:
        found = Header.model_validate_json(first)
    except ValidationError:
        raise bad(path, 1, "journal-known", f"no journal of {header.journal}", "name a new file") from None
    if found != header:
        of = f"a journal of {found.journal}" if found.journal != header.journal else "the journal of another run"
        raise bad(path, 1, "journal-of-this-run", of, "name a new file")
    for number, line in enumerate(others, 2):
        try:
            yield adapter.validate_json(line)
        except ValidationError as error:
            message = f"the line holds something else: {error.errors()[0]['msg']}"
            raise bad(path, number, "journal-line", message, "remove the line") from None


def bad(path: Path, line: int, rule: str, message: str, hint: str = "") -> InputError:
    """What is wrong with a file to go on with; line 0 is the whole of it."""
    return InputError([PlacedFinding(str(path), line, Finding(rule, message, (), hint))])
