"""A network with ttnn's own depthwise layers, and with those of this package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from codegen.model.arrays import Floats
from tests.ttdw_ttnn.networks.arithmetic import Network
from tests.ttdw_ttnn.networks.exact import Exact
from tests.ttdw_ttnn.networks.layers import Draw
from tests.ttdw_ttnn.networks.on_chip import Image, OnChip, Precision
from tests.ttdw_ttnn.tensors import on_chip, pcc, to_numpy, ttnn
from ttdw_ttnn.fallback import Record
from ttdw_ttnn.patch import patched

INPUT_SEED = 1000
"""What is added to the seed of a network for that of its input."""

TO_HOST = "Tensor::cpu"
"""What ttnn calls a copy to the host in a graph that it captures."""

LARGEST_BLOCK = 28
"""Height and width of the largest images that are BLOCK sharded in a network of full size [sticks]."""


@dataclass(frozen=True)
class Outcome:
    """What came of it.

    Attributes:
        stock: PCC with float64 of the output with ttnn's own layers.
        ours: The same with the layers of this package.
        same_again: Whether a second run, with weights that are prepared, gave the same numbers bit by bit.
        to_host: Tensors that went to the host in that run before its end.
        depthwise: Where each depthwise layer of a run ran.
    """

    stock: float
    ours: float
    same_again: bool
    to_host: int
    depthwise: Sequence[Record]


def compare(network: Network, chip: Any, precision: Precision, side: int, batch: int = 1, seed: int = 0) -> Outcome:
    """Run a network.

    Args:
        network: The network.
        chip: The chip.
        precision: How it computes.
        side: Height and width of the input [sticks]; a smaller one than that of the model makes all images smaller.
        batch: Images.
        seed: Of the input.
    """
    x = Draw(INPUT_SEED + seed).numbers(batch, side, side, network.input_channels)
    wanted = network.compute(Exact(), x.astype(np.float64))
    largest_block = LARGEST_BLOCK * side / network.full_size
    stock = _run(network, OnChip(chip, precision, largest_block), x, chip)
    ours = OnChip(chip, precision, largest_block)
    with patched() as first_run:
        output = _run(network, ours, x, chip)
    with patched(), captured() as nodes:
        last = _compute(network, ours, x, chip)
    again = to_numpy(last)
    return Outcome(
        stock=pcc(stock, wanted),
        ours=pcc(again, wanted),
        same_again=bool(np.array_equal(again, output)),
        to_host=nodes.count(TO_HOST),
        depthwise=[one for one in first_run if one.groups > 1],
    )


def _compute(network: Network, on: OnChip, x: Floats, chip: Any) -> Any:
    batch, side, _, channels = x.shape
    tensor = on_chip(x.reshape(1, 1, -1, channels), chip, dtype=on.precision.dtype)
    output = network.compute(on, Image(tensor, batch, side)).tensor
    ttnn.synchronize_device(chip)
    return output


def _run(network: Network, on: OnChip, x: Floats, chip: Any) -> Floats:
    return to_numpy(_compute(network, on, x, chip))


@contextmanager
def captured() -> Iterator[list[str]]:
    """Collect what ttnn does meanwhile, also beneath Python: the names of its operations, and of copies to the host."""
    graph, names = ttnn._ttnn.graph, list[str]()
    graph.begin_graph_capture(graph.RunMode.NORMAL)
    try:
        yield names
    finally:
        nodes = graph.end_graph_capture()
        names += [one["params"]["name"] for one in nodes if one["node_type"] == "function_start"]
