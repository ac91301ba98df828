"""What the kernels of the flat schedule use."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.uses import ACTIVATION, ACTIVATION_TYPES, SENDER, TILE, BufferUse, ScheduleUses, Use
from codegen.model.variant import TopologyName, Variant
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES
from codegen.schedules.links import TO_A_GRID, TO_A_LINE

_BUFFERS = MappingProxyType(
    {
        "input": BufferUse("input", "page_bytes", "input_pages", "input_shard", "writer", "compute"),
        "weights": BufferUse("weights", TILE, "weight_window_tiles", "own", "reader", "compute"),
        "ones": BufferUse("weights", TILE, "first_slot_tile", "own", "reader", "compute", may_be_left_out=True),
        "linear": BufferUse("results", TILE, "linear_tiles", "own", "compute", "writer", may_be_left_out=True),
        "output": BufferUse(
            "results", "page_bytes", "output_pages", "output_shard", "compute", None, asked_by="writer"
        ),
    }
)

_GATHERED_BUFFERS = MappingProxyType(
    {
        **_BUFFERS,
        "input": BufferUse("input", "page_bytes", "input_pages", "own", "writer", "compute"),
        "shard": BufferUse("input", "page_bytes", "shard_pages", "input_shard", None, "writer"),
    }
)

_READER: dict[str, Use] = {
    "brought_tiles": Use("geometry"),
    "group_weight_tiles": Use("geometry"),
    "period_tiles": Use("geometry"),
    "spoon_tiles": Use("geometry"),
    "weight_window_tiles": Use("geometry"),
    "has_bias": Use("conv"),
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

_OUTPUT_ROWS: dict[str, Use] = {
    "output_height": Use("geometry"),
    "output_width": Use("geometry"),
    "stride_width": Use("conv"),
    "next_row_sticks": Use("geometry"),
    "next_image_sticks": Use("geometry"),
    "num_outputs": Use("work"),
    "first_output_row": Use("work"),
    "first_output_column": Use("work"),
}

_RUNS: dict[str, Use] = {
    **_OUTPUT_ROWS,
    "runs_are_rows": Use("geometry"),
    "run_chunks": Use("geometry"),
    "linear_takes_runs": Use("geometry"),
    "group_runs": Use("work"),
    "linear_group_tiles": Use("geometry"),
    "num_direct_runs": Use("work"),
}

_COMPUTE: dict[str, Use] = {
    "kernel_height": Use("conv"),
    "kernel_width": Use("conv"),
    "tap_row_pages": Use("geometry"),
    "tap_column_pages": Use("geometry"),
    "tap_tiles": Use("geometry"),
    "slot_tiles": Use("geometry"),
    "group_weight_tiles": Use("geometry"),
    "brought_tiles": Use("geometry"),
    "weights_stay": Use("geometry"),
    "spoon_tiles": Use("geometry"),
    "has_bias": Use("conv"),
    ACTIVATION: Use("conv", types=ACTIVATION_TYPES),
    "shard_channels": Use("geometry"),
    "stick_pages": Use("geometry"),
    "chunk_pages": Use("geometry"),
    "input_pages": Use("geometry"),
    "output_pages": Use("geometry"),
    "num_runs": Use("work"),
    "num_positions": Use("work"),
    **_RUNS,
}

_WRITER: dict[str, Use] = {
    "stick_bytes": Use("geometry"),
    **_RUNS,
}

_PUBLISHED: dict[str, Use] = {"input_pages": Use("geometry")}

_GATHERED: dict[str, Use] = {
    **_PUBLISHED,
    "page_bytes": Use("geometry"),
    "input_group_pages": Use("geometry"),
    "num_input_pieces": Use("work"),
    "num_input_sources": Use("work"),
    INPUT_SOURCES: Use("work", types=("InputSource",)),
    INPUT_PIECES: Use("work", types=("InputPiece",)),
}


def flat_uses(variant: Variant) -> ScheduleUses:
    """What the kernels of a flat variant use: the writer publishes a prepared input, and gathers others."""
    reader = _READER_BY_TOPOLOGY[variant.multicast.topology]
    if variant.input == "sharded":
        writer = {**_WRITER, **_GATHERED}
        return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": writer}, _GATHERED_BUFFERS)
    writer = {**_WRITER, **_PUBLISHED}
    return ScheduleUses({"reader": reader, "compute": _COMPUTE, "writer": writer}, _BUFFERS)
