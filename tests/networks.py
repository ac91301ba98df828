"""The depthwise layers of four networks, built from their descriptions; cases/ has a case for each."""

from __future__ import annotations

from typing import NamedTuple


class Layer(NamedTuple):
    """A depthwise layer that keeps the size of its square image, or halves it. Its kernel is square."""

    channels: int
    size: int
    kernel: int
    stride: int


class Stage(NamedTuple):
    """Inverted residual blocks in a row, of which the first one has the stride."""

    expansion: int
    channels: int
    blocks: int
    stride: int
    kernel: int = 3


def _inverted_residuals(stages: list[Stage]) -> set[Layer]:
    """A block widens its input and gives it to a depthwise layer; 224x224 images come in halved, with 32 channels."""
    layers, channels, size = set(), 32, 112
    for stage in stages:
        for stride in (stage.stride, *[1] * (stage.blocks - 1)):
            layers.add(Layer(channels * stage.expansion, size, stage.kernel, stride))
            channels, size = stage.channels, size // stride
    return layers


MOBILENET_V1 = {
    Layer(32, 112, 3, 1),
    Layer(64, 112, 3, 2),
    Layer(128, 56, 3, 1),
    Layer(128, 56, 3, 2),
    Layer(256, 28, 3, 1),
    Layer(256, 28, 3, 2),
    Layer(512, 14, 3, 1),
    Layer(512, 14, 3, 2),
    Layer(1024, 7, 3, 1),
}
"""arXiv 1704.04861, table 1; its last layer keeps 7x7, as the one behind it is given that."""

MOBILENET_V2 = _inverted_residuals(
    [
        Stage(1, 16, 1, 1),
        Stage(6, 24, 2, 2),
        Stage(6, 32, 3, 2),
        Stage(6, 64, 4, 2),
        Stage(6, 96, 3, 1),
        Stage(6, 160, 3, 2),
        Stage(6, 320, 1, 1),
    ]
)
"""arXiv 1801.04381, table 2."""

EFFICIENTNET_B0 = _inverted_residuals(
    [
        Stage(1, 16, 1, 1),
        Stage(6, 24, 2, 2),
        Stage(6, 40, 2, 2, kernel=5),
        Stage(6, 80, 3, 2),
        Stage(6, 112, 3, 1, kernel=5),
        Stage(6, 192, 4, 2, kernel=5),
        Stage(6, 320, 1, 1),
    ]
)
"""arXiv 1905.11946, table 1, whose resolutions give the strides."""


def _yolo_v10(width: float, most_channels: int, *, large_kernels: bool = False, middle_cib: bool = False) -> set[Layer]:
    """The layers of one model at 640x640.

    Args:
        width: What channels are multiplied with.
        most_channels: Their limit before that.
        large_kernels: Whether the second depthwise layer of its compact inverted blocks (CIB) is 7x7.
        middle_cib: Whether it has such blocks at 40x40, and not at 20x20 only.
    """
    p3, p4, p5 = (int(min(channels, most_channels) * width) for channels in (256, 512, 1024))
    layers = {
        Layer(p4, 80, 3, 2),
        Layer(p5, 40, 3, 2),
        Layer(p4, 40, 3, 2),
    }
    # The position encoding of the attention and the outer layers of a CIB; its middle.
    layers |= {Layer(p5 // 2, 20, 3, 1)}
    layers |= {Layer(p5, 20, 7 if large_kernels else 3, 1)}
    if middle_cib:
        layers |= {Layer(p4 // 2, 40, 3, 1), Layer(p4, 40, 3, 1)}
    classes = 80
    for channels, size in ((p3, 80), (p4, 40), (p5, 20)):  # the classes' branch of the head
        layers |= {Layer(channels, size, 3, 1), Layer(max(p3, classes), size, 3, 1)}
    return layers


NETWORKS: dict[str, set[Layer]] = {
    "mobilenet_v1": MOBILENET_V1,
    "mobilenet_v2": MOBILENET_V2,
    "efficientnet_b0": EFFICIENTNET_B0,
    "yolov10n": _yolo_v10(0.25, 1024, large_kernels=True),
    "yolov10s": _yolo_v10(0.5, 1024, large_kernels=True),
    "yolov10m": _yolo_v10(0.75, 768, middle_cib=True),
    "yolov10b": _yolo_v10(1.0, 512, middle_cib=True),
    "yolov10l": _yolo_v10(1.0, 512, middle_cib=True),
    "yolov10x": _yolo_v10(1.25, 512, middle_cib=True),
}
"""YOLOv10: arXiv 2405.14458, and the model files in THU-MIG/yolov10."""
