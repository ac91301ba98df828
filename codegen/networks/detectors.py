"""Detectors: the YOLOs at 640x640, and EfficientDet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from codegen.networks.efficientnets import STEM, scaled
from codegen.networks.layer import Layer, image_layer
from codegen.networks.network import Network, Paper, network

CLASSES = 80
"""Those of COCO."""

SIZES = (80, 40, 20)
"""Height and width of the levels P3, P4 and P5 of a 640x640 image [sticks]."""


class YoloV10(NamedTuple):
    """What differs between the models.

    Attributes:
        depth: What numbers of blocks are multiplied with.
        width: What channels are multiplied with.
        most: Most channels before that.
        middle: At 40x40, the repeats of each part of compact inverted blocks.
        last: The same at 20x20.
        large: Whether the middle kernel of the blocks at 20x20 is 7x7.
    """

    depth: float
    width: float
    most: int
    middle: tuple[int, ...]
    last: tuple[int, ...]
    large: bool = False


_V10: Mapping[str, YoloV10] = {
    "n": YoloV10(0.33, 0.25, 1024, (), (3,), large=True),
    "s": YoloV10(0.33, 0.5, 1024, (), (3, 3), large=True),
    "m": YoloV10(0.67, 0.75, 768, (3,), (3, 3)),
    "b": YoloV10(0.67, 1.0, 512, (3, 3), (3, 3)),
    "l": YoloV10(1.0, 1.0, 512, (3, 3), (3, 3)),
    "x": YoloV10(1.0, 1.25, 512, (6, 3, 3), (3, 3)),
}


def _yolo_v10(model: YoloV10) -> Iterator[Layer]:
    """Layers with stride 2 lead to P4 and P5, and in the neck to P5 again; they and attention have no activation."""
    widths = [int(min(channels, model.most) * model.width) for channels in (256, 512, 1024)]
    _, p4, p5 = widths
    yield image_layer(p4, 80, 3, 2)
    yield from _compact_inverted(p4, 40, model, model.middle, 3)
    yield image_layer(p5, 40, 3, 2)
    yield image_layer(p5 // 2, 20, 3)
    yield image_layer(p4, 40, 3, 2)
    yield from _compact_inverted(p5, 20, model, model.last, 7 if model.large else 3)
    yield from _class_heads(widths)


def _compact_inverted(channels: int, size: int, model: YoloV10, parts: tuple[int, ...], kernel: int) -> Iterator[Layer]:
    """Blocks on half of the channels: a layer of these, one of twice as many, one of these again."""
    for _ in range(sum(max(1, round(repeats * model.depth)) for repeats in parts)):
        for width, side in ((channels // 2, 3), (channels, kernel), (channels // 2, 3)):
            yield image_layer(width, size, side, activation="silu")


def _class_heads(widths: list[int]) -> Iterator[Layer]:
    """The branch of the classes, on each level: a layer of what it is given, and one of its own channels."""
    own = max(widths[0], CLASSES)
    for width, size in zip(widths, SIZES, strict=True):
        yield image_layer(width, size, 3, activation="silu")
        yield image_layer(own, size, 3, activation="silu")


_YOLO_V10 = Paper("Wang et al.", "YOLOv10: Real-Time End-to-End Object Detection", 2024, "2405.14458")

YOLO_V10 = [
    network(
        f"yolov10{name}",
        f"YOLOv10-{name.upper()} at 640x640",
        _YOLO_V10,
        _yolo_v10(model),
        note="as it infers: 7x7 kernels hold the 3x3 ones beside them, and one of the two heads runs",
    )
    for name, model in _V10.items()
]


def _yolo_11(depth: float, width: float, most: int) -> Iterator[Layer]:
    """The position encodings of its attention, and the branch of the classes."""
    widths = [int(min(channels, most) * width) for channels in (256, 512, 1024)]
    yield from [image_layer(widths[2] // 2, 20, 3)] * max(1, round(2 * depth))
    yield from _class_heads(widths)


_YOLO_11 = Paper("Khanam and Hussain", "YOLOv11: An Overview of the Key Architectural Enhancements", 2024, "2410.17725")

YOLO_11 = [
    network(
        f"yolo11{name}",
        f"YOLO11{name} at 640x640",
        _YOLO_11,
        _yolo_11(*scale),
        note="an overview by others: its authors have published no paper",
    )
    for name, scale in (
        ("n", (0.5, 0.25, 1024)),
        ("s", (0.5, 0.5, 1024)),
        ("m", (0.5, 1.0, 512)),
        ("l", (1.0, 1.0, 512)),
        ("x", (1.0, 1.5, 512)),
    )
]

FEATURES = 64
"""Channels of EfficientDet-D0's pyramid."""

LEVELS = (64, 32, 16, 8, 4)
"""Height and width of its levels P3 to P7, of a 512x512 image [sticks]."""


def _efficientdet() -> Iterator[Layer]:
    """EfficientNet-B0 at 512x512; then separable convolutions, whose pointwise layer has the bias.

    Each of three pyramids goes up from P6 to P3 and down from P4 to P7. The branches of boxes and classes have three
    hidden layers and a last one, on all levels.
    """
    yield from scaled(512, 1.0, 1.0, STEM)
    for _ in range(3):
        for size in (*reversed(LEVELS[:-1]), *LEVELS[1:]):
            yield image_layer(FEATURES, size, 3, bias=False)
    for _ in range(2 * (3 + 1)):
        for size in LEVELS:
            yield image_layer(FEATURES, size, 3, bias=False)


EFFICIENT_DET_D0 = network(
    "efficientdet_d0",
    "EfficientDet-D0 at 512x512",
    Paper("Tan et al.", "EfficientDet: Scalable and Efficient Object Detection", 2019, "1911.09070"),
    _efficientdet(),
    note="table 1",
)

ALL: list[Network] = [*YOLO_V10, *YOLO_11, EFFICIENT_DET_D0]
