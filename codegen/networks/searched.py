"""Networks whose blocks a search has chosen: MnasNet, FBNet, Single-Path NAS, MixNet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen.networks.layer import Layer, Row, Stage, chain, halved, image_layer, inverted_residuals
from codegen.networks.network import Network, Paper, network

MNASNET = network(
    "mnasnet_b1",
    "MnasNet-B1 at 224x224",
    Paper("Tan et al.", "MnasNet: Platform-Aware Neural Architecture Search for Mobile", 2018, "1807.11626"),
    inverted_residuals(
        32,
        112,
        [
            Stage(1, 16, 1, 1),
            Stage(3, 24, 3, 2),
            Stage(3, 40, 3, 2, kernel=5),
            Stage(6, 80, 3, 2, kernel=5),
            Stage(6, 96, 2, 1),
            Stage(6, 192, 4, 2, kernel=5),
            Stage(6, 320, 1, 1),
        ],
        "relu",
    ),
    note="the model without squeeze and excitation",
)

FBNET_C = network(
    "fbnet_c",
    "FBNet-C at 224x224",
    Paper(
        "Wu et al.",
        "FBNet: Hardware-Aware Efficient ConvNet Design via Differentiable Neural Architecture Search",
        2018,
        "1812.03443",
    ),
    chain(
        112,
        [
            Row(16, 3),
            Row(96, 3, 2),
            Row(24, 3, times=2),
            Row(144, 5, 2),
            Row(96, 5),
            Row(192, 5),
            Row(192, 3),
            Row(192, 5, 2),
            Row(192, 5),
            Row(384, 5, times=3),
            Row(672, 5, times=2),
            Row(336, 5),
            Row(672, 5, 2),
            Row(1104, 5, times=3),
            Row(1104, 3),
        ],
        "relu",
    ),
    note="figure 4",
)

SINGLE_PATH = network(
    "spnasnet",
    "Single-Path NAS at 224x224",
    Paper(
        "Stamoulis et al.",
        "Single-Path NAS: Designing Hardware-Efficient ConvNets in less than 4 Hours",
        2019,
        "1904.02877",
    ),
    inverted_residuals(
        32,
        112,
        [
            Stage(1, 16, 1, 1),
            Stage(3, 24, 3, 2),
            Stage(6, 40, 1, 2, kernel=5),
            Stage(3, 40, 3, 1),
            Stage(6, 80, 1, 2, kernel=5),
            Stage(3, 80, 3, 1),
            Stage(6, 96, 1, 1, kernel=5),
            Stage(3, 96, 3, 1, kernel=5),
            Stage(6, 192, 4, 2, kernel=5),
            Stage(6, 320, 1, 1),
        ],
        "relu",
    ),
    note="figure 5",
)


def _mixed(size: int, blocks: Sequence[tuple[int, Sequence[int], int, int]]) -> Iterator[Layer]:
    """Blocks whose channels are split over kernels of several sizes, a depthwise layer each.

    Args:
        size: Height and width of what the first block is given [sticks].
        blocks: Of each, the channels, the kernels, the stride, and how often it stands there.
    """
    for channels, kernels, stride, times in blocks:
        activation = "silu" if len(kernels) > 1 else "relu"
        for step in (stride, *[1] * (times - 1)):
            yield from (image_layer(channels // len(kernels), size, one, step, activation) for one in kernels)
            size = halved(size, step)


MIXNET_S = network(
    "mixnet_s",
    "MixNet-S at 224x224",
    Paper("Tan and Le", "MixConv: Mixed Depthwise Convolutional Kernels", 2019, "1907.09595"),
    _mixed(
        112,
        [
            (16, [3], 1, 1),
            (96, [3], 2, 1),
            (72, [3], 1, 1),
            (144, [3, 5, 7], 2, 1),
            (240, [3, 5], 1, 3),
            (240, [3, 5, 7], 2, 1),
            (480, [3, 5], 1, 2),
            (480, [3, 5, 7], 1, 1),
            (360, [3, 5, 7, 9], 1, 2),
            (720, [3, 5, 7, 9, 11], 2, 1),
            (1200, [3, 5, 7, 9], 1, 2),
        ],
    ),
    note="figure 6",
)

ALL: list[Network] = [MNASNET, FBNET_C, SINGLE_PATH, MIXNET_S]
