"""Input tensors of a case: random numbers that bfloat16 holds exactly, the same for every backend."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from codegen.reference.bfloat16 import Floats, round_to_bfloat16
from codegen.spec.case import Case


@dataclass(frozen=True)
class Tensors:
    """What a case computes with.

    Attributes:
        input: [batch, height, width, channels], not padded.
        weights: [channels, kernel height, kernel width].
        bias: [channels]; zeros for a case without one.
    """

    input: Floats
    weights: Floats
    bias: Floats


def make_tensors(case: Case) -> Tensors:
    """Numbers from a normal distribution; the seed is the case's id."""
    random = np.random.default_rng(zlib.crc32(case.id.encode()))
    height, width = case.input
    return Tensors(
        input=round_to_bfloat16(random.standard_normal((case.batch, height, width, case.channels))),
        weights=round_to_bfloat16(random.standard_normal((case.channels, *case.kernel))),
        bias=round_to_bfloat16(random.standard_normal(case.channels) * case.bias),
    )


def pad_input(case: Case, numbers: Floats) -> Floats:
    """Zeros around each image: [batch, padded height, padded width, channels]."""
    top, bottom, left, right = case.padding_sides
    return np.pad(numbers, ((0, 0), (top, bottom), (left, right), (0, 0)))
