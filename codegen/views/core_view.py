"""Where the cores of a plan are, what they hold and whom they send to, for people and for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from codegen.plan.grid import Core
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.plan.reach import MulticastCheck, Reach, check_multicasts
from codegen.views.plan_view import TitledTable, make_table


def core_tables(plan: ProgramPlan) -> Iterator[TitledTable]:
    """The core map, then the multicast rectangles if there are any."""
    yield _map_table(plan)
    checks = check_multicasts(plan)
    if checks:
        yield _rectangle_table(plan, checks)


def core_verdict(plan: ProgramPlan) -> str:
    """One line: whether the multicasts reach the receivers and nobody else; and then every fault."""
    checks = check_multicasts(plan)
    faults = core_faults(plan)
    if faults:
        return "\n".join([f"multicast: {len(faults)} faults", *(f"  {fault}" for fault in faults)])
    if not checks:
        return "multicast: none, each core reads its own weights"
    rectangles = sum(len(check.rectangles) for check in checks)
    receivers = sum(len(check.receivers) for check in checks)
    return (
        f"multicast: ok, {_count(rectangles, 'rectangle')} of {_count(len(checks), 'sender')} "
        f"for {_count(receivers, 'receiver')}, and nobody else is reached"
    )


def core_faults(plan: ProgramPlan) -> list[str]:
    """What is wrong with the multicasts; empty if nothing."""
    return [fault for check in check_multicasts(plan) for fault in check.all_faults]


def core_record(plan: ProgramPlan) -> dict[str, Any]:
    """The same for machines."""
    return {
        "case": plan.case.id,
        "variant": plan.variant.name,
        "chip": plan.chip.name,
        "noc": plan.variant.multicast.noc,
        "cores": [
            {
                "logical": one.core,
                "noc": one.noc,
                "grid": _grid_position(plan, one),
                "channel_shard": one.work.channel_shard,
                "stick_shard": one.work.stick_shard,
                "role": one.role,
                "sender": one.link.sender,
            }
            for one in plan.cores
        ],
        "multicasts": check_multicasts(plan),
        "faults": core_faults(plan),
    }


def _grid_position(plan: ProgramPlan, core: CorePlan) -> Core:
    """Column and row of a core in the grid of the case, wherever on the chip the grid starts."""
    x0, y0 = plan.case.origin
    return Core(core.core.x - x0, core.core.y - y0)


def _map_table(plan: ProgramPlan) -> TitledTable:
    columns = ["logical", "NoC", "column, row of the grid", "channel shard", "stick shard", "role", "sender"]
    table = make_table(columns, numbers_from=len(columns))
    for one in plan.cores:
        position = _grid_position(plan, one)
        work = one.work
        shards = (str(work.channel_shard), str(work.stick_shard))
        role = one.role or "reads its own"
        table.add_row(str(one.core), str(one.noc), f"{position.x}, {position.y}", *shards, role, str(one.link.sender))
    return (f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}: cores", table)


def _rectangle_table(plan: ProgramPlan, checks: Sequence[MulticastCheck]) -> TitledTable:
    columns = ["sender", "NoC start", "NoC end", "num_dests", "reaches", "in NoC coordinates", "check"]
    table = make_table(columns, numbers_from=len(columns))
    for reach in (one for check in checks for one in check.rectangles):
        area = reach.rectangle
        table.add_row(
            str(reach.sender),
            str(Core(area.noc_start_x, area.noc_start_y)),
            str(Core(area.noc_end_x, area.noc_end_y)),
            str(area.num_dests),
            *(_listed(cores) for cores in (reach.logical, reach.noc)),
            _mark(reach),
        )
    return (f"Multicast rectangles, in the corner order of NoC {plan.variant.multicast.noc}", table)


def _mark(reach: Reach) -> str:
    return "wrong" if reach.faults else "ok"


def _listed(cores: Sequence[Core]) -> str:
    return " ".join(map(str, cores)) or "nobody"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
