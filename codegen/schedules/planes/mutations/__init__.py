"""Faults of the planes schedule, in the order in which they are shown."""

from __future__ import annotations

from codegen.mutation.mutation import Mutation
from codegen.schedules.planes.mutations.conversions import CONVERSIONS
from codegen.schedules.planes.mutations.kernels import KERNELS

MUTATIONS: tuple[Mutation, ...] = (*KERNELS, *CONVERSIONS)
