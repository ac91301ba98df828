"""generate and check, against what no tool of this kind can do without."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from codegen.bench.measure import Bound, Row, Settings, command, compare_times, interpreter, ttdw
from codegen.bench.seed import VARIANT
from codegen.emit.format import CPP_SUFFIXES, clang_format_binary
from codegen.resources import clang_format_style

CHECK_BOUND = Bound(2.5)
"""Of all shipped specs, as a multiple of formatting their files once and of starting Python."""


def measure_check(settings: Settings) -> Row:
    """The drift check of all shipped specs."""
    folder = settings.folder("check")
    ttdw(["generate", "--quiet"], folder)()
    files = sorted(path for path in (folder / "generated").rglob("*") if path.suffix in CPP_SUFFIXES)
    style = f"--style=file:{clang_format_style()}"
    return compare_times(
        {"`ttdw check`, all shipped specs": ttdw(["check", "--quiet"], folder)},
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
    """check, generate from nothing, and one variant alone."""
    yield measure_check(settings)
    folder = settings.folder("generate")
    everything = ttdw(["generate", "--quiet"], folder)

    def from_nothing() -> None:
        shutil.rmtree(folder / "generated", ignore_errors=True)
        everything()

    check = ttdw(["check", "--quiet"], folder)
    yield compare_times({"`ttdw generate`, all from nothing": from_nothing}, {"`ttdw check`": check}, settings)
    one = ttdw(["generate", "--quiet", "--spec", VARIANT], folder)
    yield compare_times({f"`ttdw generate --spec {VARIANT}`": one}, {"`ttdw generate`, all": everything}, settings)
