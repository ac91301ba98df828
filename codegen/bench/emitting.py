"""generate and check, against what no tool of this kind can do without."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from codegen.bench.measure import Action, Bound, Row, Settings, command, compare_times, interpreter, ttdw
from codegen.bench.seed import SPEC
from codegen.emit.format import CPP_SUFFIXES, clang_format_binary
from codegen.resources import clang_format_style

CHECK_BOUND = Bound(2.5)
"""Of all shipped specs, as a multiple of formatting their files once and of starting Python."""


def measure_check(settings: Settings) -> Row:
    """The drift check of all shipped specs."""
    return _against_formatting("`ttdw check`, all shipped specs", _check, settings)


def measure_first_check(settings: Settings) -> Row:
    """The same with an empty cache, as a machine of a continuous integration sees it."""

    def first(folder: Path) -> Action:
        cache = folder / "cache"
        check = ttdw(["check", "--quiet"], folder, {"TTDW_CACHE": str(cache)})

        def run() -> None:
            shutil.rmtree(cache, ignore_errors=True)
            check()

        return run

    return _against_formatting("the same, nothing in the cache", first, settings)


def _check(folder: Path) -> Action:
    return ttdw(["check", "--quiet"], folder)


def _against_formatting(what: str, action: Callable[[Path], Action], settings: Settings) -> Row:
    """What is done in a folder with the files of all shipped specs, against formatting them and starting Python."""
    folder = settings.folder("check")
    ttdw(["generate", "--quiet"], folder)()
    files = sorted(path for path in (folder / "generated").rglob("*") if path.suffix in CPP_SUFFIXES)
    style = f"--style=file:{clang_format_style()}"
    return compare_times(
        {what: action(folder)},
        {
            "`clang-format --dry-run`, the same files": command(
                [clang_format_binary(), style, "--dry-run", *files], folder
            ),
            "`import pydantic, jinja2`": interpreter("pydantic", "jinja2"),
        },
        settings,
        CHECK_BOUND,
    )


def measure_emitting(settings: Settings) -> Iterator[Row]:
    """check, generate from nothing, and one operation alone."""
    yield measure_check(settings)
    yield measure_first_check(settings)
    folder = settings.folder("generate")
    everything = ttdw(["generate", "--quiet"], folder)

    def from_nothing() -> None:
        shutil.rmtree(folder / "generated", ignore_errors=True)
        everything()

    yield compare_times({"`ttdw generate`, all from nothing": from_nothing}, {"`ttdw check`": _check(folder)}, settings)
    one = ttdw(["generate", "--quiet", "--spec", SPEC], folder)
    yield compare_times({f"`ttdw generate --spec {SPEC}`": one}, {"`ttdw generate`, all": everything}, settings)
