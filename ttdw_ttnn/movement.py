"""Tensors brought to the shards that a program works on, and its output to what was asked for: by ttnn, on the chip.

Nothing is deallocated here: a tensor of another shape may share the memory of the one that it was made of.
"""

from __future__ import annotations

from typing import Any

import ttnn

from ttdw_ttnn.layer import Layer, Placement
from ttdw_ttnn.program import core_range_set
from ttdw_ttnn.stock import Outside

_layouts = {"TILE": ttnn.TILE_LAYOUT, "ROW_MAJOR": ttnn.ROW_MAJOR_LAYOUT}


def shards_in_l1(placement: Placement, sticks: int, channels: int) -> Any:
    """The memory config of shards of this size."""
    orientation = getattr(ttnn.ShardOrientation, placement.orientation)
    spec = ttnn.ShardSpec(core_range_set(placement.ranges), [sticks, channels], orientation)
    return ttnn.MemoryConfig(getattr(ttnn.TensorMemoryLayout, placement.layout), ttnn.BufferType.L1, spec)


def bring_in(x: Any, layer: Layer, placement: Placement) -> Any:
    """The input as shards in the layout of a layer on its cores, with its channels; itself if it is."""
    geometry, case = layer.plan.geometry, layer.plan.case
    memory = shards_in_l1(placement, geometry.input_shard_sticks, geometry.shard_channels)
    sticks = [1, 1, case.batch * case.input[0] * case.input[1], x.shape[-1]]
    if list(x.shape) != sticks:
        x = ttnn.reshape(x, ttnn.Shape(sticks))
    if case.channels != x.shape[-1]:
        x = ttnn.repeat_interleave(x, case.channels // x.shape[-1], dim=3)
    if x.layout != _layouts[layer.layout]:
        if x.is_sharded() and x.memory_config() != memory:
            x = ttnn.to_memory_config(x, _for_tiles(memory))
        x = ttnn.to_layout(x, ttnn.TILE_LAYOUT)
    return x if x.memory_config() == memory else ttnn.to_memory_config(x, memory)


def _for_tiles(memory: Any) -> Any:
    """Where row-major sticks go that are no shards of whole tiles, before ttnn makes tiles of them."""
    of_all_sticks = memory.memory_layout == ttnn.TensorMemoryLayout.WIDTH_SHARDED  # row-major ones are never filled up
    return ttnn.L1_MEMORY_CONFIG if of_all_sticks else memory


def allocate_output(layer: Layer, placement: Placement, dtype: Any, device: Any) -> Any:
    """The output, with nothing in it yet: shards in the layout of a layer."""
    geometry, case = layer.plan.geometry, layer.plan.case
    memory = shards_in_l1(placement, geometry.output_shard_sticks, geometry.shard_channels)
    shape = ttnn.Shape([1, 1, geometry.output_sticks, case.channels])
    return ttnn.allocate_tensor_on_device(shape, dtype, _layouts[layer.layout], device, memory)


def hand_out(output: Any, outside: Outside) -> Any:
    """The output as ttnn.conv2d returns it."""
    if outside.memory_config.is_sharded():
        return _placed(_laid_out(output, outside), outside)
    return _laid_out(_placed(output, outside), outside)  # shards in which tiles are not full have no row-major form


def _laid_out(output: Any, outside: Outside) -> Any:
    return output if output.layout == outside.layout else ttnn.to_layout(output, outside.layout)


def _placed(output: Any, outside: Outside) -> Any:
    memory = outside.memory_config
    return output if output.memory_config() == memory else ttnn.to_memory_config(output, memory)
