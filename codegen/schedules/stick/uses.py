"""What the kernels of the stick schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.schedules.links import TO_A_GRID, TO_A_LINE

SEGMENTS = "segments"
"""A value that is a list: one record for each run of outputs in a row."""

STICK_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("input", "stick_bytes", "input_shard_sticks", "input_shard", None, "writer"),
        "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
        "window": BufferUse("input", TILE, "window_pages", "own", "writer", "compute"),
        "products": BufferUse("results", TILE, "channel_tiles", "own", "compute", "compute"),
        "scaler": BufferUse("scaler", TILE, "scaler_tiles", "own", "writer", "compute"),
        "output": BufferUse("results", "tile_row_bytes", "output_pages", "output_shard", "compute", None, rows=1),
    }
)

_READER: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "weight_addr": Use("launch", SENDER),
    "start_tile_id": Use("work", SENDER),
}

_HANDSHAKE: dict[str, Use] = {
    "mcast_num_cores": Use("link", SENDER),
    "weights_wanted_semaphore": Use("semaphore"),
    "weights_valid_semaphore": Use("semaphore"),
}

_LINE: dict[str, Use] = {**_READER, **TO_A_LINE, **_HANDSHAKE}

_READER_BY_TOPOLOGY: dict[TopologyName, dict[str, Use]] = {
    "none": _READER,
    "column": _LINE,
    "row": _LINE,
    "grid": {**_READER, **TO_A_GRID, **_HANDSHAKE},
}

_BIAS_TENSOR: dict[str, Use] = {
    "bias_addr": Use("launch", SENDER),
    "bias_offset": Use("geometry"),
    "has_bias": Use("conv"),
}

_COMPUTE: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "channel_tiles": Use("geometry"),
    "section_tiles": Use("geometry"),
    ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
    "num_outputs": Use("work"),
}

_WRITER: dict[str, Use] = {
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "stride_width": Use("conv"),
    "stick_bytes": Use("geometry"),
    "tap_row_bytes": Use("geometry"),
    "tap_column_bytes": Use("geometry"),
    "weight_tiles": Use("geometry"),
    "has_bias": Use("conv"),
    "num_segments": Use("work"),
    SEGMENTS: Use("work", types=("Segment",)),
}


def stick_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a stick variant use."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology] | (_BIAS_TENSOR if variant.has_bias_tensor else {})
    return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": _WRITER}, STICK_BUFFERS)
