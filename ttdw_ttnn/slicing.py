"""Slices of tensors in DRAM: cut out as rows, computed one behind the other, and put together again, on the chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ttnn

from codegen.plan.slices import Box
from ttdw_ttnn.call import Call
from ttdw_ttnn.layers import InSlices
from ttdw_ttnn.stock import Outside

DIMENSIONS = {"height": 1, "width": 2}
"""Of [batch, height, width, channels]."""


def compute_slices(call: Call, cut: InSlices, outside: Outside, compute: Callable[[int, Any], Any]) -> Any:
    """The output of a call, as ttnn.conv2d returns it.

    Args:
        call: The call.
        cut: Its slices.
        outside: What ttnn.conv2d returns.
        compute: From the number of a slice and its input, as rows in DRAM, to its output, wherever it is.
    """
    rows = as_images(call.input_tensor, (call.input_height, call.input_width), call.in_channels, call)
    outputs = [
        as_images(compute(number, cut_out(rows, one.slice.inputs)), one.slice.case.output, call.out_channels, call)
        for number, one in enumerate(cut.pieces)
    ]
    return as_asked(joined(outputs, DIMENSIONS[cut.axis]), call, outside)


def as_images(x: Any, size: tuple[int, int], channels: int, call: Call) -> Any:
    """Sticks as rows in DRAM, [batch, height, width, channels]; in bfloat16, which holds what tiles of bfloat8_b do."""
    if x.memory_config() != ttnn.DRAM_MEMORY_CONFIG:
        x = ttnn.to_memory_config(x, ttnn.DRAM_MEMORY_CONFIG)
    if x.layout != ttnn.ROW_MAJOR_LAYOUT:
        x = ttnn.to_layout(x, ttnn.ROW_MAJOR_LAYOUT)
    return ttnn.reshape(x, ttnn.Shape([call.batch_size, *size, channels]))


def cut_out(rows: Any, box: Box) -> Any:
    """Rows and columns of all images of a tensor, with all channels."""
    batch, *_, channels = rows.shape
    first, end = [box.rows.start, box.columns.start], [box.rows.stop, box.columns.stop]
    return ttnn.slice(rows, [0, *first, 0], [batch, *end, channels])


def joined(outputs: Sequence[Any], dimension: int) -> Any:
    """Slices beside each other."""
    return outputs[0] if len(outputs) == 1 else ttnn.concat([*outputs], dimension)


def as_asked(images: Any, call: Call, outside: Outside) -> Any:
    """Rows in DRAM as ttnn.conv2d returns them."""
    output = ttnn.reshape(images, ttnn.Shape([*outside.shape]))
    if outside.layout == ttnn.TILE_LAYOUT:
        output = ttnn.to_layout(output, ttnn.TILE_LAYOUT, dtype=call.output_dtype)
    memory = outside.memory_config
    return output if output.memory_config() == memory else ttnn.to_memory_config(output, memory)
