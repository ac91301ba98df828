"""A lock that several processes share: it ends with whoever holds it, however that ends."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING

from codegen.native.children import are_ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

POLL_SECONDS = 0.05


@contextlib.contextmanager
def alone(place: Path, seconds: float) -> Iterator[None]:
    """In here, no other process is in a block of the same file.

    Args:
        place: The file. It is made here, and removed at the end.
        seconds: How long it waits for others [s]; afterwards it goes on beside them.

    Raises:
        OSError: The file cannot be made.
        KeyboardInterrupt: This process was interrupted; it holds for all threads, which no signal reaches.
    """
    with place.open("ab") as file:
        until = time.monotonic() + seconds
        while not take(file) and time.monotonic() < until:
            if are_ending():
                raise KeyboardInterrupt
            time.sleep(POLL_SECONDS)
        try:
            yield
        finally:
            place.unlink(missing_ok=True)  # who waits for it finds the work done; a newcomer makes another one


def take(file: IO[bytes]) -> bool:
    """Take the lock of an open file, which lasts until it is closed, unless another process has it."""
    if sys.platform == "win32":  # there each goes its own way
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
