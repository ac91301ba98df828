"""Networks on sequences, whose depthwise layers have one dimension: an image with a single row."""

from __future__ import annotations

from codegen.networks.layer import Layer
from codegen.networks.network import Network, Paper, network


def _sequence_layer(channels: int, positions: int, kernel: int, before: int) -> Layer:
    """A layer whose output has as many positions as its input, `before` of its zeros in front and the others behind."""
    sides = (0, 0, before, kernel - 1 - before)
    return Layer(channels, (1, positions), (1, kernel), (1, 1), sides, "silu", True)


_MAMBA = Paper("Gu and Dao", "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", 2023, "2312.00752")

MAMBAS = [
    network(
        f"mamba_{name}",
        f"Mamba {name.upper().replace('_', '.')}, {positions} positions",
        _MAMBA,
        [_sequence_layer(2 * width, positions, 4, before=3)] * layers,
        note="no output sees a later position",
    )
    for name, width, layers, positions in (("130m", 768, 24, 2048), ("1_4b", 2048, 48, 2048), ("2_8b", 2560, 64, 2048))
]

_CONFORMER = Paper(
    "Gulati et al.", "Conformer: Convolution-augmented Transformer for Speech Recognition", 2020, "2005.08100"
)

CONFORMERS = [
    network(
        f"conformer_{name}",
        f"Conformer-{name.upper()}, 20 s of speech",
        _CONFORMER,
        [_sequence_layer(width, 500, 32, before=15)] * layers,
        note="table 1; of 2,000 frames of 10 ms, a quarter is left behind the first layers",
    )
    for name, width, layers in (("s", 144, 16), ("m", 256, 16), ("l", 512, 17))
]

ALL: list[Network] = [*MAMBAS, *CONFORMERS]
