"""Which cores the multicasts of a plan reach on the chip, held against the cores that wait for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codegen.plan.grid import Core
from codegen.plan.multicast import MulticastRectangle
from codegen.plan.program import CorePlan, ProgramPlan


@dataclass(frozen=True)
class Reach:
    """One multicast rectangle and what it meets on the chip.

    Attributes:
        sender: The logical core that sends it.
        rectangle: The rectangle in NoC coordinates.
        noc: The Tensix cores between its corners without the sender, in NoC coordinates.
        logical: The same cores in logical coordinates.
        faults: What is wrong with it; empty if nothing.
    """

    sender: Core
    rectangle: MulticastRectangle
    noc: tuple[Core, ...]
    logical: tuple[Core, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class MulticastCheck:
    """One sender, its rectangles and its receivers.

    Attributes:
        sender: The logical core.
        receivers: The logical cores that wait for it.
        rectangles: What it sends.
        faults: What is wrong with them together; empty if nothing. The rectangles have their own.
    """

    sender: Core
    receivers: tuple[Core, ...]
    rectangles: tuple[Reach, ...]
    faults: tuple[str, ...]

    @property
    def all_faults(self) -> tuple[str, ...]:
        """Faults of the sender and of its rectangles."""
        return (*self.faults, *(fault for one in self.rectangles for fault in one.faults))


def check_multicasts(plan: ProgramPlan) -> tuple[MulticastCheck, ...]:
    """Check each core that multicasts or is waited for."""
    checks = (_check_sender(plan, core) for core in plan.cores)
    return tuple(check for check in checks if check.rectangles or check.receivers)


def _check_sender(plan: ProgramPlan, core: CorePlan) -> MulticastCheck:
    receivers = tuple(other.core for other in plan.cores if other.link.sender == core.core and other is not core)
    rectangles = tuple(_reach(plan, core, one) for one in core.link.rectangles)
    return MulticastCheck(core.core, receivers, rectangles, tuple(_sender_faults(core, receivers, rectangles)))


def _sender_faults(core: CorePlan, receivers: tuple[Core, ...], rectangles: tuple[Reach, ...]) -> Iterator[str]:
    reached = [one for rectangle in rectangles for one in rectangle.logical]
    missed = sorted(set(receivers) - set(reached))
    strangers = sorted(set(reached) - set(receivers))
    twice = sorted({one for one in reached if reached.count(one) > 1})
    for cores, meaning in ((missed, "not reached"), (strangers, "no receivers of it"), (twice, "reached twice")):
        if cores:
            yield f"{core.core}: {meaning}: {' '.join(map(str, cores))}"
    if core.link.mcast_num_dests != len(receivers):
        yield f"{core.core}: num_dests of all rectangles is {core.link.mcast_num_dests}, receivers: {len(receivers)}"


def _reach(plan: ProgramPlan, core: CorePlan, rectangle: MulticastRectangle) -> Reach:
    logical_of = {
        plan.chip.noc_coordinates(Core(x, y)): Core(x, y)
        for y in range(plan.chip.grid[1])
        for x in range(plan.chip.grid[0])
    }
    xs = sorted((rectangle.noc_start_x, rectangle.noc_end_x))
    ys = sorted((rectangle.noc_start_y, rectangle.noc_end_y))
    noc = tuple(one for one in logical_of if xs[0] <= one.x <= xs[1] and ys[0] <= one.y <= ys[1] and one != core.noc)
    faults = tuple(_rectangle_faults(plan, core, rectangle, noc))
    return Reach(core.core, rectangle, noc, tuple(logical_of[one] for one in noc), faults)


def _rectangle_faults(
    plan: ProgramPlan, core: CorePlan, rectangle: MulticastRectangle, noc: tuple[Core, ...]
) -> Iterator[str]:
    if not corners_in_order(rectangle, plan.variant.multicast.noc):
        yield f"{core.core}: the corners are not in the order of NoC {plan.variant.multicast.noc}"
    if rectangle.num_dests != len(noc):
        yield f"{core.core}: num_dests is {rectangle.num_dests}, the rectangle reaches {len(noc)} cores"
    outside = sorted(set(noc) - {one.noc for one in plan.cores})
    if outside:
        yield f"{core.core}: outside of the operation: NoC {' '.join(map(str, outside))}"


def corners_in_order(rectangle: MulticastRectangle, noc: int) -> bool:
    """Whether the NoC meets the start corner first: NoC 0 runs to larger coordinates, NoC 1 to smaller ones."""
    start = (rectangle.noc_start_x, rectangle.noc_start_y)
    end = (rectangle.noc_end_x, rectangle.noc_end_y)
    first, last = (start, end) if noc == 0 else (end, start)
    return first[0] <= last[0] and first[1] <= last[1]
