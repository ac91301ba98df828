"""Faults of the planes schedule, in the order in which they are shown."""

from __future__ import annotations

from codegen.mutation.mutation import Mutation
from codegen.schedules.planes.mutations.conversions import CONVERSIONS
from codegen.schedules.planes.mutations.gathering import GATHERING
from codegen.schedules.planes.mutations.groups import GROUPS_OF_COLUMNS
from codegen.schedules.planes.mutations.kernels import KERNELS
from codegen.schedules.planes.mutations.padding import PADDING
from codegen.schedules.planes.mutations.placing import PLACING
from codegen.schedules.planes.mutations.runs import RUNS
from codegen.schedules.planes.mutations.tiles import TILES

MUTATIONS: tuple[Mutation, ...] = (
    *KERNELS,
    *PLACING,
    *PADDING,
    *RUNS,
    *GROUPS_OF_COLUMNS,
    *CONVERSIONS,
    *TILES,
    *GATHERING,
)
