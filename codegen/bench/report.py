"""The results of the benchmark, as Markdown and as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from codegen.bench.measure import Row
from codegen.bench.sections import TIME, Section
from codegen.native.compiler import CompilerNotFoundError, find_compiler

SCHEMA = 1
PACKAGES = ("numpy", "pydantic", "jinja2", "clang-format", "cyclopts")
"""Packages whose versions the times depend on."""

COMMAND = "ttdw bench --write docs/bench.md"
PROCESSOR_FACTS = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Measured:
    """A section and its rows."""

    section: Section
    rows: tuple[Row, ...]


def machine_facts() -> dict[str, str]:
    """What the times depend on."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "compiler": _compiler(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def markdown(measured: Sequence[Measured], repetitions: int) -> str:
    """The page: no date, so that it changes only where a number does."""
    lines = [
        "# Benchmark",
        "",
        f"Written by `{COMMAND}`. Times are medians of {repetitions}, taken in turns with what they are held against;",
        "a ratio is the median of the ratios of the turns. Times differ between machines; ratios differ less.",
        "",
        *(f"- {name}: {value}" for name, value in machine_facts().items()),
    ]
    for one in measured:
        lines += ["", f"## {one.section.title}", "", one.section.about, "", *_table(one), *_notes(one)]
    return "\n".join(lines) + "\n"


def record(measured: Sequence[Measured], repetitions: int) -> dict[str, Any]:
    """The same for machines."""
    return {
        "schema": SCHEMA,
        "machine": machine_facts(),
        "repetitions": repetitions,
        "sections": {
            one.section.name: {"unit": one.section.unit, "rows": [_row_record(row) for row in one.rows]}
            for one in measured
        },
    }


def _row_record(row: Row) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in ("what", "value", "against", "against_value", "ratio")}
    return facts | {"bound": str(row.bound) if row.bound else None, "kept": row.kept}


def _table(measured: Measured) -> list[str]:
    unit = measured.section.unit
    bounds = any(row.bound for row in measured.rows)
    cells = [["What", unit, "Against", unit, "Ratio", *(["Wanted"] if bounds else [])]]
    cells.append(["---", "--:", "---", "--:", "--:", *(["---"] if bounds else [])])
    for row in measured.rows:
        numbers = [_number(number, unit) for number in (row.value, row.against_value)]
        wanted = [_wanted(row)] if bounds else []
        cells.append([row.what, numbers[0], row.against, numbers[1], f"{row.ratio:.2f}", *wanted])
    return ["| " + " | ".join(line) + " |" for line in cells]


def _notes(measured: Measured) -> list[str]:
    """What is to say of rows: once for all that share it."""
    told: dict[str, list[str]] = {}
    for row in measured.rows:
        if row.note:
            told.setdefault(row.note, []).append(row.what)
    lines = [f"- {'; '.join(rows)}: {note}" for note, rows in told.items()]
    return ["", *lines] if lines else []


def _wanted(row: Row) -> str:
    if row.bound is None:
        return ""
    return str(row.bound) if row.kept else f"{row.bound}: **missed**"


def _number(value: float, unit: str) -> str:
    if unit != TIME:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _compiler() -> str:
    """What the compiler says about itself, in a line."""
    try:
        _command, version_line, *_ = find_compiler().identity.splitlines()
    except CompilerNotFoundError:
        return "none"
    return version_line


def _processor() -> str:
    """Model of the processor, as the kernel of Linux names it; elsewhere what Python knows."""
    if PROCESSOR_FACTS.is_file():
        for line in PROCESSOR_FACTS.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
