"""The case of a plan as a call of `ttnn.conv2d`, with random numbers, as a network would make it."""

from __future__ import annotations

from typing import Any

import numpy as np
import ttnn
from numpy.typing import NDArray

from codegen.model.formats import Format
from codegen.plan.program import ProgramPlan
from ttdw_ttnn.formats import ACTIVATIONS
from ttdw_ttnn.layer import Placement
from ttdw_ttnn.movement import shards_in_l1

WEIGHTS = ttnn.bfloat8_b
"""What all models of tt-metal take for their weights, whatever their tensors are in. In bfloat16, ttnn's own weights of
larger layers leave no room in L1."""


def as_call(plan: ProgramPlan, device: Any) -> dict[str, Any]:
    """The parameters: the input in shards of tiles on the cores of the case, weights and bias on the host."""
    case, geometry, random = plan.case, plan.geometry, np.random.default_rng(0)
    placement = Placement(plan.variant.memory_layout, plan.variant.shard_orientation, plan.ranges)
    memory = shards_in_l1(placement, geometry.input_shard_sticks, geometry.shard_channels)
    sticks = random.standard_normal((1, 1, case.batch * case.input[0] * case.input[1], case.channels))
    weights = random.standard_normal((case.channels, 1, *case.kernel))
    bias = random.standard_normal((1, 1, 1, case.channels))
    return {
        "input_tensor": _on_host(sticks, _dtype(case.input_format), ttnn.TILE_LAYOUT).to(device, memory),
        "weight_tensor": _on_host(weights, ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT),
        "bias_tensor": _on_host(bias, ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT) if case.bias else None,
        "device": device,
        "in_channels": case.channels,
        "out_channels": case.channels,
        "batch_size": case.batch,
        "input_height": case.input[0],
        "input_width": case.input[1],
        "kernel_size": case.kernel,
        "stride": case.stride,
        "padding": case.padding_sides,
        "dilation": case.dilation,
        "groups": case.channels,
        "dtype": _dtype(case.output_format),
        "conv_config": ttnn.Conv2dConfig(
            weights_dtype=WEIGHTS,
            shard_layout=getattr(ttnn.TensorMemoryLayout, plan.variant.memory_layout),
            activation=_activation(case.activation),
        ),
        "compute_config": ttnn.init_device_compute_kernel_config(
            device.arch(),
            math_fidelity=getattr(ttnn.MathFidelity, case.math_fidelity),
            fp32_dest_acc_en=case.fp32_dest_acc,
            packer_l1_acc=True,
        ),
        "slice_config": ttnn.Conv2dL1FullSliceConfig,
    }


def _dtype(number_format: Format) -> Any:
    return getattr(ttnn, number_format.ttnn)


def _activation(name: str) -> Any:
    for operation, (activation, parameters) in ACTIVATIONS.items():
        if activation == name:
            return ttnn.UnaryWithParam(getattr(ttnn.UnaryOpType, operation), *parameters)
    return None


def _on_host(numbers: NDArray[np.float64], dtype: Any, layout: Any) -> Any:
    tensor = ttnn.Tensor(np.ascontiguousarray(numbers, np.float32), ttnn.float32)
    return ttnn.to_dtype(tensor if layout == ttnn.ROW_MAJOR_LAYOUT else ttnn.to_layout(tensor, layout), dtype)
