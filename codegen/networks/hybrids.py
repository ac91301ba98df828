"""Networks with attention whose other parts have depthwise layers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from codegen.networks.layer import Layer, Row, Stage, chain, image_layer, inverted_residuals
from codegen.networks.network import Network, Paper, network

_MOBILE_VIT = Paper(
    "Mehta and Rastegari",
    "MobileViT: Light-weight, General-purpose, and Mobile-friendly Vision Transformer",
    2021,
    "2110.02178",
)

MOBILE_VITS = [
    network(
        f"mobilevit_{name}",
        f"MobileViT-{name.upper()} at 256x256",
        _MOBILE_VIT,
        inverted_residuals(
            16,
            128,
            [
                Stage(expansion, channels, blocks, stride)
                for channels, blocks, stride in zip(widths, (1, 3, 1, 1, 1), (1, 2, 2, 2, 2), strict=True)
            ],
            "silu",
        ),
        note="table 4",
    )
    for name, expansion, widths in (("s", 4, (32, 64, 96, 128, 160)), ("xxs", 2, (16, 24, 48, 64, 80)))
]


def _edgenext(widths: Sequence[int], depths: Sequence[int]) -> Iterator[Layer]:
    """Blocks as in ConvNeXt, but for the last one of a stage: of its splits all but one have a layer."""
    stages = zip(widths, depths, (64, 32, 16, 8), (3, 5, 7, 9), (1, 2, 3, 4), strict=True)
    for width, depth, size, kernel, splits in stages:
        attention = splits > 1
        yield from [image_layer(width, size, kernel)] * (depth - attention)
        if attention:
            yield from [image_layer(math.ceil(width / splits), size, 3)] * (splits - 1)


EDGE_NEXT_S = network(
    "edgenext_s",
    "EdgeNeXt-S at 256x256",
    Paper(
        "Maaz et al.",
        "EdgeNeXt: Efficiently Amalgamated CNN-Transformer Architecture for Mobile Vision Applications",
        2022,
        "2206.10589",
    ),
    _edgenext((48, 96, 160, 304), (3, 3, 9, 3)),
    note="table 1",
)

COAT_NET_0 = network(
    "coatnet_0",
    "CoAtNet-0 at 224x224",
    Paper("Dai et al.", "CoAtNet: Marrying Convolution and Attention for All Data Sizes", 2021, "2106.04803"),
    chain(112, [Row(384, 3, 2, 2), Row(768, 3, 2, 3)], "gelu"),
    note="table 3, stages S1 and S2: inverted residuals four times as wide as what they give",
)

MAX_VIT_T = network(
    "maxvit_t",
    "MaxViT-T at 224x224",
    Paper("Tu et al.", "MaxViT: Multi-Axis Vision Transformer", 2022, "2204.01697"),
    chain(112, [Row(256, 3, 2, 2), Row(512, 3, 2, 2), Row(1024, 3, 2, 5), Row(2048, 3, 2, 2)], "gelu"),
    note="table 1: inverted residuals four times as wide as what they give",
)


def _efficientformer() -> Iterator[Layer]:
    """The two last blocks of the stages at 14x14 and 7x7 begin with attention, whose values a layer mixes.

    At 14x14 attention works at half the resolution, and so does the one that leads to 7x7.
    """
    for channels, size in ((128, 56), (192, 28)):
        yield from [image_layer(channels, size, 3, activation="gelu")] * 2
    for block, wide in enumerate((384, 288, 288, 288, 384, 384)):
        if block >= 4:
            yield image_layer(96, 14, 3, 2)
            yield image_layer(1024, 7, 3)
        yield image_layer(wide, 14, 3, activation="gelu")
    yield image_layer(96, 14, 3, 2)
    yield image_layer(512, 14, 3, 2)
    for block, wide in enumerate((704, 528, 528, 704)):
        if block >= 2:
            yield image_layer(1024, 7, 3)
        yield image_layer(wide, 7, 3, activation="gelu")


EFFICIENT_FORMER_V2_S0 = network(
    "efficientformer_v2_s0",
    "EfficientFormerV2-S0 at 224x224",
    Paper("Li et al.", "Rethinking Vision Transformers for MobileNet Size and Speed", 2022, "2212.08059"),
    _efficientformer(),
)


def _efficientvit() -> Iterator[Layer]:
    """Inverted residuals; blocks with attention have one of them, and a 5x5 layer of queries, keys and values."""
    yield from inverted_residuals(
        16, 112, [Stage(1, 16, 1, 1), Stage(4, 32, 2, 2), Stage(4, 64, 3, 2), Stage(4, 128, 1, 2)], "hardswish"
    )
    for channels, size, blocks in ((128, 14, 3), (256, 7, 4)):
        if channels == 256:
            yield image_layer(4 * 128, 14, 3, 2, "hardswish")
        for _ in range(blocks):
            yield image_layer(3 * channels, size, 5, bias=False)
            yield image_layer(4 * channels, size, 3, activation="hardswish")


EFFICIENT_VIT_B1 = network(
    "efficientvit_b1",
    "EfficientViT-B1 at 224x224",
    Paper(
        "Cai et al.",
        "EfficientViT: Multi-Scale Linear Attention for High-Resolution Dense Prediction",
        2022,
        "2205.14756",
    ),
    _efficientvit(),
)

REP_VIT_M1 = network(
    "repvit_m1_0",
    "RepViT-M1.0 at 224x224",
    Paper("Wang et al.", "RepViT: Revisiting Mobile CNN From ViT Perspective", 2023, "2307.09283"),
    chain(
        56,
        [
            Row(56, 3, times=3),
            Row(56, 3, 2),
            Row(112, 3, times=3),
            Row(112, 3, 2),
            Row(224, 3, times=15),
            Row(224, 3, 2),
            Row(448, 3, times=2),
        ],
    ),
    note="the branches of training are one kernel",
)


def _mixing_feed_forward(sizes: Sequence[int], widths: Sequence[int]) -> list[Layer]:
    """The layers inside the feed-forward parts of four stages of two blocks, which are that wide."""
    return [
        image_layer(width, size, 3, activation="gelu")
        for size, width in zip(sizes, widths, strict=True)
        for _ in range(2)
    ]


SEG_FORMER_B0 = network(
    "segformer_b0",
    "SegFormer-B0 at 512x512",
    Paper(
        "Xie et al.",
        "SegFormer: Simple and Efficient Design for Semantic Segmentation with Transformers",
        2021,
        "2105.15203",
    ),
    _mixing_feed_forward((128, 64, 32, 16), (128, 256, 640, 1024)),
)

PVT_V2_B0 = network(
    "pvt_v2_b0",
    "PVTv2-B0 at 224x224",
    Paper("Wang et al.", "PVT v2: Improved Baselines with Pyramid Vision Transformer", 2021, "2106.13797"),
    _mixing_feed_forward((56, 28, 14, 7), (256, 512, 640, 1024)),
)

SWIFT_FORMER_S = network(
    "swiftformer_s",
    "SwiftFormer-S at 224x224",
    Paper(
        "Shaker et al.",
        "SwiftFormer: Efficient Additive Attention for Transformer-based Real-time Mobile Vision Applications",
        2023,
        "2303.15446",
    ),
    [
        image_layer(width, size, 3)
        for width, depth, size in zip((48, 64, 168, 224), (3, 3, 9, 6), (56, 28, 14, 7), strict=True)
        for _ in range(depth)
    ],
)

ALL: list[Network] = [
    *MOBILE_VITS,
    EDGE_NEXT_S,
    COAT_NET_0,
    MAX_VIT_T,
    EFFICIENT_FORMER_V2_S0,
    EFFICIENT_VIT_B1,
    REP_VIT_M1,
    SEG_FORMER_B0,
    PVT_V2_B0,
    SWIFT_FORMER_S,
]
