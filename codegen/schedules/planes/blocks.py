"""Multiply by blocks: sticks in SrcA serve all taps of a column of the kernel, by instructions of the matrix unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from codegen.model.case import Case
from codegen.model.uses import Use
from codegen.plan.chip import CHUNK_BLOCKS
from codegen.schedules.planes.multiply import PlanesMultiply, SectionWork
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LOAD_TAPS,
    STRIP_STICKS,
    PlanesGeometry,
    stick_bytes,
    taps_of_phase,
)
from codegen.schedules.schedule import Constant


class _Load(NamedTuple):
    """Weights that SrcB holds at once, and the strips that are multiplied with them.

    Attributes:
        taps: Rows of SrcB that are wanted.
        strips: Times that SrcA is filled.
        products: Instructions of the matrix unit in a phase, if it takes whole strips.
    """

    taps: int
    strips: int
    products: int


class BlocksMultiply(PlanesMultiply):
    """Rows of results lie whole blocks apart in Dst; the weights of a tap are every eighth row of SrcB."""

    pitch_unit = BLOCK_ROWS
    bias_is_tap = False
    constants = (
        Constant("kBlockRows", BLOCK_ROWS, "what one instruction of the matrix unit multiplies"),
        Constant("kLoadTaps", LOAD_TAPS, "taps whose weights SrcB holds at once"),
    )
    compute = MappingProxyType({"slack_tiles": Use("geometry")})

    def slack_tiles(self, reach: int, tap_step: int) -> int:
        """Sums that nobody wants pass the ends of a section where taps do not lie whole strips apart."""
        return int(reach > 0 and tap_step % STRIP_STICKS > 0)

    def rows_in_order(self, rows: range) -> range:
        """The last one comes first: from tap to tap, the rows of results lie farther behind."""
        return rows[::-1]

    def weight_rows(self, tap: int) -> tuple[int, ...]:
        """The seven rows behind it are zeros."""
        return (tap * BLOCK_ROWS,)

    def weight_tiles(self, taps: int) -> int:
        """Rows of all blocks."""
        return math.ceil(taps * BLOCK_ROWS / STRIP_STICKS)

    def fetches(self, case: Case) -> int:
        """The rows of a column of the kernel share what is in SrcA."""
        return case.kernel[1]

    def section_work(self, case: Case, geometry: PlanesGeometry, sticks: int) -> SectionWork:
        """A load of weights, and strips under it."""
        loads = list(_loads(case, geometry, sticks))
        return SectionWork(
            input_bytes=sum(load.strips for load in loads) * STRIP_STICKS * stick_bytes(case),
            weight_bytes=sum(load.taps for load in loads) * BLOCK_ROWS * stick_bytes(case),
            addresses=sum(load.strips for load in loads),
            products=sum(load.products for load in loads),
        )


def _loads(case: Case, geometry: PlanesGeometry, sticks: int) -> Iterator[_Load]:
    """What fills SrcB for a section of a plane: taps of a column of the kernel that see one phase."""
    for phase in range(geometry.phases):
        taps = len(taps_of_phase(case, phase))
        load_taps = LOAD_TAPS if geometry.tap_step <= sticks else 1
        for first in range(0, taps, load_taps):
            count = min(load_taps, taps - first)
            strips = math.ceil((sticks + (count - 1) * geometry.tap_step) / STRIP_STICKS)
            rows = [strip * STRIP_STICKS - tap * geometry.tap_step for strip in range(strips) for tap in range(count)]
            products = CHUNK_BLOCKS * sum(-STRIP_STICKS < row < sticks for row in rows)
            for _ in range(case.kernel[1]):
                yield _Load(count, strips, products)
