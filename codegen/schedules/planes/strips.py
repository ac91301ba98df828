"""What SrcA holds of a plane at once, and which blocks of it are multiplied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from codegen.model.case import Case
from codegen.schedules.planes.placing import output_parts
from codegen.schedules.planes.plan import BLOCK_ROWS, STRIP_STICKS

if TYPE_CHECKING:
    from codegen.schedules.planes.placed import PlacedGeometry


class Strip(NamedTuple):
    """Rows of a plane, or as many sticks as SrcA holds, as if they were a row.

    Attributes:
        strip_rows: How many.
        strip_row_sticks: From one to the next.
        strip_row_blocks: Blocks of each that are multiplied.
    """

    strip_rows: int
    strip_row_sticks: int
    strip_row_blocks: int

    @property
    def sticks(self) -> int:
        """From a strip to the next one."""
        return self.strip_rows * self.strip_row_sticks

    def blocks_before(self, stick: int) -> int:
        """Blocks that are multiplied of what lies in front of a stick."""
        rows, rest = divmod(stick, self.strip_row_sticks)
        return rows * self.strip_row_blocks + min(math.ceil(rest / BLOCK_ROWS), self.strip_row_blocks)


ANY_STICKS = Strip(1, STRIP_STICKS, STRIP_STICKS // BLOCK_ROWS)
"""A strip that begins anywhere in a row."""


def plan_strip(case: Case, geometry: PlacedGeometry) -> Strip:
    """Whole rows, if SrcA holds one, sections of Dst begin with rows, and there is room for what passes their ends."""
    blocks = math.ceil(((geometry.output_width - 1) * case.stride[1] + 1) / BLOCK_ROWS)
    rows = STRIP_STICKS // geometry.pitch
    fits = geometry.slack_tiles > 0 or rows * geometry.pitch == STRIP_STICKS
    # A strip of one block would leave nothing to replay.
    if not fits or rows * blocks < 2 or len(output_parts(case, geometry).starts) > 1:
        return ANY_STICKS
    return Strip(rows, geometry.pitch, blocks)


def strip_of(geometry: PlacedGeometry) -> Strip:
    """That of a plan."""
    return Strip(geometry.strip_rows, geometry.strip_row_sticks, geometry.strip_row_blocks)
