"""What the kernels of the flat schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.spec.schedules.links import TO_A_GRID, TO_A_LINE
from codegen.spec.schedules.uses import ACTIVATION, SENDER, BufferUse, ScheduleUses, Use
from codegen.spec.variant import TopologyName, Variant

FLAT_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("page_bytes", "input_pages", "input_shard", "reader", "compute"),
        "weights": BufferUse("tile_bytes", "weight_tiles", "own", "reader", "compute"),
        "linear": BufferUse("page_bytes", "linear_pages", "own", "compute", "writer"),
        "output": BufferUse("stick_bytes", "output_shard_sticks", "output_shard", "writer", None),
    }
)

_READER: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "input_pages": Use("geometry"),
    "weight_addr": Use("launch", SENDER),
    "start_tile_id": Use("work", SENDER),
}

_LINE: dict[str, Use] = {**_READER, **TO_A_LINE}

_READER_BY_TOPOLOGY: dict[TopologyName, dict[str, Use]] = {
    "none": _READER,
    "column": _LINE,
    "row": _LINE,
    "grid": {**_READER, **TO_A_GRID, "mcast_num_dests": Use("link", SENDER)},
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


def flat_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a flat variant use."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology]
    return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": _WRITER}, FLAT_BUFFERS)
