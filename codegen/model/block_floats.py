"""bfloat8_b: sixteen datums beside each other share an exponent, and have a sign and seven bits of mantissa each.

A datum is sign * mantissa * 2^(exponent - 127 - 6): its leading one is not left out, as that of others may stand
farther down. Sixteen datums are a row of a face of a tile: channels of a stick, from a multiple of sixteen on.

A word of this module is a datum with its exponent: eight bits of exponent, one of sign, seven of mantissa. Memory holds
them apart, the exponents of a tile in front of its datums. The rules are those of ttnn's conversion on the host
(tt_metal/impl/data_format), and those of the packer in the public simulator ttsim; a test holds what both made of some
numbers against this module.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.model.arrays import Floats, Words

GROUP = 16
"""Datums that share an exponent."""

MANTISSA = 0x7F
SIGN = 0x80
TILE_DATUMS = 1024
TILE_EXPONENTS = TILE_DATUMS // GROUP


def encode(numbers: NDArray[np.floating[Any]]) -> Words:
    """As ttnn's host does it: what an exponent leaves of a mantissa is rounded to the nearest, ties to even.

    Args:
        numbers: [..., channels]; zeros are thought behind the last ones.

    Returns:
        Words of the same shape, uint16.
    """
    groups = _groups(np.ascontiguousarray(numbers, np.float32).view(np.uint32))
    exponents = (groups >> 23) & 0xFF
    significands = np.where(exponents > 0, (groups & 0x7FFFFF) | 0x800000, 0)
    shared = exponents.max(axis=-1, keepdims=True)
    aligned = significands >> np.minimum(shared - exponents, 31)
    kept, rest = aligned >> 17, aligned & 0x1FFFF
    kept += (rest > 0x10000) | ((rest == 0x10000) & (kept & 1 == 1))
    return _words(shared, groups >> 31, kept, numbers.shape)


def pack(numbers: NDArray[np.floating[Any]]) -> Words:
    """As the packer does it with numbers that are bfloat16 in Dst, where a program asks for precise packing.

    Half rounds away from zero. (Otherwise it would round to seven bits of significand first, and then once more.)

    Args:
        numbers: [..., channels], which bfloat16 can hold.

    Returns:
        Words of the same shape, uint16.
    """
    bfloat16 = np.ascontiguousarray(numbers, np.float32).view(np.uint32) >> 16
    magnitudes = np.minimum(bfloat16 & 0x7FFF, 0x7F80)
    groups = _groups(np.where(magnitudes < 0x80, 0, magnitudes))
    exponents = groups >> 7
    significands = np.where(exponents > 0, (groups & 0x7F) | 0x80, 0)
    shared = exponents.max(axis=-1, keepdims=True)
    shifts = np.minimum(shared - exponents, 8)
    kept = (significands + (1 << shifts)) >> (shifts + 1)
    return _words(shared, _groups(bfloat16 >> 15), kept, numbers.shape)


def decode(words: Words) -> Floats:
    """The numbers that words stand for; as on ttnn's host, zero has a sign, and what is below 2^-127 becomes zero."""
    words = words.astype(np.int32)
    mantissas = words & MANTISSA
    _, lengths = np.frexp(mantissas.astype(np.float32))
    exponents = np.where(mantissas > 0, (words >> 8) + lengths - 7, 0)
    fractions = (mantissas << (8 - lengths)) & MANTISSA
    bits = (exponents << 7) | fractions
    return (np.where(exponents < 0, 0, ((words << 8) & 0x8000) | bits).astype(np.uint32) << 16).view(np.float32)


def to_memory(words: Words) -> Words:
    """Words in the order of tiles -> memory, [..., tiles * 1024] -> [..., tiles * 544], two bytes in each uint16."""
    tiles = words.reshape(*words.shape[:-1], -1, TILE_DATUMS)
    memory = np.concatenate([tiles[..., ::GROUP] >> 8, tiles & 0xFF], axis=-1).astype(np.uint8)
    return memory.view(np.uint16).reshape(*words.shape[:-1], -1)


def from_memory(memory: Words) -> Words:
    """The inverse of to_memory."""
    tiles = np.ascontiguousarray(memory).view(np.uint8).reshape(*memory.shape[:-1], -1, TILE_EXPONENTS + TILE_DATUMS)
    exponents = np.repeat(tiles[..., :TILE_EXPONENTS].astype(np.uint16), GROUP, axis=-1)
    return ((exponents << 8) | tiles[..., TILE_EXPONENTS:]).reshape(*memory.shape[:-1], -1)


def _groups(values: Words) -> Words:
    """[..., channels] -> [..., groups, 16]."""
    missing = -values.shape[-1] % GROUP
    padded = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)])
    return padded.reshape(*values.shape[:-1], -1, GROUP)


def _words(shared: Words, signs: Words, mantissas: Words, shape: tuple[int, ...]) -> Words:
    """[..., groups, 16] -> words [..., channels]; zero has no sign."""
    mantissas = np.minimum(mantissas, MANTISSA)
    words = (shared << 8) | np.where(mantissas > 0, signs * SIGN, 0) | mantissas
    return words.reshape(*shape[:-1], -1)[..., : shape[-1]].astype(np.uint16)
