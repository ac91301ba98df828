"""Reads what tt-metal's device profiler writes: profile_log_device.csv.

Its first line says the architecture and the clock; the second names the columns. Zones named after a processor and
`KERNEL` begin with ZONE_START and end with ZONE_END. With TT_METAL_PROFILE_PERF_COUNTERS, rows with the timer id 9090
hold counters: their meta data are JSON, with semicolons in the place of commas.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from codegen.cost.measured import Measured, Place, core_of

COLUMNS = ("core_x", "core_y", "RISC processor type", "timer_id", "time[cycles since reset]", "run host ID")
COLUMNS_OF_ZONES = ("zone name", "type")

COUNTERS_TIMER = "9090"

UNITS = {
    "FPU_COUNTER": "matrix unit",
    "UNPACK0_BUSY_THREAD0": "unpacker 0",
    "UNPACK1_BUSY_THREAD0": "unpacker 1",
    "PACKER_BUSY": "packer",
}
"""The counters that say how long a unit of ours works, by their names in tt-metal."""


class CsvError(ValueError):
    """It is no log of the device profiler, or there is no such launch in it."""


def launches_in(file: Path) -> dict[str, Measured]:
    """The launches of a log by their `run host ID`, in their order.

    Raises:
        CsvError: It is no such log, or it holds no kernel.
        OSError: It cannot be read.
    """
    zones: dict[str, dict[Place, dict[str, tuple[int, int]]]] = defaultdict(lambda: defaultdict(dict))
    work: dict[str, dict[Place, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in _rows(file):
        place, run = (int(row["core_x"]), int(row["core_y"])), row["run host ID"]
        if row["timer_id"] == COUNTERS_TIMER:
            told = json.loads(row.get("meta data", "").replace(";", ",") or "{}")
            if unit := UNITS.get(told.get("counter type")):
                work[run][place][unit] = int(told["value"])
        elif row["zone name"].endswith("-KERNEL"):
            processor = row["RISC processor type"].replace("_", "")
            cycle = int(row["time[cycles since reset]"])
            first, last = zones[run][place].get(processor, (cycle, cycle))
            zones[run][place][processor] = min(first, cycle), max(last, cycle)
    if not zones:
        raise CsvError(f"{file}: no kernel in it; kernels are zones such as BRISC-KERNEL")
    return {run: _measured(f"{file}, run {run}", cores, work[run]) for run, cores in zones.items()}


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        head = lines.readline()
        if "ARCH" not in head:
            raise CsvError(f"{file}: its first line names no ARCH: no log of tt-metal's device profiler")
        reader = csv.reader(lines)
        names = [name.strip() for name in next(reader, [])]
        if missing := [name for name in (*COLUMNS, *COLUMNS_OF_ZONES) if name not in names]:
            raise CsvError(f"{file}: no column {missing[0]!r} in line 2")
        for number, cells in enumerate(reader, 3):
            if not cells:
                continue
            try:
                row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
                int(row["core_x"]), int(row["core_y"]), int(row["time[cycles since reset]"] or 0)
                yield row
            except (KeyError, ValueError) as error:
                raise CsvError(f"{file}:{number}: {error}") from error


def _measured(
    source: str, cores: Mapping[Place, Mapping[str, tuple[int, int]]], work: Mapping[Place, Mapping[str, int]]
) -> Measured:
    return Measured(source, {place: core_of(kernels, work.get(place, {})) for place, kernels in cores.items()})
