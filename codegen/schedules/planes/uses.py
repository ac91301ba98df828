"""What the kernels of the planes schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES
from codegen.schedules.links import TO_A_GRID, TO_A_LINE
from codegen.schedules.planes.multiplies import multiply_of

PLANES_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("input", "input_tile_bytes", "input_tiles", "input_shard", "writer", "compute"),
        "planes": BufferUse("computed", "plane_stick_bytes", "plane_pages", "own", "writer", "compute"),
        "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
        "linear": BufferUse("computed", TILE, "linear_tiles", "own", "compute", "reader"),
        "output": BufferUse(
            "results", "output_tile_bytes", "output_tiles", "output_shard", "reader", None, asked_by="compute"
        ),
        "halo": BufferUse("input", "input_tile_bytes", "halo_pages", "own", "writer", "compute", may_be_left_out=True),
        "columns": BufferUse("computed", TILE, "column_pages", "own", "compute", "writer", may_be_left_out=True),
        "results": BufferUse("computed", TILE, "result_pages", "own", "reader", "compute", may_be_left_out=True),
    }
)

HALO_TILES = "halo_tiles"
"""A value that is a list: the tiles of neighbours that a core converts."""

OUTPUT_PIECES = "output_pieces"
"""A value that is a list: where the reader puts results."""

_SECTIONS: dict[str, Use] = {
    "planes": Use("geometry"),
    "section_tiles": Use("geometry"),
}

_READER: dict[str, Use] = {
    **_SECTIONS,
    "output_tiles": Use("geometry"),
    "result_column_tiles": Use("geometry"),
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
    "plane_sticks": Use("geometry"),
    "plane_positions": Use("work"),
    "phases": Use("geometry"),
    "phase_sticks": Use("geometry"),
    "tap_step": Use("geometry"),
    "input_tiles": Use("geometry"),
    "output_tiles": Use("geometry"),
    "channel_tiles": Use("geometry"),
    "halo_column_tiles": Use("geometry"),
    "column_tiles": Use("geometry"),
    "result_column_tiles": Use("geometry"),
    "num_tiles_above": Use("work"),
    "first_own_tile": Use("work"),
    "num_own_tiles": Use("work"),
    "num_tiles_below": Use("work"),
}

_WRITER: dict[str, Use] = {
    "planes": Use("geometry"),
    "plane_slots": Use("geometry"),
    "plane_sticks": Use("geometry"),
    "num_input_sources": Use("work"),
    INPUT_SOURCES: Use("work", types=("InputSource",)),
    "input_tiles": Use("geometry"),
    "halo_column_tiles": Use("geometry"),
    "column_tiles": Use("geometry"),
    "num_halo_tiles": Use("work"),
    HALO_TILES: Use("work", types=("HaloTile",)),
    INPUT_PIECES: Use("work", types=("InputPiece",)),  # the last list: their number stands with their sources
}


def planes_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a variant of planes use."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology]
    compute = {**_COMPUTE, **multiply_of(variant).compute}
    return ScheduleUses({"reader": reader, "compute": compute, "writer": _WRITER}, PLANES_BUFFERS)
