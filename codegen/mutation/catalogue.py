"""All mutations, in the order in which they are shown."""

from __future__ import annotations

from codegen.mutation.buffers import BUFFERS
from codegen.mutation.compute import COMPUTE
from codegen.mutation.handshake import HANDSHAKE
from codegen.mutation.multicast import MULTICAST
from codegen.mutation.mutation import Mutation
from codegen.mutation.outputs import OUTPUTS
from codegen.mutation.stick import STICK
from codegen.mutation.weights import WEIGHTS

MUTATIONS: tuple[Mutation, ...] = (*HANDSHAKE, *MULTICAST, *WEIGHTS, *BUFFERS, *COMPUTE, *OUTPUTS, *STICK)
