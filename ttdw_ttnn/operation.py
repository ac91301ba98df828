"""The operation: from ttnn's tensors to ttnn's tensors, or passed on to ttnn.conv2d with a reason."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import ttnn

from codegen.plan.sequence import in_words
from ttdw_ttnn.call import Call
from ttdw_ttnn.fallback import STOCK, NotServedError, note
from ttdw_ttnn.layer import Layer, Placement
from ttdw_ttnn.layers import InSlices, layer_of, slices_of
from ttdw_ttnn.movement import allocate_output, bring_in, hand_out
from ttdw_ttnn.program import Program
from ttdw_ttnn.slicing import compute_slices
from ttdw_ttnn.stock import CONV2D, ask, ask_outside, call_of, first_line
from ttdw_ttnn.weights import as_a_model_has_them, bias_on_chip, weights_for

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
        slice_config: Whether rows or columns of an input in DRAM are cut, and in how many slices; 0 are the fewest that
            fit. Without one, it is cut if L1 does not hold it as a whole; with Conv2dL1FullSliceConfig, it never is.
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
        cut = slices_of(call)
        return _serve_slices(call, cut) if cut else _serve_whole(call)
    except NotServedError as refusal:
        return pass_on(call, str(refusal))


def pass_on(call: Call, reason: str) -> Any:
    """Let ttnn.conv2d do it, and say why."""
    note(call.record(STOCK, reason))
    weights, bias = as_a_model_has_them(call)
    return CONV2D(**call.given(weight_tensor=weights, bias_tensor=bias))


def _serve_whole(call: Call) -> Any:
    """Compute a call by one program.

    Raises:
        NotServedError: It is passed on.
    """
    layer = layer_of(call)
    weights = weights_for(call, layer)
    answer = ask(call)
    x = _attempt(bring_in, call.input_tensor, layer, answer.placement)
    is_taken_by_stock = call.in_channels == call.out_channels  # which gets the input if it cannot be launched here
    if call.frees_input and is_taken_by_stock and x.buffer_unique_id() != call.input_tensor.buffer_unique_id():
        ttnn.deallocate(call.input_tensor)
        call = replace(call, input_tensor=x)
    try:
        output = _attempt(_launch, layer, answer.placement, x, weights, call)
    except NotServedError as refusal:
        return pass_on(call, str(refusal))
    if call.frees_input:
        ttnn.deallocate(call.input_tensor)
    return _results(call, hand_out(output, answer), layer.plan.variant.schedule, layer.plan.case.output, weights)


def _serve_slices(call: Call, cut: InSlices) -> Any:
    """Compute a call by the programs of its slices, one behind the other.

    Raises:
        NotServedError: It is passed on.
    """
    first, *_ = cut.pieces
    outside, weights = ask_outside(call), weights_for(call, first.layer)
    prepared = replace(call, weight_tensor=weights)

    def compute(number: int, rows: Any) -> Any:
        _, layer, placement = cut.pieces[number]
        x = _attempt(bring_in, rows, layer, placement)
        return _attempt(_launch, layer, placement, x, weights_for(prepared, layer), call)

    output = compute_slices(call, cut, outside, compute)
    ran = f"{first.layer.plan.variant.schedule}, in {in_words(cut.axis, len(cut.pieces))}"
    return _results(call, output, ran, cut.size, weights)


def _results(call: Call, output: Any, ran: str, size: tuple[int, int], weights: Any) -> Any:
    """What a call returns: its output, and what else it asks for."""
    note(call.record(ran))
    results = [output]
    if call.return_output_dim:
        results.append(size)
    if call.return_weights_and_bias:
        results.append((weights, bias_on_chip(call.bias_tensor, call.device)))
    return results[0] if len(results) == 1 else tuple(results)


def _launch(layer: Layer, placement: Placement, x: Any, weights: Any, call: Call) -> Any:
    output = allocate_output(layer, placement, call.output_dtype, call.device)
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
