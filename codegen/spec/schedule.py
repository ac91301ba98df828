"""What the kernels of a schedule use: values of the plan, circular buffers, semaphores.

The templates ask for these names, the rules hold a spec against them, and the plan computes them. A test renders every
variant and fails when a template uses a name that is not listed here, or leaves one unused.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from codegen.spec.variant import KernelName, Role, TopologyName, Variant

Scope = Literal["conv", "geometry", "work", "link", "launch", "constant"]
"""Where a value comes from and how often it changes.

conv, geometry: the same on every core. work, link: differ from core to core (link: who sends to whom). launch: buffer
addresses, which change from one launch to the next. constant: known to everybody.
"""

BOTH: tuple[Role, ...] = ("sender", "receiver")
SENDER: tuple[Role, ...] = ("sender",)
RECEIVER: tuple[Role, ...] = ("receiver",)

RESERVED = "reserved"
"""The value of an argument that only holds its place: zero."""

ROLE_FLAG = "is_sender"
"""The value by which a kernel knows which of the two argument tables it was given."""

ACTIVATION = "activation"
"""The value that names the function which is applied to each result: an enumerator of the emitted Activation."""

RECTANGLES = "mcast_rectangles"
"""The only value that is a list: one record for each rectangle of receivers."""


@dataclass(frozen=True)
class Use:
    """A value that a kernel reads, and on the cores of which role."""

    scope: Scope
    roles: tuple[Role, ...] = BOTH


Memory = Literal["own", "input_shard", "output_shard"]
"""Where a circular buffer lies: in memory of its own, or in the core's shard of a tensor."""

MEMORIES: tuple[Memory, ...] = get_args(Memory)
"""In the order of the emitted enumeration."""


@dataclass(frozen=True)
class BufferUse:
    """A circular buffer of the schedule.

    Attributes:
        page_bytes: Name of the geometry value that is its page size.
        num_pages: Name of the geometry value that is its number of pages.
        memory: own, or the shard of the tensor in which the buffer lies.
        producer: The kernel that fills it.
        consumer: The kernel that empties it; None for the result of the operation.
    """

    page_bytes: str
    num_pages: str
    memory: Memory
    producer: KernelName
    consumer: KernelName | None


FLAT_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("page_bytes", "input_pages", "input_shard", "reader", "compute"),
        "weights": BufferUse("tile_bytes", "weight_tiles", "own", "reader", "compute"),
        "linear": BufferUse("page_bytes", "linear_pages", "own", "compute", "writer"),
        "output": BufferUse("stick_bytes", "output_shard_sticks", "output_shard", "writer", None),
    }
)

MULTICAST_SEMAPHORES = ("weights_wanted", "weights_valid")

_READER: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "input_pages": Use("geometry"),
    "weight_addr": Use("launch", SENDER),
    "start_tile_id": Use("work", SENDER),
}

_READER_RECEIVES: dict[str, Use] = {
    ROLE_FLAG: Use("link"),
    "mcast_sender_noc_x": Use("link", RECEIVER),
    "mcast_sender_noc_y": Use("link", RECEIVER),
}

_READER_SENDS_ALONG_A_LINE: dict[str, Use] = {
    "mcast_dest_noc_start_x": Use("link", SENDER),
    "mcast_dest_noc_start_y": Use("link", SENDER),
    "mcast_dest_noc_end_x": Use("link", SENDER),
    "mcast_dest_noc_end_y": Use("link", SENDER),
    "mcast_num_dests": Use("link", SENDER),
}

_READER_SENDS_TO_A_GRID: dict[str, Use] = {
    "mcast_num_dests": Use("link", SENDER),
    "mcast_num_rectangles": Use("link", SENDER),
    RECTANGLES: Use("link", SENDER),
}

_READER_BY_TOPOLOGY: dict[TopologyName, dict[str, Use]] = {
    "none": _READER,
    "column": {**_READER, **_READER_RECEIVES, **_READER_SENDS_ALONG_A_LINE},
    "row": {**_READER, **_READER_RECEIVES, **_READER_SENDS_ALONG_A_LINE},
    "grid": {**_READER, **_READER_RECEIVES, **_READER_SENDS_TO_A_GRID},
}

_COMPUTE: dict[str, Use] = {
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "tap_row_pages": Use("geometry"),
    "tap_column_pages": Use("geometry"),
    "weight_period": Use("geometry"),
    "weight_tiles": Use("geometry"),
    "input_pages": Use("geometry"),
    "chunk_pages": Use("geometry"),
    "section_chunks": Use("geometry"),
    "bias_tile": Use("geometry"),
    "ones_tile": Use("geometry"),
    "has_bias": Use("conv"),
    ACTIVATION: Use("conv"),
    "num_chunks": Use("work"),
    "last_chunk_page": Use("work"),
    "last_chunk_phase": Use("work"),
}

_WRITER: dict[str, Use] = {
    "stick_bytes": Use("geometry"),
    "stick_pages": Use("geometry"),
    "output_height": Use("geometry"),
    "output_width": Use("geometry"),
    "stride_width": Use("conv"),
    "next_row_sticks": Use("geometry"),
    "next_image_sticks": Use("geometry"),
    "num_outputs": Use("work"),
    "first_output_row": Use("work"),
    "first_output_column": Use("work"),
    "num_linear_pages": Use("work"),
}


def kernel_uses(variant: Variant, kernel: KernelName) -> dict[str, Use]:
    """The values which a kernel of the variant reads, by name."""
    tables: dict[KernelName, dict[str, Use]] = {
        "reader": _READER_BY_TOPOLOGY[variant.multicast.topology],
        "compute": _COMPUTE,
        "writer": _WRITER,
    }
    return tables[kernel]


def semaphore_uses(variant: Variant) -> tuple[str, ...]:
    """The semaphores of the variant's handshake."""
    return MULTICAST_SEMAPHORES if variant.multicasts else ()
