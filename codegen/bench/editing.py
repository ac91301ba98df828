"""From a changed spec to a verified case: an argument moves, the files are written again, the program runs."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from codegen.bench.cold import run_cold
from codegen.bench.measure import BenchError, Row, Settings, ttdw
from codegen.bench.seed import CASE, VARIANT, VERIFY
from codegen.resources import shipped_specs

MOVED, BEFORE = "start_tile_id", "mcast_dest_noc_start_x"
"""The argument that moves, and the one before which it stands then."""


def measure_editing(settings: Settings) -> Iterator[Row]:
    """With an empty cache, and with a cache that holds the emulator, but not the changed program."""
    folder = settings.folder("edit")
    specs = folder / "specs"
    shutil.copytree(shipped_specs(), specs)
    spec = specs / f"{VARIANT}.yaml"
    cache = folder / "cache"
    ttdw(["generate", "--quiet", "--spec", specs], folder)()
    spec.write_text(move_argument(spec.read_text(encoding="utf-8"), MOVED, BEFORE), encoding="utf-8")
    yield _edited(folder, specs, cache, "empty cache")
    shutil.copy(shipped_specs() / f"{VARIANT}.yaml", spec)
    yield _edited(folder, specs, cache, "emulator compiled")


def _edited(folder: Path, specs: Path, cache: Path, circumstances: str) -> Row:
    """Write the files of a spec that has just changed, and verify."""
    started = time.perf_counter()
    ttdw(["generate", "--quiet", "--spec", specs], folder)()
    generated = time.perf_counter() - started
    verified, compilers = run_cold([*VERIFY, "--spec", specs], folder, cache)
    total = generated + verified
    return Row(
        what=f"changed spec to verified {CASE}, {circumstances}",
        value=1000 * total,
        against="of that, a compiler runs",
        against_value=1000 * compilers,
        ratio=total / compilers,
    )


def move_argument(spec: str, name: str, before: str) -> str:
    """The text of a spec with an argument moved before another one.

    Raises:
        BenchError: The spec has not both of them, each once and in a line of its own.
    """
    line: re.Pattern[str] = re.compile(rf"^ *- \{{name: {name},.*\n", re.MULTILINE)
    place = re.compile(rf"^ *- \{{name: {before},", re.MULTILINE)
    moved = [found[0] for found in line.finditer(spec)]
    rest = line.sub("", spec)
    if len(moved) != 1 or len(place.findall(rest)) != 1:
        raise BenchError(f"the spec does not list {name} and {before} once each")
    start = place.search(rest)
    assert start
    return rest[: start.start()] + moved[0] + rest[start.start() :]
