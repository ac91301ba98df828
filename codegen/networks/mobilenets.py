"""The family of MobileNets, and what grew out of it by hand: MobileOne, PP-LCNet, ReXNet."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.networks.layer import Layer, Row, Stage, chain, halved, inverted_residuals
from codegen.networks.network import Network, Paper, network

MOBILENET_V1 = network(
    "mobilenet_v1",
    "MobileNet at 224x224",
    Paper(
        "Howard et al.",
        "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
        2017,
        "1704.04861",
    ),
    chain(
        112,
        [
            Row(32, 3),
            Row(64, 3, 2),
            Row(128, 3),
            Row(128, 3, 2),
            Row(256, 3),
            Row(256, 3, 2),
            Row(512, 3, times=5),
            Row(512, 3, 2),
            Row(1024, 3),
        ],
        "relu",
    ),
    note="table 1; its last layer keeps 7x7, as the one behind it is given that",
)

MOBILENET_V2 = network(
    "mobilenet_v2",
    "MobileNetV2 at 224x224",
    Paper("Sandler et al.", "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018, "1801.04381"),
    inverted_residuals(
        32,
        112,
        [
            Stage(1, 16, 1, 1),
            Stage(6, 24, 2, 2),
            Stage(6, 32, 3, 2),
            Stage(6, 64, 4, 2),
            Stage(6, 96, 3, 1),
            Stage(6, 160, 3, 2),
            Stage(6, 320, 1, 1),
        ],
        "relu6",
    ),
    note="table 2",
)

_V3 = Paper("Howard et al.", "Searching for MobileNetV3", 2019, "1905.02244")

MOBILENET_V3_LARGE = network(
    "mobilenet_v3_large",
    "MobileNetV3-Large at 224x224",
    _V3,
    chain(
        112,
        [
            Row(16, 3, activation="relu"),
            Row(64, 3, 2, activation="relu"),
            Row(72, 3, activation="relu"),
            Row(72, 5, 2, activation="relu"),
            Row(120, 5, times=2, activation="relu"),
            Row(240, 3, 2),
            Row(200, 3),
            Row(184, 3, times=2),
            Row(480, 3),
            Row(672, 3),
            Row(672, 5, 2),
            Row(960, 5, times=2),
        ],
        "hardswish",
    ),
    note="table 1",
)

MOBILENET_V3_SMALL = network(
    "mobilenet_v3_small",
    "MobileNetV3-Small at 224x224",
    _V3,
    chain(
        112,
        [
            Row(16, 3, 2, activation="relu"),
            Row(72, 3, 2, activation="relu"),
            Row(88, 3, activation="relu"),
            Row(96, 5, 2),
            Row(240, 5, times=2),
            Row(120, 5),
            Row(144, 5),
            Row(288, 5, 2),
            Row(576, 5, times=2),
        ],
        "hardswish",
    ),
    note="table 2",
)

_V4 = Paper("Qin et al.", "MobileNetV4: Universal Models for the Mobile Ecosystem", 2024, "2404.10518")


def _universal(size: int, blocks: list[tuple[Row | None, Row | None, int]]) -> Iterator[Layer]:
    """Universal inverted bottlenecks: a depthwise layer before the channels widen, one behind that, or both of them.

    The middle one has the stride and an activation, the first one has none.
    """
    for first, middle, times in blocks:
        for place in range(times):
            if first:
                yield from chain(size, [first])
            if middle:
                (layer,) = chain(size, [middle if place == 0 else middle._replace(stride=1)], "relu")
                yield layer
                size = layer.output[0]


MOBILENET_V4_SMALL = network(
    "mobilenet_v4_conv_small",
    "MobileNetV4-Conv-Small at 224x224",
    _V4,
    _universal(
        28,
        [
            (Row(64, 5), Row(192, 5, 2), 1),
            (None, Row(192, 3), 4),
            (Row(96, 3), None, 1),
            (Row(96, 3), Row(576, 3, 2), 1),
            (Row(128, 5), Row(512, 5), 1),
            (None, Row(512, 5), 1),
            (None, Row(384, 5), 1),
            (None, Row(512, 3), 2),
        ],
    ),
)

MOBILENET_V4_MEDIUM = network(
    "mobilenet_v4_conv_medium",
    "MobileNetV4-Conv-Medium at 224x224",
    _V4,
    _universal(
        56,
        [
            (Row(48, 3), Row(192, 5, 2), 1),
            (Row(80, 3), Row(160, 3), 1),
            (Row(80, 3), Row(480, 5, 2), 1),
            (Row(160, 3), Row(640, 3), 2),
            (Row(160, 3), Row(640, 5), 1),
            (Row(160, 3), Row(640, 3), 1),
            (Row(160, 3), None, 2),
            (Row(160, 5), Row(960, 5, 2), 1),
            (Row(256, 5), Row(1024, 5), 1),
            (Row(256, 3), Row(1024, 5), 2),
            (Row(256, 3), None, 1),
            (Row(256, 3), Row(512, 5), 1),
            (Row(256, 5), Row(1024, 5), 1),
            (Row(256, 5), None, 1),
        ],
    ),
)

MOBILENET_V4_LARGE = network(
    "mobilenet_v4_conv_large",
    "MobileNetV4-Conv-Large at 384x384",
    _V4,
    _universal(
        96,
        [
            (Row(48, 3), Row(192, 5, 2), 1),
            (Row(96, 3), Row(384, 3), 1),
            (Row(96, 3), Row(384, 5, 2), 1),
            (Row(192, 3), Row(768, 3), 3),
            (Row(192, 3), Row(768, 5), 1),
            (Row(192, 5), Row(768, 3), 5),
            (Row(192, 3), None, 1),
            (Row(192, 5), Row(768, 5, 2), 1),
            (Row(512, 5), Row(2048, 5), 3),
            (Row(512, 5), None, 1),
            (Row(512, 5), Row(2048, 3), 1),
            (Row(512, 5), None, 2),
            (Row(512, 5), Row(2048, 3), 1),
            (Row(512, 5), Row(2048, 5), 1),
            (Row(512, 5), None, 3),
        ],
    ),
)

_ONE = Paper("Vasu et al.", "MobileOne: An Improved One millisecond Mobile Backbone", 2022, "2206.04040")


def _mobile_one(stem: int, widths: tuple[int, int, int, int]) -> Iterator[Layer]:
    """Each block has a depthwise layer of the channels that it is given; the branches of training are one kernel."""
    given, size = stem, 112
    for width, blocks in zip(widths, (2, 8, 10, 1), strict=True):
        yield from chain(size, [Row(given, 3, 2), *([Row(width, 3, times=blocks - 1)] if blocks > 1 else [])], "relu")
        given, size = width, size // 2


MOBILE_ONE = [
    network(f"mobileone_{size}", f"MobileOne-{size.upper()} at 224x224", _ONE, _mobile_one(stem, widths), "table 2")
    for size, stem, widths in (("s0", 48, (48, 128, 256, 1024)), ("s1", 64, (96, 192, 512, 1280)))
]

LCNET = network(
    "pp_lcnet",
    "PP-LCNet at 224x224",
    Paper("Cui et al.", "PP-LCNet: A Lightweight CPU Convolutional Neural Network", 2021, "2109.15099"),
    chain(
        112,
        [
            Row(16, 3),
            Row(32, 3, 2),
            Row(64, 3),
            Row(64, 3, 2),
            Row(128, 3),
            Row(128, 3, 2),
            Row(256, 5, times=5),
            Row(256, 5, 2),
            Row(512, 5),
        ],
        "hardswish",
    ),
    note="table 1",
)


def _rexnet() -> Iterator[Layer]:
    """Channels grow by the same number from block to block; squeeze and excitation stand before the activation."""
    given, size = 32, 112
    for block, stride in enumerate([1, 2, 1, 2, 1, 2, *[1] * 5, 2, *[1] * 4]):
        wide, activation = (given if block == 0 else 6 * given), ("relu6" if block < 3 else "none")
        yield from chain(size, [Row(wide, 3, stride)], activation)
        given, size = round(16 + 180 / 16 * block), halved(size, stride)


REXNET = network(
    "rexnet_1_0",
    "ReXNet 1.0 at 224x224",
    Paper("Han et al.", "Rethinking Channel Dimensions for Efficient Model Design", 2020, "2007.00992"),
    _rexnet(),
)

ALL: list[Network] = [
    MOBILENET_V1,
    MOBILENET_V2,
    MOBILENET_V3_SMALL,
    MOBILENET_V3_LARGE,
    MOBILENET_V4_SMALL,
    MOBILENET_V4_MEDIUM,
    MOBILENET_V4_LARGE,
    *MOBILE_ONE,
    LCNET,
    REXNET,
]
