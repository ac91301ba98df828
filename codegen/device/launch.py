"""Launches a plan with `ttnn.generic_op`: the emitted kernels, unchanged, on a real or a simulated chip.

Runs in any Python that has ttnn (3.10, 3.12); torch is not needed. `python -m codegen.device` runs case files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import ttnn

from codegen.plan.buffers import BufferPlan
from codegen.plan.program import CorePlan, KernelArguments, ProgramPlan, Words, replace_weight_addr
from codegen.reference.bfloat16 import Bits, Floats, to_bits
from codegen.reference.shards import input_shards, join_output, weight_tiles
from codegen.reference.tensors import Tensors
from codegen.spec.variant import KernelName

_LAYOUTS = {
    name: getattr(ttnn.TensorMemoryLayout, name) for name in ("HEIGHT_SHARDED", "WIDTH_SHARDED", "BLOCK_SHARDED")
}


def launch(plan: ProgramPlan, tensors: Tensors, kernels: Path, device: Any) -> Bits:
    """Run a plan once.

    Args:
        plan: The plan; its weight address is taken from the device, whatever it says.
        tensors: What it computes with.
        kernels: Folder of the emitted kernels.
        device: An open ttnn device.

    Returns:
        [batch, output height, output width, channels] as bfloat16 words.

    Raises:
        RuntimeError: The device places cores elsewhere than the plan's chip.
    """
    for core in plan.cores:
        noc = device.worker_core_from_logical_core(ttnn.CoreCoord(core.core.x, core.core.y))
        if (noc.x, noc.y) != (core.noc.x, core.noc.y):
            raise RuntimeError(f"core {core.core} is at NoC ({noc.x},{noc.y}), the plan says {core.noc}")
    geometry = plan.geometry
    shards = input_shards(plan, tensors.input)
    input_tensor = _sharded(plan, _tile_shards(plan, shards), geometry.input_shard_sticks, device)
    zeros = np.zeros((len(plan.cores), geometry.output_shard_sticks, geometry.shard_channels), np.float32)
    output_tensor = _sharded(plan, _tile_shards(plan, zeros), geometry.output_shard_sticks, device)
    weights = _host(weight_tiles(plan, tensors)).to(device, ttnn.DRAM_MEMORY_CONFIG)

    plan = replace_weight_addr(plan, weights.buffer_address())
    program = _describe_program(plan, kernels, input_tensor, output_tensor, weights)
    ttnn.generic_op([input_tensor, weights, output_tensor], program)
    result = ttnn.to_dtype(output_tensor.cpu(), ttnn.float32).to_numpy()
    return join_output(plan, _untile_shards(plan, to_bits(np.asarray(result))))


def _describe_program(plan: ProgramPlan, kernels: Path, source: Any, result: Any, weights: Any) -> Any:
    cores = _core_range_set(plan)
    noc = plan.variant.multicast.noc
    accessor = list(ttnn.TensorAccessorArgs(weights).get_compile_time_args())
    configs: dict[KernelName, Any] = {
        "reader": ttnn.DataMovementConfigDescriptor(
            processor=ttnn.DataMovementProcessor.RISCV_0, noc=(ttnn.NOC.NOC_0, ttnn.NOC.NOC_1)[noc]
        ),
        "compute": ttnn.ComputeConfigDescriptor(
            math_fidelity=getattr(ttnn.MathFidelity, plan.case.math_fidelity),
            fp32_dest_acc_en=plan.case.fp32_dest_acc,
        ),
        "writer": ttnn.DataMovementConfigDescriptor(
            processor=ttnn.DataMovementProcessor.RISCV_1, noc=(ttnn.NOC.NOC_0, ttnn.NOC.NOC_1)[1 - noc]
        ),
    }
    return ttnn.ProgramDescriptor(
        kernels=[
            _describe_kernel(
                kernels / f"{name}_depthwise_conv2d.cpp",
                cores,
                plan.kernels[name],
                accessor if name == "reader" else [],
                [(core, core.arguments[name]) for core in plan.cores],
                config,
            )
            for name, config in configs.items()
        ],
        cbs=[_describe_buffer(buffer, cores, source, result) for buffer in plan.buffers],
        semaphores=[
            ttnn.SemaphoreDescriptor(
                id=one.id, core_type=ttnn.CoreType.WORKER, core_ranges=cores, initial_value=one.initial_value
            )
            for one in plan.variant.semaphores
        ],
    )


def _describe_kernel(
    file: Path,
    cores: Any,
    shared: KernelArguments,
    accessor: list[int],
    arguments: list[tuple[CorePlan, Words]],
    config: Any,
) -> Any:
    return ttnn.KernelDescriptor(
        kernel_source=str(file.resolve()),
        source_type=ttnn.KernelDescriptor.SourceType.FILE_PATH,
        core_ranges=cores,
        compile_time_args=[*shared.compile_time.values(), *accessor],
        common_runtime_args=list(shared.common.values()),
        runtime_args=[(ttnn.CoreCoord(one.core.x, one.core.y), list(words.values())) for one, words in arguments],
        config=config,
    )


def _describe_buffer(buffer: BufferPlan, cores: Any, source: Any, result: Any) -> Any:
    layout = ttnn.CBFormatDescriptor(buffer_index=buffer.index, data_format=ttnn.bfloat16, page_size=buffer.page_bytes)
    if buffer.memory == "own":
        return ttnn.CBDescriptor(total_size=buffer.num_bytes, core_ranges=cores, format_descriptors=[layout])
    tensor = source if buffer.memory == "input_shard" else result
    descriptor = ttnn.cb_descriptor_from_sharded_tensor(buffer.index, tensor)
    descriptor.format_descriptors = [layout]
    return descriptor


def _core_range_set(plan: ProgramPlan) -> Any:
    def corner(core: Any) -> Any:
        return ttnn.CoreCoord(core.x, core.y)

    return ttnn.CoreRangeSet([ttnn.CoreRange(corner(area.start), corner(area.end)) for area in plan.ranges])


def _sharded(plan: ProgramPlan, sticks: Floats, shard_sticks: int, device: Any) -> Any:
    orientation = getattr(ttnn.ShardOrientation, plan.variant.shard_orientation)
    spec = ttnn.ShardSpec(_core_range_set(plan), [shard_sticks, plan.geometry.shard_channels], orientation)
    layout = _LAYOUTS[plan.variant.memory_layout]
    return _host(sticks).to(device, ttnn.MemoryConfig(layout, ttnn.BufferType.L1, spec))


def _host(sticks: Floats) -> Any:
    """A row-major bfloat16 tensor [1, 1, sticks, channels] on the host."""
    words = ttnn.Tensor(np.ascontiguousarray(sticks[None, None]), ttnn.float32)
    return ttnn.to_dtype(words, ttnn.bfloat16)


def _tile_shards(plan: ProgramPlan, shards: Floats) -> Floats:
    """The shards of all cores side by side, as the tensor that is cut into them: [stick shards * sticks, channels]."""
    geometry = plan.geometry
    height = shards.shape[1]
    tensor = np.zeros((geometry.stick_shards * height, geometry.padded_channels), np.float32)
    for shard, core in zip(shards, plan.cores, strict=True):
        tensor[_window(plan, core, height)] = shard
    return tensor


def _untile_shards(plan: ProgramPlan, tensor: Bits) -> list[Bits]:
    height = plan.geometry.output_shard_sticks
    sticks = tensor.reshape(-1, plan.geometry.padded_channels)
    return [sticks[_window(plan, core, height)] for core in plan.cores]


def _window(plan: ProgramPlan, core: CorePlan, height: int) -> tuple[slice, slice]:
    width = plan.geometry.shard_channels
    stick, channel = core.work.stick_shard, core.work.channel_shard
    return (slice(stick * height, (stick + 1) * height), slice(channel * width, (channel + 1) * width))


def with_device(use: Callable[[Any], None]) -> None:
    """Open the chip, use it, close it whatever happens."""
    device = ttnn.open_device(device_id=0)
    try:
        use(device)
    finally:
        ttnn.close_device(device)
