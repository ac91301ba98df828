"""What the host binds to each kernel, where kernels find by name what they are given: arguments, buffers, semaphores.

The lists of the spec stay as they are. Of their words, the address of a tensor and the id of a semaphore come with a
binding, and the role of a core with the kernel that it runs; the host names the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from codegen.model.positions import ArgumentList, argument_lists
from codegen.model.schedule import buffer_uses, kernel_uses
from codegen.model.targets import target_of
from codegen.model.uses import RESERVED, ROLE_FLAG
from codegen.model.variant import KERNEL_NAMES, Argument, ArgumentKind, KernelName, Role, Variant

Endpoint = Literal["PRODUCER", "CONSUMER"]
"""Which end of a buffer a kernel has."""

ENDPOINTS: tuple[Endpoint, ...] = get_args(Endpoint)
"""The end of whoever fills it, then that of whoever empties it."""

SENDER_DEFINE = "SENDS_WEIGHTS"
"""The macro by which a reader is compiled for the cores that send weights."""

OPERANDS = {"weight_addr": "weights", "bias_addr": "bias"}
"""The operands in DRAM, by the plan's values for their addresses."""


@dataclass(frozen=True)
class BoundKernel:
    """A kernel with what the host binds to it.

    Attributes:
        kernel: Its source.
        role: The cores that run it; None for all.
        lists: Its argument lists, by their kind; one without arguments may be missing.
        buffers: The buffers that it knows, each with its ends.
        semaphores: The semaphores that it knows.
        tensors: The tensors in DRAM that it knows.
    """

    kernel: KernelName
    role: Role | None
    lists: Mapping[ArgumentKind, ArgumentList]
    buffers: Mapping[str, tuple[Endpoint, ...]]
    semaphores: tuple[str, ...]
    tensors: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called among the kernels of a program."""
        return f"{self.kernel}_{self.role}" if self.role else self.kernel

    @property
    def defines(self) -> tuple[str, ...]:
        """The macros that it is compiled with, beside the variant's own."""
        return (SENDER_DEFINE,) if self.role == "sender" else ()


def named_words(variant: Variant, table: ArgumentList) -> tuple[Argument, ...]:
    """The words of a list that the host names."""
    uses = kernel_uses(variant, table.kernel)
    return tuple(
        word
        for word in table.words
        if word.carries not in (RESERVED, ROLE_FLAG) and uses[word.carries].scope not in ("launch", "semaphore")
    )


def splits_readers(variant: Variant) -> bool:
    """Whether senders and receivers run kernels of their own, made of one source."""
    return target_of(variant).by_name and variant.multicasts


def bound_kernels(variant: Variant) -> tuple[BoundKernel, ...]:
    """The kernels of a program, in the order of their sources."""
    readers: tuple[Role | None, ...] = ("sender", "receiver") if splits_readers(variant) else (None,)
    return tuple(
        _bound(variant, kernel, role)
        for kernel in KERNEL_NAMES
        for role in (readers if kernel == "reader" else (None,))
    )


def ends_of(variant: Variant, buffer: str) -> tuple[KernelName, KernelName]:
    """The kernels at the ends of a buffer: who fills it, and who empties it.

    An end that nobody has in truth goes to who asks where the buffer lies, or to the kernel at the other end.
    """
    use = buffer_uses(variant)[buffer]
    producer = use.producer or use.asked_by or use.consumer
    consumer = use.consumer or use.asked_by or use.producer
    assert producer, f"nobody uses buffer {buffer}"
    assert consumer, f"nobody uses buffer {buffer}"
    return producer, consumer


def _bound(variant: Variant, kernel: KernelName, role: Role | None) -> BoundKernel:
    reads = kernel == "reader"
    return BoundKernel(
        kernel=kernel,
        role=role,
        lists={table.kind: table for table in argument_lists(variant, kernel) if table.role in (None, role)},
        buffers={
            buffer.name: ends
            for buffer in variant.circular_buffers
            if (ends := _ends(ends_of(variant, buffer.name), kernel))
        },
        semaphores=tuple(one.name for one in variant.semaphores) if reads else (),
        tensors=("weights", *(("bias",) if variant.has_bias_tensor else ())) if reads else (),
    )


def _ends(kernels: tuple[KernelName, KernelName], kernel: KernelName) -> tuple[Endpoint, ...]:
    return tuple(end for end, one in zip(ENDPOINTS, kernels, strict=True) if one == kernel)
