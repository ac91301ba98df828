"""What networks are made of: written once, computed on the chip and in float64."""

from __future__ import annotations

from typing import Protocol, TypeVar

from tests.ttdw_ttnn.networks.layers import Layer

T = TypeVar("T")


class Arithmetic(Protocol[T]):
    """Operations on images, [batch, height, width, channels], or what stands for them."""

    def convolve(self, x: T, layer: Layer) -> T:
        """A convolution, and its activation."""

    def add(self, x: T, y: T) -> T:
        """The sum of two images of the same shape."""

    def average(self, x: T) -> T:
        """The mean over all sticks of an image: an image of one stick."""

    def gate(self, x: T, weights: T) -> T:
        """An image, each channel times the sigmoid of one of these."""


class Network(Protocol):
    """A network.

    Attributes:
        name: Of the network.
        input_channels: Channels of its input.
        full_size: Height and width of its input in the model that bears its name [sticks].
    """

    @property
    def name(self) -> str: ...
    @property
    def input_channels(self) -> int: ...
    @property
    def full_size(self) -> int: ...

    def compute(self, on: Arithmetic[T], x: T) -> T:
        """The output."""
