"""The operation: from ttnn's tensors to ttnn's tensors, or passed on to ttnn.conv2d with a reason."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import ttnn

from ttdw_ttnn.call import Call
from ttdw_ttnn.fallback import STOCK, NotServedError, note
from ttdw_ttnn.layer import Layer
from ttdw_ttnn.movement import allocate_output, bring_in, hand_out
from ttdw_ttnn.program import Program
from ttdw_ttnn.stock import CONV2D, ask, call_of, first_line
from ttdw_ttnn.weights import as_a_model_has_them, bias_on_chip, layer_of, weights_for

NO_ROOM = ("Out of Memory", "clash with L1 buffers", "beyond max L1 size")
"""What ttnn says when there is not enough L1 for tensors, or for buffers beside them."""


def depthwise_conv2d(
    *,
    input_tensor: Any,
    weight_tensor: Any,
    device: Any,
    in_channels: int,
    out_channels: int,
    batch_size: int,
    input_height: int,
    input_width: int,
    kernel_size: Any,
    stride: Any = (1, 1),
    padding: Any = (0, 0),
    dilation: Any = (1, 1),
    groups: int = 1,
    dtype: Any = None,
    bias_tensor: Any = None,
    conv_config: Any = None,
    compute_config: Any = None,
    memory_config: Any = None,
    slice_config: Any = None,
    return_output_dim: bool = False,
    return_weights_and_bias: bool = False,
) -> Any:
    """Convolve each channel with a kernel of its own, or with several: parameters and results are those of ttnn.conv2d.

    Args:
        input_tensor: [1, 1, batch * height * width, channels] or [batch, height, width, channels] on the chip.
        weight_tensor: [out_channels, 1, kernel height, kernel width], or what this function has returned as weights.
        device: The chip.
        in_channels: Channels of the input.
        out_channels: Channels of the output: as many, or a multiple, of which those of an input channel follow each
            other.
        batch_size: Images.
        input_height: Rows of an image [sticks].
        input_width: Columns of an image [sticks].
        kernel_size: Rows and columns of the kernel [taps].
        stride: Rows and columns from an output to the next [sticks].
        padding: Of rows and columns, or top, bottom, left and right [sticks].
        dilation: Rows and columns from a tap to the next [sticks].
        groups: Groups of channels: as many as channels of the input.
        dtype: Type of the output; that of the input if left out.
        bias_tensor: [1, 1, 1, out_channels]. With weights that were returned it only says that there is one.
        conv_config: A Conv2dConfig: shards, activation, layout of the output. What tells how ttnn divides its own
            work, such as act_block_h_override, has no effect but on the grid.
        compute_config: Fidelity and sums in 32 bits.
        memory_config: Where the output goes in the end.
        slice_config: Conv2dL1FullSliceConfig, or None.
        return_output_dim: Return the height and width of the output, too.
        return_weights_and_bias: Return the prepared weights and bias, too, which the next call takes.

    Returns:
        The output, [1, 1, batch * output height * output width, out_channels], and what else was asked for, in a tuple.
        `ttdw_ttnn.last_fallback` says why a call was passed on to ttnn.conv2d.
    """
    return serve(call_of(locals()))


def serve(call: Call) -> Any:
    """Compute a call, or pass it on."""
    try:
        layer = layer_of(call)
        weights = weights_for(call, layer)
        x = _attempt(bring_in, call.input_tensor, layer, ask(call).placement)
    except NotServedError as refusal:
        return pass_on(call, str(refusal))
    answer = ask(call)
    is_taken_by_stock = call.in_channels == call.out_channels  # which gets the input if it cannot be launched here
    if call.frees_input and is_taken_by_stock and x.buffer_unique_id() != call.input_tensor.buffer_unique_id():
        ttnn.deallocate(call.input_tensor)
        call = replace(call, input_tensor=x)
    try:
        output = _attempt(_launch, layer, x, weights, call)
    except NotServedError as refusal:
        return pass_on(call, str(refusal))
    if call.frees_input:
        ttnn.deallocate(call.input_tensor)
    note(call.record(layer.plan.variant.schedule))
    results = [hand_out(output, answer)]
    if call.return_output_dim:
        results.append(layer.plan.case.output)
    if call.return_weights_and_bias:
        results.append((weights, bias_on_chip(call.bias_tensor, call.device)))
    return results[0] if len(results) == 1 else tuple(results)


def pass_on(call: Call, reason: str) -> Any:
    """Let ttnn.conv2d do it, and say why."""
    note(call.record(STOCK, reason))
    weights, bias = as_a_model_has_them(call)
    return CONV2D(**call.given(weight_tensor=weights, bias_tensor=bias))


def _launch(layer: Layer, x: Any, weights: Any, call: Call) -> Any:
    output = allocate_output(layer, ask(call).placement, call.output_dtype, call.device)
    _program(layer).launch(x, weights, output)
    return output


@cache
def _program(layer: Layer) -> Program:
    return Program(layer.plan)


def _attempt(step: Any, *arguments: Any) -> Any:
    """A step that takes L1.

    Raises:
        NotServedError: There is none left.
    """
    try:
        return step(*arguments)
    except RuntimeError as error:
        if any(words in str(error) for words in NO_ROOM):
            raise NotServedError(f"not enough L1: {first_line(error)}") from error
        raise
