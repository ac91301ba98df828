"""The pictures of a plan: where its cores are and what each holds, and how one of them cuts its work."""

from __future__ import annotations

from codegen.cost.picture import Picture
from codegen.plan.core_map import core_map
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of
from codegen.views.report.core_picture import core_picture
from codegen.views.report.shard_picture import shard_picture


def cores_picture(plan: ProgramPlan) -> Picture:
    """Grid and multicast, and below them shards and halo."""
    return _titled(plan, core_picture(plan.chip.name, core_map(plan)).above(shard_picture(plan)))


def work_picture(plan: ProgramPlan) -> Picture | None:
    """A core in the middle of those that have outputs: it has neighbours in front of it and behind it.

    None if the schedule has no such picture.
    """
    cores = [core for core in plan.cores if core.work.num_outputs]
    picture = schedule_of(plan.variant).picture(plan, cores[(len(cores) - 1) // 2])
    return picture and _titled(plan, picture)


def _titled(plan: ProgramPlan, picture: Picture) -> Picture:
    return picture.under(f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}")
