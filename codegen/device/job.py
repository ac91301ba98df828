"""What the worker gets beside the plan: the tensors, and what the emitted factory takes from tensors and attributes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from codegen.device.named import named_kernels
from codegen.emit.context import define_of
from codegen.emulator.build import find_kernel
from codegen.model.arrays import Words
from codegen.model.formats import BFLOAT16, FORMATS
from codegen.model.targets import target_of
from codegen.model.uses import MEMORIES
from codegen.model.variant import KERNEL_NAMES, KernelName
from codegen.native.cache import digest, obtain
from codegen.native.writing import write_texts
from codegen.plan.chip import TILE_SIDE
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.shards import input_shards, join_output, layout_of
from codegen.reference.tensors import Tensors


def write_job(
    folder: Path, plan: ProgramPlan, tensors: Tensors, weights: Words, bias: Words, kernels: Mapping[KernelName, Path]
) -> None:
    """Fill the folder of a job, which worker.py describes.

    Args:
        folder: An empty folder.
        plan: The plan, for the sizes of the shards.
        tensors: What it computes with.
        weights: The prepared weights, [tiles, datums of a tile].
        bias: The prepared bias, [channel shards, datums of a stick], where it is a tensor of its own; else empty.
        kernels: The emitted file of each kernel.
    """
    geometry = plan.geometry
    noc = plan.variant.multicast.noc
    # Its numbers are those of its format, and all formats of inputs hold what bfloat16 holds, or less.
    np.save(folder / "input.npy", _lay_side_by_side(plan, BFLOAT16.encode(input_shards(plan, tensors.input))))
    np.save(folder / "weights.npy", weights)
    if bias.size:
        np.save(folder / "bias.npy", bias)
    # Without a bias, a kernel that could read one has an accessor which it does not use.
    accessors = ["weights", *(["bias" if bias.size else "weights"] if plan.variant.has_bias_tensor else [])]
    job = {
        "ranges": [[[one.start.x, one.start.y], [one.end.x, one.end.y]] for one in plan.ranges],
        "dtypes": [one.ttnn for one in FORMATS.values()],
        "input_dtype": plan.case.input_format.ttnn,
        "output_dtype": plan.case.output_format.ttnn,
        "layout": layout_of(plan),
        "memory_layout": plan.variant.memory_layout,
        "shard_orientation": plan.variant.shard_orientation,
        "input_shard": [geometry.input_shard_sticks, geometry.shard_channels],
        "output_shard": [geometry.output_shard_sticks, geometry.shard_channels],
        "output_shape": _tensor_shape(plan, geometry.output_shard_sticks),
        "memories": MEMORIES,
        "in_dram": ["weights", "bias"] if bias.size else ["weights"],
        "accessors": accessors,
        "tile_rows": {buffer.index: buffer.tile_rows for buffer in plan.buffers if buffer.tile_rows != TILE_SIDE},
        "define": define_of(plan.variant),
        "kernels": {name: str(file) for name, file in kernels.items()},
        "named_kernels": named_kernels(plan, kernels, accessors) if target_of(plan.variant).by_name else [],
        "reader_noc": noc,
        "writer_noc": 1 - noc,
        "math_fidelity": plan.case.math_fidelity,
        "fp32_dest_acc": plan.case.fp32_dest_acc,
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")


def read_output(plan: ProgramPlan, file: Path) -> Words:
    """The output which the worker has saved, in bfloat16: [batch, output height, output width, channels]."""
    sticks = np.load(file)
    height = plan.geometry.output_shard_sticks
    return join_output(plan, [sticks[_window(plan, core, height)] for core in plan.cores])


def write_kernels(texts: Mapping[str, str]) -> dict[KernelName, Path]:
    """Where the runtime finds each kernel: the emitted files in a folder of the cache, named by what they hold."""
    name = digest(part for path in sorted(texts) for part in (path, texts[path]))
    folder = obtain(f"emitted-{name}", lambda folder: write_texts(texts, folder))
    return {kernel: folder / find_kernel(texts, kernel) for kernel in KERNEL_NAMES}


def _lay_side_by_side(plan: ProgramPlan, shards: Words) -> Words:
    """The shards of all cores side by side, as the tensor that is cut into them: [stick shards * sticks, channels]."""
    height = shards.shape[1]
    tensor = np.zeros(_tensor_shape(plan, height), shards.dtype)
    for shard, core in zip(shards, plan.cores, strict=True):
        tensor[_window(plan, core, height)] = shard
    return tensor


def _tensor_shape(plan: ProgramPlan, shard_sticks: int) -> tuple[int, int]:
    geometry = plan.geometry
    return (geometry.stick_shards * shard_sticks, geometry.channel_shards * geometry.shard_channels)


def _window(plan: ProgramPlan, core: CorePlan, height: int) -> tuple[slice, slice]:
    width = plan.geometry.shard_channels
    stick, channel = core.work.stick_shard, core.work.channel_shard
    return (slice(stick * height, (stick + 1) * height), slice(channel * width, (channel + 1) * width))
