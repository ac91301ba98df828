"""The activations: one row for each says all that is needed to emit it, and how to read results back.

What a row leaves to others: the exact function (codegen.reference.activation), and what the emulator computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType


@dataclass(frozen=True)
class Activation:
    """What is applied to each result.

    Attributes:
        name: What cases and the emitted operation call it; torch.nn.functional has it by this name.
        init: The call of tt-metal that prepares the vector unit; None where the packer applies it, or nobody.
        apply: The call that applies it to the tile `idst` of Dst.
        header: The header of both, in eltwise_unary; None where the compute API itself has them.
        rises: Sums between which it rises strictly, so that a result tells its sum.
        emulated_within: How far a chip may be from the emulator, as measured on simulated chips; 0: bit for bit.
    """

    name: str
    init: str | None = None
    apply: str | None = None
    header: str | None = None
    rises: tuple[float, float] = (-inf, inf)
    emulated_within: float = 0.0

    @property
    def on_vector_unit(self) -> bool:
        """Whether the vector unit applies it."""
        return self.apply is not None


LEAKY_RELU_SLOPE = 0.01
"""Slope of leaky_relu below zero: the default of ttnn.leaky_relu and of torch."""

_UNIT_BELOW_ONE = 2**-8
"""The last bit of bfloat16 from 1/2 to 1, by which simulated chips differed, mostly where Dst has 16 bits."""

_ALL = (
    Activation("none"),
    Activation("relu", rises=(0, inf)),
    Activation("relu6", rises=(0, 6)),
    Activation(
        "gelu",
        init="gelu_tile_init</*fast_and_approx=*/true>()",
        apply="gelu_tile</*fast_and_approx=*/true>(idst)",
        header="gelu.h",
        rises=(0, inf),
        emulated_within=0.032,
    ),
    Activation("silu", init="silu_tile_init()", apply="silu_tile(idst)", rises=(0, inf), emulated_within=0.032),
    Activation(
        "sigmoid",
        init="sigmoid_tile_init()",
        apply="sigmoid_tile(idst)",
        rises=(-4, 4),
        emulated_within=_UNIT_BELOW_ONE,
    ),
    Activation(
        "tanh",
        init="tanh_tile_init()",
        apply="tanh_tile(idst)",
        rises=(-2, 2),
        emulated_within=_UNIT_BELOW_ONE,
    ),
    Activation(
        "hardsigmoid",
        init="hardsigmoid_tile_init()",
        apply="hardsigmoid_tile(idst)",
        header="activations.h",
        rises=(-3, 3),
        emulated_within=_UNIT_BELOW_ONE,
    ),
    Activation(
        "hardswish",
        init="hardsigmoid_tile_init()",  # of which it is made
        apply="hardswish_tile(idst)",
        header="activations.h",
        rises=(0, inf),
        emulated_within=2**-10,
    ),
    Activation(
        "leaky_relu",
        init="leaky_relu_tile_init()",
        apply="leaky_relu_tile(idst, leaky_relu_slope)",
        header="relu.h",
    ),
)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType({one.name: one for one in _ALL})
"""By name, in the order of the emitted enumeration."""
