"""What the kernels of a variant use: values of the plan, circular buffers, semaphores.

The templates ask for these names, the rules hold a spec against them, and the plan computes them. A test renders every
variant and fails when a template uses a name that is not listed by its schedule, or leaves one unused.
"""

from __future__ import annotations

from collections.abc import Mapping

from codegen.model.registry import schedule_named
from codegen.model.uses import BufferUse, Use
from codegen.model.variant import KernelName, Variant

MULTICAST_SEMAPHORES = ("weights_wanted", "weights_valid")


def kernel_uses(variant: Variant, kernel: KernelName) -> Mapping[str, Use]:
    """The values which a kernel of the variant reads, by name."""
    return schedule_named(variant.schedule).uses(variant).values[kernel]


def buffer_uses(variant: Variant) -> Mapping[str, BufferUse]:
    """The circular buffers of the variant, by name."""
    return schedule_named(variant.schedule).uses(variant).buffers


def semaphore_uses(variant: Variant) -> tuple[str, ...]:
    """The semaphores of the variant's handshake."""
    return MULTICAST_SEMAPHORES if variant.multicasts else ()
