"""Weights and bias: prepared on the host once, given back, taken back, and read back where ttnn has to have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import ttnn

from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from ttdw_ttnn.call import PARAMETERS, Call
from ttdw_ttnn.fallback import NotServedError
from ttdw_ttnn.formats import WEIGHTS_FORMAT
from ttdw_ttnn.layer import Layer
from ttdw_ttnn.layers import TensorToCome, layer_of, slices_of
from ttdw_ttnn.stock import call_of
from ttdw_ttnn.weight_layout import lay_out, recover

_prepared_for: dict[int, Layer] = {}
"""The layer for which weights on the chip were prepared, by the id of their buffer, which no other one ever has."""


@dataclass(frozen=True)
class Numbers:
    """Weights and bias as a model has them: [channels, kernel height, kernel width] and [channels]."""

    weights: Floats
    bias: Floats | None


def are_prepared(weights: Any) -> bool:
    """Whether weights have the form that this package gives them."""
    on_chip = weights.storage_type() == ttnn.StorageType.DEVICE
    shape = list(weights.shape)
    return on_chip and weights.layout == ttnn.ROW_MAJOR_LAYOUT and shape[:2] == [1, 1] and shape[-1] == TILE_DATUMS


def weights_for(call: Call, layer: Layer) -> Any:
    """The weights of a call as its layer reads them: those that it gives if they are, or new ones.

    Raises:
        NotServedError: They have been prepared by ttnn, or bfloat16 does not hold them.
    """
    given = call.weight_tensor
    if are_prepared(given):
        known = _prepared_for.get(given.buffer_unique_id())
        if list(given.shape)[2] == layer.weight_tiles and (known is None or layer.takes_weights_of(known)):
            return given
        if known is None:
            raise NotServedError(f"prepared weights of {list(given.shape)[2]} tiles, wanted {layer.weight_tiles}")
    return prepare(numbers_of(call), layer, call.device)


def prepare(numbers: Numbers, layer: Layer, device: Any) -> Any:
    """Weights and bias on the chip, laid out as a layer reads them: row-major, [1, 1, tiles, 1024]."""
    tiles = lay_out(layer.plan, numbers.weights, numbers.bias)
    host = ttnn.Tensor(np.ascontiguousarray(tiles[None, None]), ttnn.float32)
    prepared = ttnn.to_dtype(host, ttnn.bfloat16).to(device, ttnn.DRAM_MEMORY_CONFIG)
    _prepared_for[prepared.buffer_unique_id()] = layer
    return prepared


def numbers_of(call: Call) -> Numbers:
    """The numbers of a call's weights and bias, in bfloat16.

    Raises:
        NotServedError: They cannot be had, or bfloat16 does not hold them as ttnn would take them.
    """
    bias = call.bias_tensor
    if are_prepared(call.weight_tensor):
        weights, recovered = _recovered(call.weight_tensor)
        return Numbers(weights, recovered if recovered is not None or bias is None else _in_format(bias, call).ravel())
    wanted = [call.out_channels, 1, *map(int, call.kernel_size)]
    if list(call.weight_tensor.shape) != wanted:
        shape = list(call.weight_tensor.shape)
        raise NotServedError(f"weights of shape {shape}, wanted {wanted}, or those that were prepared here")
    weights = _in_format(call.weight_tensor, call).reshape(wanted[0], *wanted[2:])
    return Numbers(weights, None if bias is None else _in_format(bias, call).ravel())


def as_a_model_has_them(call: Call) -> tuple[Any, Any]:
    """Weights and bias on the host in the form that ttnn.conv2d prepares; what is not prepared here stays as it is."""
    if not are_prepared(call.weight_tensor):
        return call.weight_tensor, call.bias_tensor
    weights, bias = _recovered(call.weight_tensor)
    host = _on_host(weights[:, None])
    return host, call.bias_tensor if bias is None or call.bias_tensor is None else _on_host(bias[None, None, None])


def bias_on_chip(bias: Any, device: Any) -> Any:
    """What is returned as the prepared bias; its numbers lie among the weights."""
    if bias is None or bias.storage_type() == ttnn.StorageType.DEVICE:
        return bias
    return bias.to(device, ttnn.DRAM_MEMORY_CONFIG)


def prepare_depthwise_conv2d_weights(
    *,
    weight_tensor: Any,
    bias_tensor: Any = None,
    input_memory_config: Any,
    input_layout: Any,
    in_channels: int,
    out_channels: int,
    batch_size: int,
    input_height: int,
    input_width: int,
    kernel_size: Any,
    stride: Any = (1, 1),
    padding: Any = (0, 0),
    dilation: Any = (1, 1),
    groups: int,
    device: Any,
    input_dtype: Any,
    output_dtype: Any = None,
    conv_config: Any = None,
    compute_config: Any = None,
    slice_config: Any = None,
    weights_format: str = "OIHW",
    has_bias: bool | None = None,
) -> Any:
    """Prepare weights ahead of time, as ttnn.prepare_conv_weights does: the bias is put among them, so it comes along.

    Raises:
        ValueError: The convolution is passed on to ttnn.conv2d: prepare with ttnn.prepare_conv_weights; or a bias is
            announced and not given.
    """
    if weights_format != "OIHW":
        raise ValueError(f"weights_format is {weights_format!r}, wanted 'OIHW'")
    if has_bias and bias_tensor is None:
        raise ValueError("the bias is put among the weights: give bias_tensor, too")
    shape = ttnn.Shape([1, 1, batch_size * input_height * input_width, in_channels])
    given = {name: value for name, value in locals().items() if name in PARAMETERS}
    x = TensorToCome(shape, input_dtype, input_layout, input_memory_config)
    call = call_of(given | {"input_tensor": x, "dtype": output_dtype})
    try:
        cut = slices_of(call)
        return weights_for(call, cut.pieces[0].layer if cut else layer_of(call))
    except NotServedError as refusal:
        raise ValueError(f"passed on to ttnn.conv2d: {refusal}") from refusal


def prepare_depthwise_conv2d_bias(*, bias_tensor: Any, device: Any, **_others: Any) -> Any:
    """Put a bias on the chip, as ttnn.prepare_conv_bias does; its numbers are among the weights."""
    return bias_on_chip(bias_tensor, device)


def _recovered(prepared: Any) -> tuple[Floats, Floats | None]:
    layer = _prepared_for.get(prepared.buffer_unique_id())
    if layer is None:
        raise NotServedError("weights that another process has prepared")
    return recover(layer.plan, layer.places, _to_numpy(prepared))


def _in_format(tensor: Any, call: Call) -> Floats:
    """The numbers of a tensor, which bfloat16 must hold unless ttnn would round them to it, or to less, as well."""
    numbers = _to_numpy(tensor)
    rounded = WEIGHTS_FORMAT.round(numbers)
    wanted = call.conv_config.weights_dtype or call.weight_tensor.dtype
    if wanted == ttnn.float32 and not np.array_equal(rounded, numbers):
        raise NotServedError("weights in FLOAT32 that bfloat16 does not hold")
    return rounded


def _to_numpy(tensor: Any) -> Floats:
    """Any tensor of numbers as float32, in its logical shape."""
    host = tensor.cpu() if tensor.storage_type() == ttnn.StorageType.DEVICE else tensor
    numbers: Floats = np.array(ttnn.to_dtype(host, ttnn.float32).to_numpy(), np.float32)
    return numbers


def _on_host(numbers: Floats) -> Any:
    return ttnn.to_dtype(ttnn.Tensor(np.ascontiguousarray(numbers), ttnn.float32), ttnn.bfloat16)
