"""Convolutions along one dimension: images of one row, for which ttnn has an operation of its own."""

from __future__ import annotations

from typing import Any

import ttnn

from ttdw_ttnn.call import PARAMETERS
from ttdw_ttnn.fallback import note, write
from ttdw_ttnn.operation import serve
from ttdw_ttnn.stock import call_of
from ttdw_ttnn.weights import are_prepared

CONV1D = ttnn.conv1d
"""The operation of ttnn, whatever stands in its place while a model is patched."""

STOCK = "ttnn.conv1d"
"""Where a layer ran that is no depthwise one."""


def conv1d(
    *,
    input_tensor: Any,
    weight_tensor: Any,
    device: Any,
    in_channels: int,
    out_channels: int,
    batch_size: int,
    input_length: int,
    kernel_size: int,
    stride: int = 1,
    padding: Any = 0,
    dilation: int = 1,
    groups: int = 1,
    dtype: Any = None,
    bias_tensor: Any = None,
    conv_config: Any = None,
    compute_config: Any = None,
    memory_config: Any = None,
    slice_config: Any = None,
    return_output_dim: bool = False,
    return_weights_and_bias: bool = False,
    **others: Any,
) -> Any:
    """Convolve along one dimension: parameters and results are those of ttnn.conv1d.

    With as many groups as channels, each channel has kernels of its own, and it is computed here, if it can be;
    anything else is passed on to ttnn.

    Args:
        input_tensor: [batch, length, channels], [batch, 1, length, channels] or [1, 1, batch * length, channels].
        weight_tensor: [out_channels, 1, kernel] or [out_channels, 1, 1, kernel], or what this function has returned as
            weights.
        device: The chip.
        in_channels: Channels of the input.
        out_channels: Channels of the output.
        batch_size: Sequences.
        input_length: Positions of a sequence [sticks].
        kernel_size: Taps.
        stride: From an output to the next [sticks].
        padding: On both sides, or on the left and on the right: a causal layer has kernel - 1 and 0 [sticks].
        dilation: From a tap to the next [sticks].
        groups: Groups of channels.
        dtype: Type of the output; that of the input if left out.
        bias_tensor: [1, 1, 1, out_channels].
        conv_config: A Conv2dConfig.
        compute_config: Fidelity and sums in 32 bits.
        memory_config: Where the output goes in the end.
        slice_config: As of depthwise_conv2d; there are columns to cut, and one row.
        return_output_dim: Return the length of the output, too.
        return_weights_and_bias: Return the prepared weights and bias, too, which the next call takes.
        others: Parameters of a later ttnn, with which a call is passed on.

    Returns:
        The output, [1, 1, batch * output length, out_channels], and what else was asked for, in a tuple.
    """
    given = {name: value for name, value in locals().items() if name != "others"} | others
    left, right = (padding, padding) if isinstance(padding, int) else padding
    in_a_row = {
        "input_height": 1,
        "input_width": input_length,
        "kernel_size": (1, kernel_size),
        "stride": (1, stride),
        "padding": (0, 0, left, right),
        "dilation": (1, dilation),
    }
    call = call_of({name: given[name] for name in PARAMETERS if name in given} | in_a_row)
    if not call.is_depthwise:
        write(call.record(STOCK, "not depthwise"))
        return CONV1D(**given)
    if others:
        note(call.record(STOCK, f"parameters of a later ttnn: {', '.join(sorted(others))}"))
        return CONV1D(**given)
    return _with_length(serve(call_of(call.given(**_as_images(call)))), return_output_dim)


def _as_images(call: Any) -> dict[str, Any]:
    """The tensors of a call, where they have a dimension less than those of images of one row."""
    x, weights = call.input_tensor, call.weight_tensor
    if len(x.shape) == 3:
        x = ttnn.reshape(x, (call.batch_size, 1, call.input_width, call.in_channels))
    if len(weights.shape) == 3 and not are_prepared(weights):
        weights = weights.reshape((call.out_channels, 1, 1, call.kernel_size[1]))
    return {"input_tensor": x, "weight_tensor": weights}


def _with_length(results: Any, returns_dimensions: bool) -> Any:
    """The length of the output instead of its height and width."""
    if not returns_dimensions:
        return results
    output, (_, length), *others = results
    return (output, length, *others)
