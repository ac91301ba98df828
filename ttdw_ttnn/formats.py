"""What the names of ttnn are in a case: a row for each number format and each activation that is served."""

from __future__ import annotations

from types import MappingProxyType

from codegen.model.case import Activation
from codegen.model.formats import BFLOAT8_B, BFLOAT16, Format

TENSOR_FORMATS = MappingProxyType({"BFLOAT16": BFLOAT16, "BFLOAT8_B": BFLOAT8_B})
"""Formats of input and output, by the name of ttnn's DataType."""

WEIGHTS_FORMAT: Format = BFLOAT16
"""What weights are prepared in, whatever they come in. It holds all numbers of bfloat8_b."""

ACTIVATIONS: MappingProxyType[str, Activation] = MappingProxyType(
    {"RELU": "relu", "RELU6": "relu6", "SILU": "silu", "GELU": "gelu"}
)
"""By the name of ttnn's UnaryOpType; each without parameters."""
