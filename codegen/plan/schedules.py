"""What each schedule plans in its own way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from codegen.model.case import Case
from codegen.model.variant import Schedule
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.flat.plan import (
    FLAT_CHANNEL_MULTIPLE,
    FlatGeometry,
    FlatWork,
    plan_flat_geometry,
    plan_flat_work,
)
from codegen.schedules.stick.plan import (
    STICK_CHANNEL_MULTIPLE,
    StickGeometry,
    StickWork,
    plan_stick_geometry,
    plan_stick_work,
)


@dataclass(frozen=True)
class SchedulePlanner:
    """How a schedule plans.

    Attributes:
        geometry: Record of the numbers that all cores share.
        work: Record of what one core computes.
        channel_multiple: Channels of a shard are a multiple of this [datums].
        channel_reason: Why, in the words of the emitted code.
        plan_geometry: From a case and its numbers of channel and stick shards to the first record.
        plan_work: From a case, the first record and a core's channel and stick shard to the second one.
    """

    geometry: type[Geometry]
    work: type[Work]
    channel_multiple: int
    channel_reason: str
    plan_geometry: Callable[[Case, int, int], Geometry]
    plan_work: Callable[[Case, Geometry, int, int], Work]


PLANNERS: MappingProxyType[Schedule, SchedulePlanner] = MappingProxyType(
    {
        "flat": SchedulePlanner(
            FlatGeometry,
            FlatWork,
            FLAT_CHANNEL_MULTIPLE,
            "sticks start at aligned addresses",
            plan_flat_geometry,
            plan_flat_work,
        ),
        "stick": SchedulePlanner(
            StickGeometry,
            StickWork,
            STICK_CHANNEL_MULTIPLE,
            "a stick is a row of whole tiles",
            plan_stick_geometry,
            plan_stick_work,
        ),
    }
)
