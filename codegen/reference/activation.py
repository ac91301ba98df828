"""The activations, exactly: what the emitted kernels approximate."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.model.activations import LEAKY_RELU_SLOPE

Numbers = NDArray[np.floating[Any]]

_erf = np.vectorize(math.erf, otypes=[np.float64])


def _sigmoid(x: Numbers) -> Numbers:
    """1 / (1 + exp(-x)), whose exponential may overflow."""
    return np.exp(-np.logaddexp(0, -x))


def _hardsigmoid(x: Numbers) -> Numbers:
    return np.clip(x / 6 + 0.5, 0, 1)


ACTIVATION_FUNCTIONS: Mapping[str, Callable[[Numbers], Numbers]] = MappingProxyType(
    {
        "none": lambda x: x,
        "relu": lambda x: np.maximum(x, 0),
        "relu6": lambda x: np.clip(x, 0, 6),
        "gelu": lambda x: x * 0.5 * (1 + _erf(x / math.sqrt(2))),
        "silu": lambda x: x * _sigmoid(x),
        "sigmoid": _sigmoid,
        "tanh": np.tanh,
        "hardsigmoid": _hardsigmoid,
        "hardswish": lambda x: x * _hardsigmoid(x),
        "leaky_relu": lambda x: np.where(x < 0, LEAKY_RELU_SLOPE * x, x),
    }
)
"""gelu is the one with the error function, torch's default; tt-metal's fast form of it is what the kernels use."""
