"""What the kernels of the planes schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES
from codegen.schedules.links import TO_A_GRID, TO_A_LINE
from codegen.schedules.planes.multiplies import multiply_of

_TENSORS = {
    "input": BufferUse("input", "input_tile_bytes", "input_tiles", "input_shard", "writer", "compute"),
    "weights": BufferUse("weights", TILE, "weight_tiles", "own", "reader", "compute"),
    "halo": BufferUse("input", "input_tile_bytes", "halo_pages", "own", "writer", "compute", may_be_left_out=True),
}

GATHERED_BUFFERS = MappingProxyType(
    {
        **_TENSORS,
        "planes": BufferUse("computed", "plane_stick_bytes", "plane_pages", "own", "writer", "compute"),
        "linear": BufferUse("computed", TILE, "linear_tiles", "own", "compute", "reader"),
        "output": BufferUse(
            "results", "output_tile_bytes", "output_tiles", "output_shard", "reader", None, asked_by="compute"
        ),
        "columns": BufferUse("computed", TILE, "column_pages", "own", "compute", "writer", may_be_left_out=True),
        "results": BufferUse("computed", TILE, "result_pages", "own", "reader", "compute", may_be_left_out=True),
    }
)

PLACED_BUFFERS = MappingProxyType(
    {
        **_TENSORS,
        "planes": BufferUse("computed", "plane_stick_bytes", "plane_pages", "own", "compute", "compute"),
        "results": BufferUse("computed", "plane_stick_bytes", "result_pages", "own", "compute", "compute"),
        "output": BufferUse("results", "output_tile_bytes", "output_tiles", "output_shard", "compute", None),
    }
)

HALO_TILES = "halo_tiles"
"""A value that is a list: the tiles of neighbours that a core converts."""

RUNS = "runs"
"""A value that is a list: what packers take of all sections of the input, and then of the output."""

OUTPUT_PIECES = "output_pieces"
"""A value that is a list: where the reader puts results."""

_READER: dict[str, Use] = {
    "weight_tiles": Use("geometry"),
    "weight_addr": Use("launch", SENDER),
    "start_tile_id": Use("work", SENDER),
}

_PLACED_READER: dict[str, Use] = {
    **_READER,
    "first_weight_tiles": Use("geometry"),
}

_GATHERED_READER: dict[str, Use] = {
    **_READER,
    "planes": Use("geometry"),
    "section_tiles": Use("geometry"),
    "output_tiles": Use("geometry"),
    "result_column_tiles": Use("geometry"),
    "num_output_pieces": Use("work"),
    OUTPUT_PIECES: Use("work", types=("OutputPiece",)),
}

_COMPUTE: dict[str, Use] = {
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "dilation_width": Use("conv"),
    "has_bias": Use("conv"),
    ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
    "weight_tiles": Use("geometry"),
    "plane_sticks": Use("geometry"),
    "phases": Use("geometry"),
    "phase_sticks": Use("geometry"),
    "tap_step": Use("geometry"),
    "input_tiles": Use("geometry"),
    "output_tiles": Use("geometry"),
    "channel_tiles": Use("geometry"),
    "halo_column_tiles": Use("geometry"),
    "num_tiles_above": Use("work"),
    "first_own_tile": Use("work"),
    "num_own_tiles": Use("work"),
}

_GATHERED_COMPUTE: dict[str, Use] = {
    **_COMPUTE,
    "planes": Use("geometry"),
    "section_tiles": Use("geometry"),
    "plane_positions": Use("work"),
    "num_tiles_below": Use("work"),
    "column_tiles": Use("geometry"),
    "result_column_tiles": Use("geometry"),
}

_PLACED_COMPUTE: dict[str, Use] = {
    **_COMPUTE,
    "first_weight_tiles": Use("geometry"),
    "strip_rows": Use("geometry"),
    "strip_row_sticks": Use("geometry"),
    "strip_row_blocks": Use("geometry"),
    "group_columns": Use("geometry"),
    "plane_pages": Use("geometry"),
    "input_place_rows": Use("geometry"),
    "input_filled_rows": Use("geometry"),
    "input_beside_rows": Use("geometry"),
    "input_beside": Use("geometry"),
    "input_below_rows": Use("geometry"),
    "input_below": Use("geometry"),
    "input_step_rows": Use("geometry"),
    "input_step": Use("geometry"),
    "result_front": Use("geometry"),
    "result_sticks": Use("geometry"),
    "output_place_rows": Use("geometry"),
    "output_beside_rows": Use("geometry"),
    "output_beside": Use("geometry"),
    "output_below_rows": Use("geometry"),
    "output_below": Use("geometry"),
    "output_step_rows": Use("geometry"),
    "output_step": Use("geometry"),
    "num_unfilled_sticks": Use("work"),
    "num_input_sections": Use("work"),
    "num_input_runs": Use("work"),
    "num_output_sections": Use("work"),
    "input_sections": Use("work", types=("InputSection",)),
    "output_sections": Use("work", types=("OutputSection",)),
    RUNS: Use("work", types=("PlacedRun",)),  # the last list: sections tell the number of their runs
}

_PLACED_WRITER: dict[str, Use] = {
    "channel_tiles": Use("geometry"),
    "group_columns": Use("geometry"),
    "input_tiles": Use("geometry"),
    "halo_column_tiles": Use("geometry"),
    "num_halo_tiles": Use("work"),
    HALO_TILES: Use("work", types=("HaloTile",)),
}

_GATHERED_WRITER: dict[str, Use] = {
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
    """What the kernels of a variant of planes use: blocks are placed by packers, tiles are gathered."""
    if variant.multiply == "blocks":
        reader, compute, writer, buffers = _PLACED_READER, _PLACED_COMPUTE, _PLACED_WRITER, PLACED_BUFFERS
    else:
        reader, compute, writer, buffers = _GATHERED_READER, _GATHERED_COMPUTE, _GATHERED_WRITER, GATHERED_BUFFERS
    compute = {**compute, **multiply_of(variant).compute}
    return ScheduleUses({"reader": _with_links(variant, reader), "compute": compute, "writer": writer}, buffers)


def _with_links(variant: Variant, reader: dict[str, Use]) -> dict[str, Use]:
    links: dict[TopologyName, dict[str, Use]] = {
        "none": {},
        "column": TO_A_LINE,
        "row": TO_A_LINE,
        "grid": {**TO_A_GRID, "mcast_num_dests": Use("link", SENDER)},
    }
    return {**reader, **links[variant.multicast.topology]}
