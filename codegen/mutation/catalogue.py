"""All mutations, in the order in which they are shown."""

from __future__ import annotations

from codegen.mutation.mutation import Mutation
from codegen.schedules.schedule import all_schedules


def all_mutations() -> tuple[Mutation, ...]:
    """The faults of each schedule that is known here."""
    return tuple(one for schedule in all_schedules() for one in schedule.mutations())
