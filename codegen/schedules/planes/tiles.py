"""Multiply by tiles: each tap takes its own strip of sticks and its own row of weights, by the public API alone."""

from __future__ import annotations

import math

from codegen.model.case import Case
from codegen.plan.chip import CHUNK_BLOCKS, FACE_SIDE, TILE_SIDE
from codegen.schedules.planes.multiply import PlanesMultiply, SectionWork, Summed
from codegen.schedules.planes.plan import STRIP_STICKS, PlanesGeometry


class TilesMultiply(PlanesMultiply):
    """A strip may begin at any stick: rows of a plane need no pitch, and each sum is one that somebody wants."""

    pitch_unit = 1
    bias_is_tap = True

    def slack_tiles(self, reach: int, tap_step: int) -> int:
        """There is none."""
        del reach, tap_step
        return 0

    def weight_rows(self, tap: int) -> tuple[int, ...]:
        """A row of a tile, which is one of its left faces and one of its right ones."""
        left = tap // FACE_SIDE * TILE_SIDE + tap % FACE_SIDE
        return (left, left + FACE_SIDE)

    def weight_tiles(self, taps: int) -> int:
        """A row each."""
        return math.ceil(taps / TILE_SIDE)

    def fetches(self, case: Case) -> int:
        """Nothing is shared: once for each tap."""
        return case.kernel[0] * case.kernel[1]

    def section_work(self, case: Case, geometry: PlanesGeometry, section: Summed) -> SectionWork:
        """For each tap and the bias, all tiles. Of the weights, a face is fetched for each face of the strip."""
        del geometry
        tiles = (case.kernel[0] * case.kernel[1] + case.bias) * math.ceil(section.sticks / STRIP_STICKS)
        tile_bytes = tiles * case.number_format.tile_bytes
        return SectionWork(
            input_bytes=tile_bytes, weight_bytes=tile_bytes, addresses=tiles, products=tiles * CHUNK_BLOCKS
        )
