"""Faults of the flat schedule, in the order in which they are shown."""

from __future__ import annotations

from codegen.mutation.mutation import Mutation
from codegen.schedules.flat.mutations.buffers import BUFFERS
from codegen.schedules.flat.mutations.compute import COMPUTE
from codegen.schedules.flat.mutations.gathering import GATHERING
from codegen.schedules.flat.mutations.handshake import HANDSHAKE
from codegen.schedules.flat.mutations.multicast import MULTICAST
from codegen.schedules.flat.mutations.objects import OBJECTS
from codegen.schedules.flat.mutations.outputs import OUTPUTS
from codegen.schedules.flat.mutations.weights import WEIGHTS

MUTATIONS: tuple[Mutation, ...] = (
    *HANDSHAKE,
    *MULTICAST,
    *WEIGHTS,
    *BUFFERS,
    *COMPUTE,
    *OUTPUTS,
    *GATHERING,
    *OBJECTS,
)
