"""A network: its depthwise layers in their order, and the paper that describes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from codegen.networks.layer import Layer


@dataclass(frozen=True)
class Paper:
    """Where a network is described.

    Attributes:
        authors: As a citation has them.
        title: Its title.
        year: When it appeared first.
        arxiv: Its number there.
    """

    authors: str
    title: str
    year: int
    arxiv: str

    def __str__(self) -> str:
        return f"{self.authors}: {self.title}. {self.year}, arXiv {self.arxiv}"


@dataclass(frozen=True)
class Network:
    """The depthwise layers of a network.

    Attributes:
        name: Its file below cases/networks.
        title: What its authors call it, with the size of its input.
        paper: Where it is described.
        layers: In their order, each as often as it runs.
        note: What one has to know of the list; empty if nothing.
    """

    name: str
    title: str
    paper: Paper
    layers: tuple[Layer, ...]
    note: str = ""

    @property
    def distinct(self) -> dict[Layer, int]:
        """Each layer once, in the order in which they come first, with how often it runs."""
        return dict(Counter(self.layers))

    @property
    def multiply_adds(self) -> int:
        """Products of all depthwise layers for one input."""
        return sum(layer.multiply_adds for layer in self.layers)


def network(name: str, title: str, paper: Paper, layers: Iterable[Layer], note: str = "") -> Network:
    """A network of a list of layers."""
    return Network(name, title, paper, tuple(layers), note)
