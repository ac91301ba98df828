"""Multiply by blocks: sticks in SrcA serve all taps of a column of the kernel, by instructions of the matrix unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codegen.model.case import Case
from codegen.model.uses import Use
from codegen.schedules.planes.multiply import PlanesMultiply, SectionWork, Summed
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LOAD_TAPS,
    STRIP_STICKS,
    PlanesGeometry,
    stick_bytes,
    taps_of_phase,
)
from codegen.schedules.schedule import Constant

if TYPE_CHECKING:
    from codegen.schedules.planes.placed import PlacedGeometry


class _Load(NamedTuple):
    """Weights that SrcB holds at once, and the strips that are multiplied with them.

    Attributes:
        taps: Rows of SrcB that are wanted.
        sticks: What is multiplied with them.
        strips: Times that SrcA is filled.
        products: Instructions of the matrix unit in a phase.
    """

    taps: int
    sticks: int
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

    def section_work(self, case: Case, geometry: PlanesGeometry, section: Summed) -> SectionWork:
        """A load of weights, and strips under it."""
        from codegen.schedules.planes.placed import PlacedGeometry

        assert isinstance(geometry, PlacedGeometry)
        loads = list(_loads(case, geometry, section))
        return SectionWork(
            input_bytes=sum(load.sticks for load in loads) * stick_bytes(case),
            weight_bytes=sum(load.taps for load in loads) * BLOCK_ROWS * stick_bytes(case),
            addresses=sum(load.strips for load in loads),
            products=sum(load.products for load in loads),
        )


def _loads(case: Case, geometry: PlacedGeometry, section: Summed) -> Iterator[_Load]:
    """What fills SrcB for a section of a plane: taps of a column of the kernel that see one phase."""
    from codegen.schedules.planes.strips import strip_of

    strip = strip_of(geometry)
    for phase in range(geometry.phases):
        taps = len(taps_of_phase(case, phase))
        load_taps = LOAD_TAPS if geometry.tap_step <= section.sticks else 1
        for first in range(0, taps, load_taps):
            count = min(load_taps, taps - first)
            load_stick = first * geometry.tap_step
            begin = max(load_stick, section.filled.start)
            end = min(load_stick + section.sticks + (count - 1) * geometry.tap_step, section.filled.stop)
            if begin >= end:
                continue
            products = 0
            for stick in range(begin, end, strip.sticks):
                row = stick - load_stick - (count - 1) * geometry.tap_step
                blocks = strip.blocks_before(min(end - stick, strip.sticks))
                for tap in range(count):
                    reached = row + tap * geometry.tap_step
                    if -strip.sticks < reached < section.sticks:
                        products += blocks
            for _ in range(case.kernel[1]):
                yield _Load(count, end - begin, math.ceil((end - begin) / strip.sticks), products)
