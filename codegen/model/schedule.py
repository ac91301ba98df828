"""What the kernels of a variant use: values of the plan, circular buffers, semaphores.

The templates ask for these names, the rules hold a spec against them, and the plan computes them. A test renders every
variant and fails when a template uses a name that is not listed by its schedule, or leaves one unused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from codegen.model.uses import (
    ACTIVATION,
    MEMORIES,
    RECORDS,
    RECTANGLES,
    RESERVED,
    ROLE_FLAG,
    SEGMENTS,
    BufferUse,
    Memory,
    ScheduleUses,
    Scope,
    Use,
)
from codegen.model.variant import KernelName, Schedule, Variant
from codegen.schedules.flat.uses import flat_uses
from codegen.schedules.stick.uses import stick_uses

__all__ = [
    "ACTIVATION",
    "MEMORIES",
    "RECORDS",
    "RECTANGLES",
    "RESERVED",
    "ROLE_FLAG",
    "SEGMENTS",
    "BufferUse",
    "Memory",
    "Scope",
    "Use",
    "buffer_uses",
    "kernel_uses",
    "semaphore_uses",
]

MULTICAST_SEMAPHORES = ("weights_wanted", "weights_valid")

_SCHEDULES: MappingProxyType[Schedule, Callable[[Variant], ScheduleUses]] = MappingProxyType(
    {"flat": flat_uses, "stick": stick_uses}
)


def kernel_uses(variant: Variant, kernel: KernelName) -> Mapping[str, Use]:
    """The values which a kernel of the variant reads, by name."""
    return _SCHEDULES[variant.schedule](variant).values[kernel]


def buffer_uses(variant: Variant) -> Mapping[str, BufferUse]:
    """The circular buffers of the variant, by name."""
    return _SCHEDULES[variant.schedule](variant).buffers


def semaphore_uses(variant: Variant) -> tuple[str, ...]:
    """The semaphores of the variant's handshake."""
    return MULTICAST_SEMAPHORES if variant.multicasts else ()
