"""What the kernels of the planes schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.schedules.links import TO_A_GRID, TO_A_LINE

PLANES_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("input", TILE, "input_tiles", "input_shard", None, None),
        "planes": BufferUse("input", "plane_bytes", "plane_slots", "own", "writer", "compute"),
        "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
        "linear": BufferUse("results", TILE, "linear_tiles", "own", "compute", "reader"),
        "output": BufferUse("results", TILE, "output_tiles", "output_shard", "reader", None),
    }
)

INPUT_SOURCES = "input_sources"
"""A value that is a list: which cores have what the writer gathers."""

INPUT_PIECES = "input_pieces"
"""A value that is a list: where the writer finds the planes."""

OUTPUT_PIECES = "output_pieces"
"""A value that is a list: where the reader puts results."""

_SECTIONS: dict[str, Use] = {
    "planes": Use("geometry"),
    "section_tiles": Use("geometry"),
}

_READER: dict[str, Use] = {
    **_SECTIONS,
    "output_tiles": Use("geometry"),
    "num_output_pieces": Use("work"),
    OUTPUT_PIECES: Use("work", types=("OutputPiece",)),
    "weight_tiles": Use("geometry"),
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
    **_SECTIONS,
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "dilation_width": Use("conv"),
    "has_bias": Use("conv"),
    ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
    "weight_tiles": Use("geometry"),
    "plane_positions": Use("work"),
    "phases": Use("geometry"),
    "phase_sticks": Use("geometry"),
    "tap_step": Use("geometry"),
    "slack_tiles": Use("geometry"),
}

_WRITER: dict[str, Use] = {
    "planes": Use("geometry"),
    "plane_slots": Use("geometry"),
    "plane_bytes": Use("geometry"),
    "num_input_sources": Use("work"),
    INPUT_SOURCES: Use("work", types=("InputSource",)),
    INPUT_PIECES: Use("work", types=("InputPiece",)),
}


def planes_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a variant of planes use."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology]
    return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": _WRITER}, PLANES_BUFFERS)
