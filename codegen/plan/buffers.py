"""Circular buffers, and what they and the shards take of each core's L1."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import assert_never

from codegen.model.case import Case
from codegen.model.formats import BFLOAT16, Format
from codegen.model.schedule import buffer_uses
from codegen.model.uses import TILE, Memory, Part
from codegen.model.variant import Variant
from codegen.plan.chip import L1_ALIGNMENT, MAX_BUFFER_ALIGNMENT, Chip
from codegen.plan.geometry import Geometry


@dataclass(frozen=True)
class BufferPlan:
    """One circular buffer of every core.

    Attributes:
        name: Its part in the schedule.
        index: Its number on the core.
        num_pages: Capacity [pages].
        page_bytes: Size of a page [bytes].
        memory: own, or the tensor in whose shard the buffer lies.
        tile_rows: Height of its tiles [datums].
        format: Name of the number format of its pages.
    """

    name: str
    index: int
    num_pages: int
    page_bytes: int
    memory: Memory
    tile_rows: int
    format: str

    @property
    def num_bytes(self) -> int:
        """Size [bytes]."""
        return self.num_pages * self.page_bytes


@dataclass(frozen=True)
class L1Budget:
    """What each core's L1 holds, by buffer [bytes]: all buffers are allocated on all cores."""

    available: int
    buffers: tuple[tuple[str, int], ...]

    @property
    def used(self) -> int:
        """Sum of the buffers [bytes]."""
        return sum(size for _, size in self.buffers)

    @property
    def fits(self) -> bool:
        """Whether the sum is within what is available."""
        return self.used <= self.available

    def table(self) -> str:
        """The budget as text, one line for each buffer."""
        rows = [*self.buffers, ("used", self.used), ("available", self.available), ("left", self.available - self.used)]
        return "\n".join(f"{name:<10} {size:>12,} B" for name, size in rows)


def round_up(value: int, multiple: int) -> int:
    """The next multiple at or above a value."""
    return -(-value // multiple) * multiple


def format_of(part: Part, case: Case) -> Format:
    """The number format of the pages that hold a part of the case."""
    if part == "input":
        return case.input_format
    if part == "results":
        return case.output_format
    if part == "computed":
        return case.number_format
    if part == "weights":
        return case.weights_format
    if part == "scaler":
        return BFLOAT16
    assert_never(part)


def plan_buffers(variant: Variant, case: Case, geometry: Geometry) -> tuple[BufferPlan, ...]:
    """The circular buffers in the order of the spec; sizes are the geometry's values which the schedule names.

    One without pages is left out: what it is for does not take place.
    """
    plans, uses = [], buffer_uses(variant)
    for buffer in variant.circular_buffers:
        use = uses[buffer.name]
        pages = format_of(use.part, case)
        page_bytes = pages.tile_bytes if use.page_bytes == TILE else getattr(geometry, use.page_bytes)
        num_pages = getattr(geometry, use.num_pages)
        if num_pages > 0:
            plans.append(BufferPlan(buffer.name, buffer.index, num_pages, page_bytes, use.memory, use.rows, pages.name))
    return tuple(plans)


def plan_budget(chip: Chip, buffers: tuple[BufferPlan, ...], l1_small_size: int = 0) -> L1Budget:
    """The budget of a core.

    Shards grow down from the end of L1, or of what `l1_small_size` leaves of it, with sticks at multiples of 16 bytes,
    own buffers grow up from the first usable address; each starts at a multiple of the chip's buffer alignment
    (measured with ttnn 0.81.1).
    """
    assert all(buffer.page_bytes % L1_ALIGNMENT == 0 for buffer in buffers)
    sizes = tuple((buffer.name, round_up(buffer.num_bytes, chip.l1_buffer_alignment)) for buffer in buffers)
    return L1Budget(available_bytes(chip, l1_small_size), sizes)


def bytes_left(buffers: tuple[BufferPlan, ...], available: int) -> int:
    """What buffers leave of a core's L1, whatever the chip; negative, if it is too small for them [bytes].

    The emitted plan counts in the same way, and does not know how its chip aligns buffers.
    """
    return available - sum(round_up(buffer.num_bytes, MAX_BUFFER_ALIGNMENT) for buffer in buffers)


def available_bytes(chip: Chip, l1_small_size: int) -> int:
    """What a core has for the buffers and shards of a program [bytes]."""
    small = round_up(l1_small_size, chip.l1_buffer_alignment)
    return max(chip.l1_bytes - small - round_up(chip.l1_base, chip.l1_buffer_alignment), 0)
