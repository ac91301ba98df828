"""From a changed spec to a verified case: an argument moves, the files are written again, the program runs."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from codegen.bench.cold import run_cold
from codegen.bench.measure import BenchError, Row, Settings, ttdw
from codegen.bench.seed import CASE, SPEC, VARIANT, VERIFY
from codegen.resources import shipped_specs

MOVED, BEFORE = "start_tile_id", "mcast_dest_noc_start_x"
"""The argument of the variant that moves, and the one before which it stands then."""


def measure_editing(settings: Settings) -> Iterator[Row]:
    """With an empty cache, and with a cache that holds the emulator, but not the changed program."""
    folder = settings.folder("edit")
    specs = folder / "specs"
    shutil.copytree(shipped_specs(), specs)
    spec = specs / f"{SPEC}.yaml"
    cache = folder / "cache"
    ttdw(["generate", "--quiet", "--spec", specs], folder)()
    spec.write_text(move_argument(spec.read_text(encoding="utf-8"), VARIANT, MOVED, BEFORE), encoding="utf-8")
    yield _edited(folder, specs, cache, "empty cache")
    shutil.copy(shipped_specs() / f"{SPEC}.yaml", spec)
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


def move_argument(spec: str, variant: str, name: str, before: str) -> str:
    """The text of a spec of several variants with an argument of one of them moved before another one.

    Raises:
        BenchError: The variant has not both of them, each once and in a line of its own.
    """
    entry = re.search(rf"^  - name: {variant}\n(?: {{4}}.*\n|\n)*", spec, re.MULTILINE)
    if not entry:
        raise BenchError(f"the spec does not list the variant {variant}")
    return spec[: entry.start()] + _move_line(entry[0], name, before) + spec[entry.end() :]


def _move_line(entry: str, name: str, before: str) -> str:
    """The text of a variant with an argument moved."""
    line: re.Pattern[str] = re.compile(rf"^ *- \{{name: {name},.*\n", re.MULTILINE)
    place = re.compile(rf"^ *- \{{name: {before},", re.MULTILINE)
    moved = [found[0] for found in line.finditer(entry)]
    rest = line.sub("", entry)
    if len(moved) != 1 or len(place.findall(rest)) != 1:
        raise BenchError(f"the variant does not list {name} and {before} once each")
    start = place.search(rest)
    assert start
    return rest[: start.start()] + moved[0] + rest[start.start() :]
