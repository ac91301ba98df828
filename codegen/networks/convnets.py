"""Networks whose blocks begin with a depthwise layer of a large kernel, as ConvNeXt: four stages, each of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codegen.networks.layer import Layer, Pair, Row, chain, image_layer
from codegen.networks.network import Network, Paper, network

STAGES = (56, 28, 14, 7)
"""Height and width of the stages of a network for 224x224 images [sticks]."""


def _stages(
    widths: Sequence[int], depths: Sequence[int], kernels: Sequence[int | Pair], bias: bool = True
) -> Iterator[Layer]:
    """The layers of four stages, each block with the same kernels side by side."""
    for width, depth, size in zip(widths, depths, STAGES, strict=True):
        for _ in range(depth):
            yield from (image_layer(width, size, kernel, bias=bias) for kernel in kernels)


_NEXT = Paper("Liu et al.", "A ConvNet for the 2020s", 2022, "2201.03545")

CONV_NEXTS = [
    network(f"convnext_{name}", f"ConvNeXt-{name.upper()} at 224x224", _NEXT, _stages(widths, depths, [7]))
    for name, widths, depths in (
        ("t", (96, 192, 384, 768), (3, 3, 9, 3)),
        ("s", (96, 192, 384, 768), (3, 3, 27, 3)),
        ("b", (128, 256, 512, 1024), (3, 3, 27, 3)),
    )
]

_INCEPTION = Paper("Yu et al.", "InceptionNeXt: When Inception Meets ConvNeXt", 2023, "2303.16900")

INCEPTION_NEXTS = [
    network(
        f"inceptionnext_{name}",
        f"InceptionNeXt-{name.upper()} at 224x224",
        _INCEPTION,
        _stages([width // 8 for width in widths], depths, [3, (1, 11), (11, 1)]),
        note="each of the three kernels has an eighth of the channels",
    )
    for name, widths, depths in (
        ("t", (96, 192, 384, 768), (3, 3, 9, 3)),
        ("b", (128, 256, 512, 1024), (3, 3, 27, 3)),
    )
]

CONV_FORMER_S18 = network(
    "convformer_s18",
    "ConvFormer-S18 at 224x224",
    Paper("Yu et al.", "MetaFormer Baselines for Vision", 2022, "2210.13452"),
    _stages([2 * width for width in (64, 128, 320, 512)], (3, 3, 9, 3), [7], bias=False),
    note="the separable convolution of a block widens its channels twice",
)

MAMBA_OUT_T = network(
    "mambaout_t",
    "MambaOut-Tiny at 224x224",
    Paper("Yu and Wang", "MambaOut: Do We Really Need Mamba for Vision?", 2024, "2405.07992"),
    _stages((96, 192, 384, 576), (3, 3, 9, 3), [7]),
)

REPLK_KERNELS = (31, 29, 27, 13)
"""Kernels of the stages of RepLKNet."""


def _replknet(widths: Sequence[int]) -> Iterator[Layer]:
    """A stem with two depthwise layers, then two kinds of blocks by turns, one of which has a large kernel.

    The 5x5 kernels of training are merged into the large ones. A depthwise layer with stride 2 leads to each stage.
    """
    yield from chain(112, [Row(widths[0], 3), Row(widths[0], 3, 2)], "relu")
    for stage, (width, depth) in enumerate(zip(widths, (2, 2, 18, 2), strict=True)):
        if stage > 0:
            yield image_layer(width, STAGES[stage - 1], 3, 2, "relu")
        yield from [image_layer(width, STAGES[stage], REPLK_KERNELS[stage], activation="relu")] * depth


_REPLK = Paper(
    "Ding et al.", "Scaling Up Your Kernels to 31x31: Revisiting Large Kernel Design in CNNs", 2022, "2203.06717"
)

REPLK_NETS = [
    network(f"replknet_31{name}", f"RepLKNet-31{name.upper()} at 224x224", _REPLK, _replknet(widths))
    for name, widths in (("b", (128, 256, 512, 1024)), ("l", (192, 384, 768, 1536)))
]

SLAK_KERNELS = (51, 49, 47, 13)
"""The long sides of the kernels of SLaK's stages; the short one is 5."""


def _slak(widths: Sequence[int], depths: Sequence[int]) -> Iterator[Layer]:
    """Each block sums a tall kernel, a wide one, and a small one."""
    for width, depth, size, long in zip(widths, depths, STAGES, SLAK_KERNELS, strict=True):
        for _ in range(depth):
            yield from (image_layer(width, size, kernel) for kernel in ((long, 5), (5, long), 5))


SLAK_T = network(
    "slak_t",
    "SLaK-T at 224x224",
    Paper(
        "Liu et al.", "More ConvNets in the 2020s: Scaling up Kernels Beyond 51x51 using Sparsity", 2022, "2207.03620"
    ),
    _slak([int(1.3 * width) for width in (96, 192, 384, 768)], (3, 3, 9, 3)),
    note="1.3 times as wide as it would be without sparse weights",
)


def _starnet(width: int, depths: Sequence[int]) -> Iterator[Layer]:
    """Two layers in each block, one before and one behind its product of branches."""
    widths = [width << stage for stage in range(4)]
    return _stages(widths, [2 * depth for depth in depths], [7])


_STAR = Paper("Ma et al.", "Rewrite the Stars", 2024, "2403.19967")

STAR_NETS = [
    network(f"starnet_{name}", f"StarNet-{name.upper()} at 224x224", _STAR, _starnet(width, depths))
    for name, width, depths in (("s1", 24, (2, 2, 8, 3)), ("s4", 32, (3, 3, 12, 5)))
]

ALL: list[Network] = [
    *CONV_NEXTS,
    *INCEPTION_NEXTS,
    CONV_FORMER_S18,
    MAMBA_OUT_T,
    *REPLK_NETS,
    SLAK_T,
    *STAR_NETS,
]
