"""The words in which a schedule says what its kernels use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from codegen.model.variant import WORD_TYPES, KernelName, Role

Scope = Literal["conv", "geometry", "work", "link", "launch", "semaphore"]
"""Where a value comes from and how often it changes.

conv, geometry: the same on every core. work, link: differ from core to core (link: who sends to whom). launch: buffer
addresses, which change from one launch to the next. semaphore: the id of one.
"""

BOTH: tuple[Role, ...] = ("sender", "receiver")
SENDER: tuple[Role, ...] = ("sender",)
RECEIVER: tuple[Role, ...] = ("receiver",)

RESERVED = "reserved"
"""The value of an argument that only holds its place: zero."""

ROLE_FLAG = "is_sender"
"""The value by which a kernel knows which of the two argument tables it was given."""

ACTIVATION = "activation"
"""The value that names the function which is applied to each result."""

ACTIVATION_TYPES = ("Activation",)
"""The emitted enumeration of them."""

RECTANGLES = "mcast_rectangles"
"""A value that is a list: one record for each rectangle of receivers."""

RECTANGLE_TYPES = ("MulticastRectangle",)
"""The type of these records."""

INTEGER_TYPES = ("uint32_t", "int32_t")
"""C++ types of a plain number."""


@dataclass(frozen=True)
class Use:
    """A value that a kernel reads.

    Attributes:
        scope: Where it comes from.
        roles: The roles of the cores on which it is read.
        types: The C++ types that its argument may have; that of its records where it is a list.
    """

    scope: Scope
    roles: tuple[Role, ...] = BOTH
    types: tuple[str, ...] = INTEGER_TYPES

    @property
    def is_list(self) -> bool:
        """Whether it is a list of records. A list always follows the other arguments."""
        return self.types[0] not in WORD_TYPES


RESERVED_USE = Use("conv", types=INTEGER_TYPES)
"""Every kernel takes as many arguments of the value `reserved` as a table holds."""

TILE = "tile_bytes"
"""The page size of a buffer whose pages are tiles."""

Memory = Literal["own", "input_shard", "output_shard"]
"""Where a circular buffer lies: in memory of its own, or in the core's shard of a tensor."""

MEMORIES: tuple[Memory, ...] = get_args(Memory)
"""In the order of the emitted enumeration."""


Part = Literal["input", "weights", "results", "computed", "scaler"]
"""What the pages of a circular buffer hold, by which they have their number format: that of the case's input, of its
weights, of its results, or that which kernels compute with. A scaler holds ones, in bfloat16 whatever the case
computes."""


@dataclass(frozen=True)
class BufferUse:
    """A circular buffer of the schedule.

    Attributes:
        part: What its pages hold.
        page_bytes: Name of the geometry value that is its page size; TILE stands for a tile of the pages' format.
        num_pages: Name of the geometry value that is its number of pages.
        memory: own, or the shard of the tensor in which the buffer lies.
        producer: The kernel that fills it; None for what the operation is given.
        consumer: The kernel that empties it; None for the result of the operation.
        rows: Height of its tiles [datums]; 1 where the packer writes single sticks.
        asked_by: A kernel that neither fills nor empties it, and asks where it lies.
        may_be_left_out: Whether a plan may have no pages of it.
    """

    part: Part
    page_bytes: str
    num_pages: str
    memory: Memory
    producer: KernelName | None
    consumer: KernelName | None
    rows: int = 32
    asked_by: KernelName | None = None
    may_be_left_out: bool = False


@dataclass(frozen=True)
class ScheduleUses:
    """What the kernels of a variant use.

    Attributes:
        values: The values of the plan that each kernel reads.
        buffers: The circular buffers, by name.
    """

    values: Mapping[KernelName, Mapping[str, Use]]
    buffers: Mapping[str, BufferUse]
