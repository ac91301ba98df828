"""Imports go one way, no room but its own names a schedule, and no file grows without end.

model <- schedules (what each must answer) <- plan <- emit, reference, semantic <- emulator, build <- cost, device,
install <- launch <- judge, port <- views <- mutation <- bench <- commands <- cli, handbook.
What is compiled for this machine, and resources, import nothing.

A schedule's folder holds modules of several rooms: its plan, and by their names those of reference, cost, judge and
mutation. Nobody imports them but the folder itself; everybody asks the object.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.handbook.imports import (
    A_SCHEDULE,
    ROOT,
    SCHEDULES,
    all_modules,
    imports,
    module_of,
    part_of,
    room_imports,
    schedule_in,
)

MAY_IMPORT: dict[str, set[str]] = {
    "resources": set(),
    "native": set(),
    "model": {"resources"},
    "importer": {"model"},
    "schedules": {"model", "resources"},
    "plan": {"schedules", "model"},
    A_SCHEDULE: {"plan", "schedules", "model"},
    "networks": {"plan", "model", "resources"},
    "semantic": {"plan", "schedules", "model"},
    "emit": {"native", "plan", "schedules", "model", "resources"},
    "reference": {"plan", "schedules", "model"},
    "emulator": {"native", "emit", "reference", "plan", "schedules", "model", "resources"},
    "cost": {"emulator", "plan", "schedules", "model"},
    "build": {"native", "emit", "plan", "schedules", "model", "resources"},
    "device": {"native", "emulator", "emit", "reference", "plan", "model", "resources"},
    "install": {"native", "emit", "model", "resources"},
    "launch": {"cost", "emulator", "device", "reference", "emit", "plan", "model"},
    "port": {"launch", "build", "emulator", "native", "emit", "plan", "model"},
    "judge": {"launch", "cost", "emulator", "device", "reference", "plan", "schedules", "model"},
    "search": {"judge", "launch", "reference", "plan", "schedules", "model"},
    "jobs": {"search", "judge", "cost", "launch", "device", "emulator", "native", "reference"}
    | {"plan", "model", "resources"},
    "views": {"launch", "port", "judge", "cost", "build", "device", "emulator", "native", "emit", "semantic"}
    | {"plan", "schedules", "model"},
    "mutation": {"launch", "judge", "emulator", "reference", "emit", "plan", "schedules", "model"},
    "bench": {"launch", "judge", "cost", "emulator", "native", "emit", "reference", "plan", "model", "resources"},
    "commands": {
        "bench",
        "jobs",
        "search",
        "build",
        "cost",
        "install",
        "mutation",
        "launch",
        "port",
        "views",
        "judge",
        "native",
        "emulator",
        "device",
        "reference",
        "emit",
        "importer",
        "semantic",
        "plan",
        "model",
        "resources",
    },
    "cli": {"commands", "native", "model"},
    "handbook": {"commands", "views", "cost", "native", "plan", "resources"},
}

MODULES = all_modules()

NAMES = "|".join(sorted(path.parent.name for path in SCHEDULES.glob("*/schedule.py")))
"""The schedules that travel with the tool, as alternatives of a pattern."""

MOST_LINES = 400


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    module = module_of(path)
    part, schedule = part_of(module), schedule_in(module)
    for line, name in imports(path):
        if schedule_in(name):
            assert schedule_in(name) == schedule, f"{path}:{line}: {module} imports {name}: ask the object"
        else:
            allowed = MAY_IMPORT[part] | {part}
            assert part_of(name) in allowed, f"{path}:{line}: {part} imports {name}"


def test_what_is_read_of_rooms_is_what_they_import() -> None:
    """The page of the architecture shows it."""
    found = room_imports()
    assert found.keys() == MAY_IMPORT.keys()
    assert all(others <= MAY_IMPORT[room] for room, others in found.items())
    assert "commands" in found["cli"]
    assert "views" in found["commands"]


def test_the_order_has_no_circle() -> None:
    done: set[str] = set()
    for part, others in MAY_IMPORT.items():
        assert others <= done, f"{part} imports {others - done}, which comes later"
        done.add(part)


@pytest.mark.parametrize(
    "pattern",
    [
        rf'(==|!=) *"({NAMES})"',
        rf'"({NAMES})" *(==|!=)',
        rf"isinstance\([^)]*({NAMES.title()})",
        rf"\b({NAMES.title()})(Geometry|Work|Schedule)\b",
    ],
    ids=["compares", "is compared", "asks for the class", "knows a record"],
)
def test_no_other_room_names_a_schedule(pattern: str) -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in MODULES
        if not path.is_relative_to(SCHEDULES)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES
