"""Networks that save products in other ways than inverted residuals: ShuffleNetV2, GhostNet, Xception."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen.networks.layer import Layer, Row, chain, halved, image_layer
from codegen.networks.network import Network, Paper, network


def _shufflenet(stages: Sequence[tuple[int, int]]) -> Iterator[Layer]:
    """Half of the channels pass a block, but in the first one of a stage, which has two branches with stride 2.

    Args:
        stages: Channels and blocks of each.
    """
    given, size = 24, 56
    for channels, blocks in stages:
        branch = channels // 2
        yield image_layer(given, size, 3, 2)
        yield from chain(size, [Row(branch, 3, 2, blocks)])
        given, size = channels, halved(size)


SHUFFLE_NET = network(
    "shufflenet_v2_x1",
    "ShuffleNetV2 1x at 224x224",
    Paper("Ma et al.", "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", 2018, "1807.11164"),
    _shufflenet([(116, 4), (232, 8), (464, 4)]),
    note="table 5",
)

_GHOST_BLOCKS = (
    (3, 16, 16, 1),
    (3, 48, 24, 2),
    (3, 72, 24, 1),
    (5, 72, 40, 2),
    (5, 120, 40, 1),
    (3, 240, 80, 2),
    (3, 200, 80, 1),
    (3, 184, 80, 1),
    (3, 184, 80, 1),
    (3, 480, 112, 1),
    (3, 672, 112, 1),
    (5, 672, 160, 2),
    (5, 960, 160, 1),
    (5, 960, 160, 1),
    (5, 960, 160, 1),
    (5, 960, 160, 1),
)
"""Of each bottleneck the kernel, the channels between its two Ghost modules, those that it gives, and the stride."""


def _ghostnet() -> Iterator[Layer]:
    """A Ghost module makes half of its channels of the others, by a depthwise layer.

    Between two of them stands one with the stride, and on the way past them another, where the shape changes.
    """
    given, size = 16, 112
    for kernel, wide, channels, stride in _GHOST_BLOCKS:
        yield image_layer(wide // 2, size, 3, activation="relu")
        if stride > 1:
            yield image_layer(wide, size, kernel, stride)
        yield image_layer(channels // 2, halved(size, stride), 3)
        if stride > 1 or given != channels:
            yield image_layer(given, size, kernel, stride)
        given, size = channels, halved(size, stride)


GHOST_NET = network(
    "ghostnet",
    "GhostNet at 224x224",
    Paper("Han et al.", "GhostNet: More Features from Cheap Operations", 2019, "1911.11907"),
    _ghostnet(),
    note="table 1",
)

XCEPTION = network(
    "xception",
    "Xception at 299x299",
    Paper("Chollet", "Xception: Deep Learning with Depthwise Separable Convolutions", 2016, "1610.02357"),
    [
        image_layer(channels, size, 3, bias=False)
        for size, channels, times in (
            (147, 64, 1),
            (147, 128, 1),
            (74, 128, 1),
            (74, 256, 1),
            (37, 256, 1),
            (37, 728, 1),
            (19, 728, 26),
            (10, 1024, 1),
            (10, 1536, 1),
        )
        for _ in range(times)
    ],
    note="figure 5; the pointwise layer behind each has the batch norm and the activation",
)

ALL: list[Network] = [SHUFFLE_NET, GHOST_NET, XCEPTION]
