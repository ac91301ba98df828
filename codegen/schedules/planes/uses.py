"""What the kernels of the planes schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.schedules.links import TO_A_GRID, TO_A_LINE

PLANES_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("input", "stick_bytes", "input_shard_sticks", "input_shard", "reader", "compute"),
        "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
        "linear": BufferUse("results", TILE, "linear_tiles", "own", "compute", "writer"),
        "output": BufferUse("results", "stick_bytes", "output_shard_sticks", "output_shard", "writer", None),
    }
)

_READER: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "input_shard_sticks": Use("geometry"),
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

_SECTIONS: dict[str, Use] = {
    "planes": Use("geometry"),
    "section_tiles": Use("geometry"),
    "plane_tiles": Use("work"),
}

_COMPUTE: dict[str, Use] = {
    **_SECTIONS,
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "dilation_width": Use("conv"),
    "has_bias": Use("conv"),
    ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
    "input_shard_sticks": Use("geometry"),
    "weight_tiles": Use("geometry"),
    "phases": Use("geometry"),
    "phase_sticks": Use("geometry"),
    "tap_step": Use("geometry"),
    "slack_tiles": Use("geometry"),
}

_WRITER: dict[str, Use] = {
    **_SECTIONS,
    "stride_width": Use("conv"),
    "output_height": Use("geometry"),
    "output_width": Use("geometry"),
    "stick_bytes": Use("geometry"),
    "output_shard_sticks": Use("geometry"),
    "pitch": Use("geometry"),
    "image_sticks": Use("geometry"),
    "num_outputs": Use("work"),
    "first_output_row": Use("work"),
    "first_output_column": Use("work"),
}


def planes_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a variant of planes use."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology]
    return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": _WRITER}, PLANES_BUFFERS)
