"""EfficientNets: one list of stages, scaled in width, depth and resolution; and TinyNets, which scale it down."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from codegen.networks.layer import Layer, Stage, halved, inverted_residuals, rounded
from codegen.networks.network import Network, Paper, network

B0 = (
    Stage(1, 16, 1, 1),
    Stage(6, 24, 2, 2),
    Stage(6, 40, 2, 2, kernel=5),
    Stage(6, 80, 3, 2),
    Stage(6, 112, 3, 1, kernel=5),
    Stage(6, 192, 4, 2, kernel=5),
    Stage(6, 320, 1, 1),
)
"""arXiv 1905.11946, table 1, whose resolutions give the strides."""

STEM = 32
"""Channels that the stem of the table gives."""


def scaled(
    size: int, width: float, depth: float, stem: int, blocks: Callable[[float], int] = math.ceil
) -> Iterator[Layer]:
    """The stages with other channels and numbers of blocks.

    Args:
        size: Height and width of the image, which the stem halves [sticks].
        width: What channels are multiplied with.
        depth: What numbers of blocks are multiplied with.
        stem: Channels of what the first block is given.
        blocks: How the product of a number of blocks is rounded.
    """
    stages = (
        one._replace(channels=rounded(one.channels * width), blocks=max(1, blocks(one.blocks * depth))) for one in B0
    )
    return inverted_residuals(stem, halved(size), stages, "silu")


_PAPER = Paper(
    "Tan and Le", "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019, "1905.11946"
)

_SCALES = {
    "b0": (224, 1.0, 1.0),
    "b1": (240, 1.0, 1.1),
    "b2": (260, 1.1, 1.2),
    "b3": (300, 1.2, 1.4),
    "b4": (380, 1.4, 1.8),
    "b5": (456, 1.6, 2.2),
    "b6": (528, 1.8, 2.6),
    "b7": (600, 2.0, 3.1),
}
"""Resolution, width and depth of each model."""

EFFICIENT_NETS = [
    network(
        f"efficientnet_{name}",
        f"EfficientNet-{name.upper()} at {size}x{size}",
        _PAPER,
        scaled(size, width, depth, rounded(STEM * width)),
        note="table 1, padded alike on all sides",
    )
    for name, (size, width, depth) in _SCALES.items()
]

EFFICIENT_NET_V2_S = network(
    "efficientnet_v2_s",
    "EfficientNetV2-S at 384x384",
    Paper("Tan and Le", "EfficientNetV2: Smaller Models and Faster Training", 2021, "2104.00298"),
    inverted_residuals(64, 48, [Stage(4, 128, 6, 2), Stage(6, 160, 9, 1), Stage(6, 256, 15, 2)], "silu"),
    note="table 4, stages 4 to 6: those before have no depthwise layers",
)

_TINY = Paper(
    "Han et al.",
    "Model Rubik's Cube: Twisting Resolution, Depth and Width for TinyNets",
    2020,
    "2010.14819",
)

TINY_NETS = [
    network(
        f"tinynet_{name}",
        f"TinyNet-{name.upper()} at {size}x{size}",
        _TINY,
        scaled(size, width, depth, STEM, round),
        note="EfficientNet-B0 with other resolution, width and depth; the stem keeps its channels",
    )
    for name, size, width, depth in (("a", 192, 1.0, 1.2), ("e", 106, 0.51, 0.6))
]

ALL: list[Network] = [*EFFICIENT_NETS, EFFICIENT_NET_V2_S, *TINY_NETS]
