"""What is known of the depthwise layers of networks, from their papers and from other implementations of them."""

from __future__ import annotations

import re

import pytest

from codegen.model.activations import ACTIVATIONS
from codegen.networks.layer import Row, chain, image_layer, rounded
from codegen.networks.network import Network
from codegen.networks.tables import NETWORKS

KNOWN: dict[str, tuple[int, int, int]] = {
    "mobilenet_v1": (13, 1024, 17_385_984),
    "mobilenet_v2": (17, 960, 20_716_416),
    "mobilenet_v3_small": (11, 576, 7_460_544),
    "mobilenet_v3_large": (15, 960, 18_392_640),
    "mobilenet_v4_conv_small": (15, 512, 6_475_840),
    "mobilenet_v4_conv_medium": (30, 256, 26_941_376),
    "mobilenet_v4_conv_large": (45, 512, 156_672_000),
    "mobileone_s1": (21, 512, 23_369_472),
    "pp_lcnet": (13, 512, 13_309_184),
    "rexnet_1_0": (16, 1044, 22_280_202),
    "efficientnet_b0": (16, 1152, 34_532_064),
    "efficientnet_b1": (23, 1920, 60_361_872),
    "efficientnet_b2": (23, 2112, 79_810_512),
    "efficientnet_b3": (26, 2304, 133_258_608),
    "efficientnet_b4": (32, 2688, 299_132_784),
    "efficientnet_b5": (39, 3072, 609_599_280),
    "efficientnet_b6": (45, 3456, 1_051_783_008),
    "efficientnet_b7": (55, 3840, 1_860_312_096),
    "efficientnet_v2_s": (30, 1536, 87_505_920),
    "tinynet_a": (19, 1152, 29_448_576),
    "tinynet_e": (10, 576, 2_917_008),
    "mnasnet_b1": (17, 1152, 28_336_896),
    "fbnet_c": (21, 1104, 36_818_208),
    "spnasnet": (21, 1152, 28_873_152),
    "mixnet_s": (43, 300, 38_989_104),
    "shufflenet_v2_x1": (19, 232, 4_159_512),
    "ghostnet": (41, 80, 17_673_712),
    "xception": (34, 1536, 132_190_344),
    "convnext_t": (18, 768, 105_106_176),
    "convnext_s": (36, 768, 171_489_024),
    "convnext_b": (36, 1024, 228_652_032),
    "inceptionnext_t": (54, 96, 8_311_968),
    "inceptionnext_b": (108, 128, 18_082_176),
    "convformer_s18": (18, 1024, 151_205_376),
    "mambaout_t": (18, 576, 103_723_200),
    "starnet_s1": (30, 192, 39_645_312),
    "starnet_s4": (46, 256, 79_905_280),
    "mobilevit_s": (7, 512, 36_569_088),
    "mobilevit_xxs": (7, 128, 10_174_464),
    "edgenext_s": (21, 76, 30_254_336),
    "coatnet_0": (5, 768, 37_933_056),
    "maxvit_t": (11, 2048, 32_514_048),
    "efficientformer_v2_s0": (22, 704, 16_736_832),
    "efficientvit_b1": (22, 1024, 26_342_400),
    "repvit_m1_0": (26, 448, 14_126_112),
    "pvt_v2_b0": (8, 1024, 24_837_120),
    "swiftformer_s": (21, 224, 8_678_880),
    "yolo11n": (7, 80, 12_960_000),
    "yolo11s": (7, 128, 23_500_800),
    "yolo11m": (7, 256, 44_236_800),
    "yolo11l": (8, 256, 45_158_400),
    "yolo11x": (8, 384, 67_737_600),
}
"""Depthwise layers, channels of the last one, and products of all: what the networks of timm 1.0.31, torchvision and
ultralytics, with the branches of training merged, do for one image."""

BY_HAND: dict[str, tuple[int, int, int]] = {
    # Blocks of 2, 2, 18 and 2, two layers in the stem and three between the stages.
    "replknet_31b": (
        29,
        1024,
        2 * 31**2 * 56**2 * 128
        + 2 * 29**2 * 28**2 * 256
        + 18 * 27**2 * 14**2 * 512
        + 2 * 13**2 * 7**2 * 1024
        + 9 * (112**2 * 128 + 56**2 * 128 + 28**2 * 256 + 14**2 * 512 + 7**2 * 1024),
    ),
    # 18 blocks of three layers.
    "slak_t": (
        54,
        998,
        3 * 56**2 * 124 * (2 * 51 * 5 + 25)
        + 3 * 28**2 * 249 * (2 * 49 * 5 + 25)
        + 9 * 14**2 * 499 * (2 * 47 * 5 + 25)
        + 3 * 7**2 * 998 * (2 * 13 * 5 + 25),
    ),
    "segformer_b0": (8, 1024, 9 * 2 * (128**2 * 128 + 64**2 * 256 + 32**2 * 640 + 16**2 * 1024)),
    # B0 at 512x512; three pyramids of 8 nodes, and two branches of 4 layers on 5 levels.
    "efficientdet_d0": (
        16 + 24 + 40,
        64,
        180_412_416
        + 9 * 64 * 3 * (32**2 + 16**2 + 8**2 + 64**2 + 32**2 + 16**2 + 8**2 + 4**2)
        + 9 * 64 * 8 * (64**2 + 32**2 + 16**2 + 8**2 + 4**2),
    ),
    "mamba_130m": (24, 1536, 24 * 1536 * 2048 * 4),
    "mamba_2_8b": (64, 5120, 64 * 5120 * 2048 * 4),
    "conformer_l": (17, 512, 17 * 512 * 500 * 32),
}


@pytest.mark.parametrize("name", [*KNOWN, *BY_HAND])
def test_layers_are_as_many_and_as_large_as_is_known(name: str) -> None:
    network = NETWORKS[name]
    found = (len(network.layers), network.layers[-1].channels, network.multiply_adds)
    assert found == (KNOWN | BY_HAND)[name]


def test_yolo_v10_x_has_two_kinds_of_blocks_and_one_head() -> None:
    layers = NETWORKS["yolov10x"].layers
    blocks = 12 + 6
    assert len(layers) == 3 + 1 + 3 * blocks + 6
    assert sum(one.activation == "silu" for one in layers) == 3 * blocks + 6


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_outputs_are_the_input_over_the_stride(network: Network) -> None:
    assert network.layers
    for one in network.layers:
        wanted = tuple(-(-size // stride) for size, stride in zip(one.input, one.stride, strict=True))
        assert one.output == wanted, one
        assert one.activation in ACTIVATIONS


def test_papers_are_named() -> None:
    for name, network in NETWORKS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        paper = network.paper
        assert re.fullmatch(r"\d{4}\.\d{5}", paper.arxiv)
        # arXiv numbers begin with year and month.
        assert paper.year == 2000 + int(paper.arxiv[:2])
        assert not paper.title.endswith(".")


def test_channels_are_never_rounded_down_by_more_than_a_tenth() -> None:
    assert [rounded(channels) for channels in (4, 11, 12, 18, 20, 35.2, 38)] == [8, 16, 16, 24, 24, 32, 40]
    assert all(rounded(channels) >= 0.9 * channels for channels in range(1, 1000))


def test_the_first_layer_of_a_row_has_the_stride() -> None:
    assert [*chain(56, [Row(24, 3, 2, 2), Row(48, 5)], "relu")] == [
        image_layer(24, 56, 3, 2, "relu"),
        image_layer(24, 28, 3, 1, "relu"),
        image_layer(48, 28, 5, 1, "relu"),
    ]
