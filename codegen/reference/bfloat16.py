"""bfloat16 in NumPy, which has no such type: numbers travel as float32, memory as 16-bit words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bits = NDArray[np.uint16]


def to_bits(numbers: NDArray[np.floating[Any]]) -> Bits:
    """Round to the nearest bfloat16, ties to even; NaN stays NaN.

    Args:
        numbers: Numbers of any shape.

    Returns:
        The upper halves of the float32 words, of the same shape.
    """
    words = np.ascontiguousarray(numbers, np.float32).view(np.uint32)
    rounded = (words + 0x7FFF + ((words >> 16) & 1)) >> 16
    return np.where(np.isnan(numbers), 0x7FC0, rounded).astype(np.uint16)


def from_bits(bits: Bits) -> Floats:
    """The numbers which 16-bit words stand for, exactly."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def round_to_bfloat16(numbers: NDArray[np.floating[Any]]) -> Floats:
    """The nearest numbers that bfloat16 can hold."""
    return from_bits(to_bits(numbers))
