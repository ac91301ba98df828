"""Where cores find what they gather out of the input shards of others: lists of records, which kernels read.

Cores read from others, and nobody writes to an input shard while the program runs: so it makes no difference when
another core starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from codegen.plan.geometry import describe
from codegen.plan.grid import Core

INPUT_SOURCES = "input_sources"
"""A value that is a list: which cores have what a core gathers."""

INPUT_PIECES = "input_pieces"
"""A value that is a list: where in their shards it lies."""


@dataclass(frozen=True)
class InputSource:
    """A core from which pieces come that follow each other in the list of pieces."""

    noc_x: int = describe("", "the core")
    noc_y: int = describe("", "the core")
    num_pieces: int = describe("pieces", "how many")


@dataclass(frozen=True)
class InputPiece:
    """Sticks that lie together in an input shard, and together where they go."""

    from_byte: int = describe("bytes", "where they begin in the shard")
    to_byte: int = describe("bytes", "where they go in what is gathered")
    num_bytes: int = describe("bytes", "how long they are")


def count_pieces(shards: Iterable[int]) -> list[tuple[int, int]]:
    """The shards in which pieces lie, in the order of the pieces, with the number of these.

    Args:
        shards: The shard of each piece.
    """
    return [(shard, sum(1 for _ in pieces)) for shard, pieces in groupby(shards)]


def list_sources(counted: Iterable[tuple[int, int]], noc_of: Callable[[int], Core]) -> list[InputSource]:
    """The cores that have these shards, with their numbers of pieces."""
    return [InputSource(noc_of(shard).x, noc_of(shard).y, pieces) for shard, pieces in counted]
