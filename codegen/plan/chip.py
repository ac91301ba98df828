"""Facts of the chips, as the tt-metal 0.81.1 runtime reports them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from codegen.plan.grid import Core

ChipName = Literal["wormhole", "blackhole"]

TILE_SIDE = 32
TILE_DATUMS = TILE_SIDE * TILE_SIDE

FACE_SIDE = 16
"""Datums of a row, and rows, of a face: a tile has four, row by row."""

BLOCK_DATUMS = 8 * 16
"""What one instruction of the matrix unit multiplies: 8 rows of 16 (ISA documentation: ELWMUL) [datums]."""

CHUNK_BLOCKS = TILE_DATUMS // BLOCK_DATUMS
"""Blocks that a source register and a tile of Dst hold."""

L1_ALIGNMENT = 16
"""Sticks, pages and NoC transfers inside L1 start at multiples of this [bytes]."""

MAX_BUFFER_PAGES = 2**16 - 1
"""Pages that a circular buffer can count: its counters have 16 bits."""

DST_TILES = MappingProxyType({False: 8, True: 4})
"""Tiles in one half of Dst, by fp32_dest_acc (ISA documentation: Dst has 16 tiles of 16 bits or 8 of 32)."""


@dataclass(frozen=True)
class Chip:
    """One kind of chip.

    Attributes:
        name: Its name.
        noc_columns: NoC x coordinate of each logical column of Tensix cores.
        noc_rows: NoC y coordinate of each logical row.
        l1_bytes: End of L1 [bytes]; sharded tensors grow down from here.
        l1_base: First address that a program may use [bytes]; circular buffers grow up from here.
        l1_buffer_alignment: Start of a buffer in L1 is a multiple of this [bytes].
        dram_banks: Banks over which the pages of an interleaved tensor are spread.
        dram_base: First address of a tensor in DRAM [bytes].
        dram_alignment: Start of a page in DRAM is a multiple of this [bytes].
        adder_slips: Whether a sum in 32 bits that cancels to -1 in its last place comes out 2**27 times too large.
        board: What has this part of the cores of such a chip; empty for all of them.
    """

    name: ChipName
    noc_columns: tuple[int, ...]
    noc_rows: tuple[int, ...]
    l1_bytes: int
    l1_base: int
    l1_buffer_alignment: int
    dram_banks: int
    dram_base: int
    dram_alignment: int
    adder_slips: bool
    board: str = ""

    @property
    def grid(self) -> tuple[int, int]:
        """Columns and rows of Tensix cores."""
        return (len(self.noc_columns), len(self.noc_rows))

    @property
    def title(self) -> str:
        """What has so many cores, in the words of a message."""
        return f"{self.board} board" if self.board else f"{self.name} chip"

    @property
    def num_cores(self) -> int:
        """Number of Tensix cores."""
        return len(self.noc_columns) * len(self.noc_rows)

    def part(self, grid: tuple[int, int], board: str) -> Chip:
        """The same chip with fewer columns and rows, as programs find it on a board.

        The NoC counts on behind what is harvested or kept for something else, so these are the first ones.

        Args:
            grid: Columns and rows.
            board: What has it.
        """
        return replace(self, noc_columns=self.noc_columns[: grid[0]], noc_rows=self.noc_rows[: grid[1]], board=board)

    def noc_coordinates(self, core: Core) -> Core:
        """NoC coordinates of a logical core."""
        return Core(self.noc_columns[core.x], self.noc_rows[core.y])


WORMHOLE = Chip(
    name="wormhole",
    noc_columns=tuple(range(18, 26)),
    noc_rows=tuple(range(18, 27)),
    l1_bytes=1_499_136,
    l1_base=105_824,
    l1_buffer_alignment=32,
    dram_banks=12,
    dram_base=1_048_640,
    dram_alignment=32,
    adder_slips=True,
)

BLACKHOLE = Chip(
    name="blackhole",
    noc_columns=(*range(1, 8), *range(10, 16)),  # columns 8 and 9 hold no Tensix cores
    noc_rows=tuple(range(2, 12)),
    l1_bytes=1_572_864,
    l1_base=111_744,
    l1_buffer_alignment=64,
    dram_banks=8,
    dram_base=1_048_704,
    dram_alignment=64,
    adder_slips=False,
)

MAX_PRODUCT = 2**31 - 1
"""The emitted plan counts in words of 32 bits: each product fits into one, and so does the sum of two."""

CHIPS: MappingProxyType[ChipName, Chip] = MappingProxyType({chip.name: chip for chip in (WORMHOLE, BLACKHOLE)})

MAX_BUFFER_ALIGNMENT = max(chip.l1_buffer_alignment for chip in CHIPS.values())
"""Buffers in L1 start at multiples of this on all chips [bytes]."""

MAX_L1_BYTES = max(chip.l1_bytes for chip in CHIPS.values())
"""What no core holds more of, whatever the chip [bytes]."""
