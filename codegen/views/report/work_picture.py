"""How one core of a plan cuts its work: the picture of its schedule."""

from __future__ import annotations

from codegen.cost.picture import Picture
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of


def work_picture(plan: ProgramPlan) -> Picture | None:
    """The picture of a core in the middle of those that have outputs: it has neighbours before and behind it.

    None if the schedule has no such picture.
    """
    cores = [core for core in plan.cores if core.work.num_outputs]
    return schedule_of(plan.variant).picture(plan, cores[(len(cores) - 1) // 2])
