"""The activations, exactly: what the emitted kernels approximate."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from codegen.model.case import Activation

Numbers = NDArray[np.floating[Any]]

_erf = np.vectorize(math.erf, otypes=[np.float64])

ACTIVATION_FUNCTIONS: Mapping[Activation, Callable[[Numbers], Numbers]] = MappingProxyType(
    {
        "none": lambda x: x,
        "relu": lambda x: np.maximum(x, 0),
        "relu6": lambda x: np.clip(x, 0, 6),
        "gelu": lambda x: x * 0.5 * (1 + _erf(x / math.sqrt(2))),
        "silu": lambda x: x / (1 + np.exp(-x)),
    }
)
"""gelu is the one with the error function, torch's default; tt-metal's fast form of it is what the kernels use."""
