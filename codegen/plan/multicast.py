"""Who sends weights to whom, in NoC coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import assert_never

from codegen.model.variant import Variant
from codegen.plan.chip import Chip
from codegen.plan.geometry import describe
from codegen.plan.grid import Core, CoreRange


@dataclass(frozen=True)
class MulticastRectangle:
    """One multicast: its corners in NoC coordinates, in the order that its NoC wants, and the cores that it reaches."""

    noc_start_x: int = describe("", "corner at which the NoC enters")
    noc_start_y: int = describe("", "corner at which the NoC enters")
    noc_end_x: int = describe("", "corner at which it leaves")
    noc_end_y: int = describe("", "corner at which it leaves")
    num_dests: int = describe("cores", "receivers")


DEST = "mcast_dest_"
"""Prefix of the values that are fields of the rectangle of a line."""


@dataclass(frozen=True)
class Link:
    """A core's part in the multicast.

    Attributes:
        is_sender: Whether the core reads its weights from DRAM itself.
        sender: The logical core that sends to it; itself on a sender.
        mcast_sender_noc_x: NoC x coordinate of the sender.
        mcast_sender_noc_y: NoC y coordinate of the sender.
        mcast_num_dests: Receivers of a sender, in all its rectangles; 0 on a receiver.
        rectangles: The rectangles of a sender which hold a receiver.
    """

    is_sender: int
    sender: Core
    mcast_sender_noc_x: int
    mcast_sender_noc_y: int
    mcast_num_dests: int
    rectangles: tuple[MulticastRectangle, ...]

    @property
    def mcast_num_rectangles(self) -> int:
        """Number of rectangles."""
        return len(self.rectangles)

    @property
    def mcast_num_cores(self) -> int:
        """Cores that tell the sender when their buffers are ready: its receivers."""
        return self.mcast_num_dests

    def value(self, name: str) -> int:
        """A value of scope `link` (codegen.model.uses) by its name.

        mcast_dest_* are the fields of the only rectangle of a line; zeros where nobody receives.
        """
        if name.startswith(DEST):
            return getattr(self.rectangles[0], name.removeprefix(DEST)) if self.rectangles else 0
        number: int = getattr(self, name)
        return number


def multicast_areas(variant: Variant, ranges: Sequence[CoreRange], core: Core) -> tuple[CoreRange, ...]:
    """The logical rectangles of cores which get the same weights as a core, and get them from one sender.

    column, row: the core's column or row of the block. grid: all rectangles of the operation, never the box around
    them. none: the core alone.
    """
    topology = variant.multicast.topology
    if topology == "grid":
        return tuple(ranges)
    if topology == "none":
        return (CoreRange(core, core),)
    (area,) = ranges
    if topology == "column":
        return (CoreRange(Core(core.x, area.start.y), Core(core.x, area.end.y)),)
    if topology == "row":
        return (CoreRange(Core(area.start.x, core.y), Core(area.end.x, core.y)),)
    assert_never(topology)


def sender_of(variant: Variant, ranges: Sequence[CoreRange], cores: Sequence[Core], core: Core) -> Core:
    """The core that sends weights to a core: the spec's row of its column, column of its row, or core of the grid."""
    topology, sender = variant.multicast.topology, variant.multicast.sender
    if topology == "grid":
        return cores[sender]
    if topology == "column":
        return Core(core.x, ranges[0].start.y + sender)
    if topology == "row":
        return Core(ranges[0].start.x + sender, core.y)
    if topology == "none":
        return core
    assert_never(topology)


def plan_link(variant: Variant, chip: Chip, ranges: Sequence[CoreRange], cores: Sequence[Core], core: Core) -> Link:
    """A core's part in the multicast of the variant."""
    sender = sender_of(variant, ranges, cores, core)
    noc_sender = chip.noc_coordinates(sender)
    areas = multicast_areas(variant, ranges, core) if core == sender else ()
    rectangles = tuple(
        _rectangle(chip, variant.multicast.noc, area, sender)
        for area in areas
        if area.num_cores > (1 if sender in area else 0)
    )
    return Link(
        is_sender=int(core == sender),
        sender=sender,
        mcast_sender_noc_x=noc_sender.x,
        mcast_sender_noc_y=noc_sender.y,
        mcast_num_dests=sum(rectangle.num_dests for rectangle in rectangles),
        rectangles=rectangles,
    )


def _rectangle(chip: Chip, noc: int, area: CoreRange, sender: Core) -> MulticastRectangle:
    """A rectangle may hold its sender, which the NoC leaves out. On NoC 1, which runs backwards, corners swap."""
    start, end = chip.noc_coordinates(area.start), chip.noc_coordinates(area.end)
    if noc == 1:
        start, end = end, start
    return MulticastRectangle(start.x, start.y, end.x, end.y, area.num_cores - int(sender in area))
