"""A layer launched by ttnn and here, with what the chip counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import ttnn

from codegen.plan.program import ProgramPlan
from ttdw_ttnn import fallback
from ttdw_ttnn.counting.as_call import as_call
from ttdw_ttnn.counting.counters import Counts, read_counts
from ttdw_ttnn.operation import depthwise_conv2d
from ttdw_ttnn.stock import CONV2D, first_line


class Measured(NamedTuple):
    """What a layer costs: counters, or the reason why there are none."""

    ours: Counts | str
    stock: Counts | str


def measure(plan: ProgramPlan, device: Any) -> Measured:
    """Count what a layer does that finds its weights prepared: in all its programs, those for halo and shards, too."""
    given = as_call(plan, device)
    stock = _second_launch(CONV2D, given, device)
    ours = _second_launch(depthwise_conv2d, given, device)
    return Measured(ours=fallback.last_fallback or ours, stock=stock)


def _second_launch(conv2d: Callable[..., Any], given: dict[str, Any], device: Any) -> Counts | str:
    try:
        _, (weights, bias) = conv2d(**given, return_weights_and_bias=True)  # the output is given back at once
        ttnn.synchronize_device(device)
        before = read_counts()
        output = conv2d(**given | {"weight_tensor": weights, "bias_tensor": bias})
        ttnn.synchronize_device(device)
    except RuntimeError as error:
        return first_line(error)
    ttnn.deallocate(output)
    return read_counts().since(before)
