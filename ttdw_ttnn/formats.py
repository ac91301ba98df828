"""What the names of ttnn are in a case: a row for each number format and each activation that is served."""

from __future__ import annotations

from struct import pack
from types import MappingProxyType
from typing import Any

from codegen.model.activations import LEAKY_RELU_SLOPE
from codegen.model.formats import BFLOAT8_B, BFLOAT16, Format
from codegen.model.window import PaddingMode

TENSOR_FORMATS = MappingProxyType({"BFLOAT16": BFLOAT16, "BFLOAT8_B": BFLOAT8_B})
"""Formats of input and output, by the name of ttnn's DataType."""

WEIGHTS_FORMAT: Format = BFLOAT16
"""What weights are prepared in, whatever they come in. It holds all numbers of bfloat8_b."""

ACTIVATIONS: MappingProxyType[str, tuple[str, list[float]]] = MappingProxyType(
    {
        "RELU": ("relu", []),
        "RELU6": ("relu6", []),
        "SILU": ("silu", []),
        "GELU": ("gelu", []),
        "SIGMOID": ("sigmoid", []),
        "TANH": ("tanh", []),
        "HARDSIGMOID": ("hardsigmoid", []),
        "HARDSWISH": ("hardswish", []),
        "LEAKY_RELU": ("leaky_relu", [LEAKY_RELU_SLOPE]),
    }
)
"""By the name of ttnn's UnaryOpType: the activation, and the parameters with which it is served."""


PADDING_MODES: MappingProxyType[str, PaddingMode] = MappingProxyType({"Zeros": "zeros", "Replicate": "replicate"})
"""What lies in the padding, by the name of a PaddingMode."""


def activation_of(asked: Any) -> str | None:
    """What a UnaryWithParam is in a case; None if it is not served. ttnn holds parameters in single precision."""
    activation, parameters = ACTIVATIONS.get(asked.op_type.name, (None, []))
    same = len(asked.params) == len(parameters) and all(map(_same_in_float32, asked.params, parameters))
    return activation if same else None


def _same_in_float32(one: float, other: float) -> bool:
    return pack("f", one) == pack("f", other)
