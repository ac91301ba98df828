"""Short work that an interrupt must not cut in two: what was written takes its place, what was temporary is removed."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.native.writing import written

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Shield:
    """How deep the main thread is in such work, and whether an interrupt waits for its end."""

    def __init__(self) -> None:
        self.depth = 0
        self.interrupted = False


_ours = _Shield()


def interrupt() -> None:
    """Raise KeyboardInterrupt, at once or at the end of the work that is shielded: for the handler of a signal."""
    if _ours.depth:
        _ours.interrupted = True
    else:
        raise KeyboardInterrupt


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """An interrupt in here is raised at the end. Other threads are never interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _ours.depth += 1
    try:
        yield
    finally:
        _ours.depth -= 1
        if _ours.interrupted and not _ours.depth:
            _ours.interrupted = False
            raise KeyboardInterrupt


@contextlib.contextmanager
def scratch_folder(prefix: str, folder: Path | None = None) -> Iterator[Path]:
    """A folder with a name of its own, which is removed at the end unless it was moved away.

    Args:
        prefix: How its name begins.
        folder: Where it is made; among the temporary files if left out.

    Raises:
        UnwritableError: It cannot be made.
    """
    with contextlib.ExitStack() as stack:
        with shielded(), written(folder or Path("temporary files")):
            made = Path(tempfile.mkdtemp(prefix=prefix, dir=folder)).resolve()
            stack.callback(_remove, made)
        yield made


def _remove(folder: Path) -> None:
    with shielded():
        shutil.rmtree(folder, ignore_errors=True)
