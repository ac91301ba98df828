"""What was compiled once is kept, under a name made of everything it was made from."""

from __future__ import annotations

import atexit
import errno
import hashlib
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from codegen.native.lock import alone
from codegen.native.shield import scratch_folder
from codegen.native.writing import FULL, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def cache_folder() -> Path:
    """The folder for compiled programs: $TTDW_CACHE, or the user's cache folder of this platform."""
    if named := os.environ.get("TTDW_CACHE"):
        return Path(named).absolute()
    import platformdirs

    return platformdirs.user_cache_path("ttdw")


ROOM = 1 << 26
"""More than anything takes that is compiled; on a disk with less, a compiler may fail for want of it [bytes]."""


MOST_SECONDS = 900.0
"""For whoever makes a folder; compilers are ended long before. Then another process makes it, too [s]."""


_instead: dict[Path, Path] = {}
"""Folders that go with this process, in the place of cache folders that cannot be written."""


def _folder() -> Path:
    """The cache folder, or where nothing can be written there, one that goes with this process."""
    import tempfile

    folder = cache_folder()
    if folder in _instead:
        return _instead[folder]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        return _give_up(folder, error.strerror or str(error))


def _give_up(folder: Path, reason: str) -> Path:
    """The folder in the place of a cache folder; several threads may give it up at once."""
    import tempfile

    with _giving_up:
        if folder not in _instead:
            print(f"{folder}: {reason}: what is compiled is not kept", file=sys.stderr)
            with written(Path("temporary files")):
                _instead[folder] = Path(tempfile.mkdtemp(prefix="ttdw-cache-"))
            atexit.register(shutil.rmtree, _instead[folder], ignore_errors=True)
        return _instead[folder]


_giving_up = threading.Lock()


def digest(parts: Iterable[str]) -> str:
    """A name for the parts; parts that differ, or are cut elsewhere, have another name."""
    hasher = hashlib.sha256()
    for part in parts:
        encoded = part.encode()
        hasher.update(len(encoded).to_bytes(8, "little"))
        hasher.update(encoded)
    return hasher.hexdigest()


def obtain(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` in the cache, which `make` fills if it does not exist yet.

    Several processes may ask for the same folder at once: the first makes it, and the others wait. Where the disk of
    the cache is full, it is made elsewhere.

    Raises:
        UnwritableError: It can be made nowhere.
    """
    folder = _folder()
    try:
        return _obtain(folder / name, make)
    except Exception as error:
        if folder != cache_folder() or not _lacks_room(folder, error):
            raise
    return _obtain(_give_up(folder, os.strerror(errno.ENOSPC)) / name, make)


def _obtain(target: Path, make: Callable[[Path], None]) -> Path:
    if target.is_dir():
        return target
    with alone(target.with_name(f".{target.name}.lock"), MOST_SECONDS):
        if not target.is_dir():
            _make(target, make)
    return target


def _make(target: Path, make: Callable[[Path], None]) -> None:
    """Make a folder elsewhere, and put it in its place. Where nothing can be locked, the first to finish wins."""
    with scratch_folder(f"{target.name}.", target.parent) as unfinished:
        make(unfinished)
        try:
            unfinished.rename(target)
        except OSError:
            if not target.is_dir():
                raise


def _lacks_room(folder: Path, error: Exception) -> bool:
    """Whether an error may come from a disk that is full; a compiler's own says so in the words of its language."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return shutil.disk_usage(folder).free < ROOM
