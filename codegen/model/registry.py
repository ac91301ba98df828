"""The schedules that are known here, by name; nobody types a list of them.

A schedule that travels with the tool is a folder of codegen/schedules. One from elsewhere is registered, or is found by
the entry-point group `ttdw.schedules` of an installed package. They are imported when somebody asks for them: the
models know no schedule, and a command imports no more of them than its specs name.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from codegen.model.uses import ScheduleUses
from codegen.model.variant import InputName, MultiplyName, TargetName, Variant

PACKAGE = "codegen.schedules"
"""Each of its packages with a module `schedule` is one: its object SCHEDULE, which has the name of the package."""

ENTRY_POINTS = "ttdw.schedules"
"""The group of the objects that installed packages add."""


@runtime_checkable
class KnownSchedule(Protocol):
    """What the rules ask a schedule; codegen.schedules.schedule says what the other rooms ask."""

    @property
    def name(self) -> str:
        """What specs call it."""

    @property
    def targets(self) -> tuple[TargetName, ...]:
        """The releases of tt-metal that it is emitted for, the oldest first."""

    @property
    def multiplies(self) -> tuple[MultiplyName, ...]:
        """What the `multiply` of a spec may be."""

    @property
    def inputs(self) -> tuple[InputName, ...]:
        """What the `input` of a spec may be; the first one where it is left out."""

    @property
    def sources(self) -> Path:
        """Folder with its C++."""

    @property
    def record_names(self) -> tuple[str, ...]:
        """C++ types of the records that its lists are made of."""

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""


_registered: dict[str, KnownSchedule] = {}


def register(schedule: KnownSchedule) -> None:
    """Make a schedule known that does not travel with the tool.

    Raises:
        ValueError: Another one has its name.
    """
    if schedule.name in known_schedules():
        raise ValueError(f"there is a schedule {schedule.name!r} already")
    _registered[schedule.name] = schedule


def unregister(name: str) -> None:
    """Forget a schedule that was registered.

    Raises:
        KeyError: None of this name was.
    """
    del _registered[name]


def find_schedule(name: str) -> KnownSchedule | None:
    """The schedule of this name, or None."""
    if name in _registered:
        return _registered[name]
    if name in _shipped():
        return _import(name)
    return _installed().get(name)


def schedule_named(name: str) -> KnownSchedule:
    """The schedule of this name.

    Raises:
        KeyError: There is none; the rules find that in a spec.
    """
    schedule = find_schedule(name)
    if schedule is None:
        raise KeyError(f"no schedule {name!r}; known: {', '.join(known_schedules())}")
    return schedule


def known_schedules() -> tuple[str, ...]:
    """Their names: first those that travel with the tool, by the alphabet."""
    return tuple(dict.fromkeys([*_shipped(), *_registered, *_installed()]))


def all_schedules() -> tuple[KnownSchedule, ...]:
    """The schedules in the order of their names."""
    return tuple(map(schedule_named, known_schedules()))


@cache
def _shipped() -> tuple[str, ...]:
    folder = Path(__file__).resolve().parents[1] / "schedules"
    return tuple(sorted(module.parent.name for module in folder.glob("*/schedule.py")))


@cache
def _import(name: str) -> KnownSchedule:
    schedule: KnownSchedule = import_module(f"{PACKAGE}.{name}.schedule").SCHEDULE
    return schedule


@cache
def _installed() -> dict[str, KnownSchedule]:
    """What packages add; read only where a name is not known otherwise, as it takes a look at every package."""
    from importlib.metadata import entry_points

    return {point.name: point.load() for point in entry_points(group=ENTRY_POINTS)}
