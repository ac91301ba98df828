"""What programs cost: for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.cost.measured import largest
from codegen.cost.model import Cost
from codegen.views.plan_view import TitledTable, make_table

LARGEST = 3
"""Differences from what was measured that are named."""


def cost_record(cost: Cost) -> dict[str, Any]:
    """A cost, for machines."""
    unit, bound = cost.bound
    return {
        "case": cost.case,
        "variant": cost.variant,
        "chip": cost.chip,
        "num_cores": cost.num_cores,
        "cycles": cost.cycles,
        "slowest_core": cost.slowest.core,
        "units": {lane: {"busy": busy, "waiting": cost.cycles - busy} for lane, busy in cost.slowest.busy.items()},
        "bounding_unit": cost.bounding,
        "lower_bounds": cost.lower_bounds,
        "lower_bound": {"unit": unit, "cycles": bound},
        "ratio": round(cost.ratio, 4),
        "tensix_instructions": cost.instructions,
        "bytes": cost.bytes,
        "untimed": cost.untimed,
        "measured": _measured_record(cost),
    }


def _measured_record(cost: Cost) -> dict[str, Any] | None:
    if not cost.measured:
        return None
    place, core = cost.measured.slowest
    rows = [
        {"lane": one.lane, "what": one.what, "modelled": one.modelled, "measured": one.measured}
        for one in cost.beside()
    ]
    return {
        "by": cost.measured.source,
        "cycles": core.cycles,
        "slowest_core": place,
        "error": round(cost.cycles / core.cycles - 1, 4),
        "beside": rows,
    }


def cost_table(costs: Sequence[Cost]) -> TitledTable:
    """The variants of a case side by side: a row for each."""
    first = costs[0]
    columns = ["variant", "cycles", "of the first", "bounding unit", "busy", "lower bound", "ratio"]
    table = make_table([*columns, "instructions", "unpacked", "packed", "NoC", "DRAM [bytes]"])
    for cost in costs:
        unit, bound = cost.bound
        table.add_row(
            cost.variant,
            f"{cost.cycles:,}",
            f"{cost.cycles / first.cycles:.2f}",
            cost.bounding,
            f"{cost.slowest.busy[cost.bounding]:,}",
            f"{bound:,} ({unit})",
            f"{cost.ratio:.2f}",
            f"{cost.instructions:,}",
            *(f"{cost.bytes[what]:,}" for what in ("unpacked", "packed", "noc", "dram")),
        )
    return f"{first.case}, {first.chip}, {first.num_cores} cores", table


def unit_table(cost: Cost) -> TitledTable:
    """What the lanes of the slowest core have done."""
    table = make_table(["unit", "busy", "waiting", "busy, part"])
    for lane, busy in cost.slowest.busy.items():
        table.add_row(lane, f"{busy:,}", f"{cost.cycles - busy:,}", f"{busy / cost.cycles:.0%}")
    return f"{cost.variant}: the slowest core, {cost.slowest.core}", table


def measured_table(cost: Cost) -> TitledTable | None:
    """The model beside what was measured, lane by lane; None if nothing was."""
    if not cost.measured:
        return None
    table = make_table(["", "modelled", "measured", "difference", "modelled : measured"])
    for one in cost.beside():
        part = f"{one.modelled / one.measured:.2f}" if one.measured else ""
        table.add_row(f"{one.lane} {one.what}", f"{one.modelled:,}", f"{one.measured:,}", f"{one.difference:+,}", part)
    return f"{cost.variant}, beside {cost.measured.source}: the slowest core of each", table


def largest_line(cost: Cost) -> str:
    """The lanes of which model and measure say the most different things; empty if nothing was measured."""
    rows = largest(cost.beside(), LARGEST)
    if not rows:
        return ""
    told = (f"{one.lane} {one.what} {one.difference:+,}" for one in rows)
    return f"{cost.variant}: the largest differences, measured less modelled: " + ", ".join(told)


def untimed_line(cost: Cost) -> str:
    """One line that names what took no time; empty if nothing is missing."""
    if not cost.untimed:
        return ""
    return f"{cost.variant}: calls without a cost, taken for no time: " + ", ".join(cost.untimed)
