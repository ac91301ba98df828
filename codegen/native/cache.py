"""What was compiled once is kept, under a name made of everything it was made from."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def cache_folder() -> Path:
    """The folder for compiled programs: $TTDW_CACHE, or the user's cache folder of this platform."""
    if named := os.environ.get("TTDW_CACHE"):
        return Path(named).absolute()
    import platformdirs

    return platformdirs.user_cache_path("ttdw")


@cache
def _writable(folder: Path) -> Path:
    """The folder, or where nothing can be written there, one that goes with this process."""
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        print(f"{folder}: {error.strerror}: what is compiled is not kept", file=sys.stderr)
        kept = Path(tempfile.mkdtemp(prefix="ttdw-cache-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        return kept


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

    Several processes may ask for the same folder at once: each makes its own, and the first to finish wins.
    """
    import tempfile

    target = _writable(cache_folder()) / name
    if target.is_dir():
        return target
    unfinished = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=target.parent))
    try:
        make(unfinished)
        unfinished.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target
