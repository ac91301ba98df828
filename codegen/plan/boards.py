"""Boards: what of a chip programs may use. Some of its rows or columns are harvested, and one more dispatches."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from codegen.plan.chip import BLACKHOLE, WORMHOLE, Chip


@dataclass(frozen=True)
class Board:
    """One kind of board.

    Attributes:
        chip: One of its chips, with the cores that `compute_with_storage_grid_size` says it has.
        doc: Why it has no more.
    """

    chip: Chip
    doc: str


_BOARDS = (
    Board(WORMHOLE.part((8, 8), "n150"), "one of 9 rows dispatches"),
    Board(WORMHOLE.part((8, 7), "n300"), "two of 10 rows are harvested, one dispatches"),
    Board(WORMHOLE.part((8, 9), "galaxy"), "one of 10 rows dispatches"),
    Board(BLACKHOLE.part((11, 10), "p100"), "two of 14 columns are harvested, one dispatches"),
    Board(BLACKHOLE.part((11, 10), "p150"), "the same since firmware 19.5.0, of January 2026; before, it is 13x10"),
)

BOARDS: MappingProxyType[str, Board] = MappingProxyType({one.chip.board: one for one in _BOARDS})
"""By their names."""
