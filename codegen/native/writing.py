"""Files that cannot be written, as on a full disk: the error names the file, which one of `write` does not."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""No room: on the disk, for the user, in a file."""


class UnwritableError(OSError):
    """A file or a folder cannot be written for a reason that lies in this machine: `filename` says which."""

    def __str__(self) -> str:
        return f"{self.filename}: cannot write: {self.strerror}"


@contextlib.contextmanager
def written(place: Path) -> Iterator[None]:
    """While a file or a folder is written.

    Raises:
        UnwritableError: In the place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise UnwritableError(error.errno, error.strerror or str(error), error.filename or str(place)) from error


def write_texts(texts: Mapping[str, str] | Mapping[PurePosixPath, str], folder: Path) -> None:
    """Write texts by their paths in a folder, which is made if it does not exist.

    Raises:
        UnwritableError: One cannot be written.
    """
    for path, text in texts.items():
        place = folder / path
        with written(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8", newline="")
