"""Standard output and error, whatever they are: closed, full, or unable to hold what a user has written."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path

from codegen.native.writing import FULL


def open_streams() -> None:
    """Let every text be printed.

    A closed stream becomes an empty device, so that no file which is opened later takes its number. Characters that
    the encoding of the locale does not have are written as Python escapes them.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 (until the end)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def give_up_output() -> None:
    """Let what could not be written go nowhere, so that the last flush does not fail as well."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_UNWRITABLE = (*FULL, errno.EIO, errno.EBADF)


def is_of_output(error: OSError) -> bool:
    """Whether standard output could not be written: an error of a file names the file."""
    return error.filename is None and error.errno in _UNWRITABLE
