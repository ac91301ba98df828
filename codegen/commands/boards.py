"""The option --board: what of a chip a command plans for."""

from __future__ import annotations

import re
from typing import Annotated

from cyclopts import Parameter

from codegen.model.finding import Finding, did_you_mean, on_command_line, shorten
from codegen.plan.boards import BOARDS
from codegen.plan.chip import CHIPS, Chip, ChipName

Board = Annotated[
    str | None,
    Parameter(
        name="--board",
        help=f"Plan for this board: {', '.join(BOARDS)}; or for columns and rows of the chip, as 8x7, where more is "
        "harvested. [default: all cores of the chip]",
    ),
]


def chip_on(board: str | None, chip: ChipName) -> Chip:
    """The chip with the cores that programs may use.

    Args:
        board: A board, which has its own kind of chip; or columns and rows of the chip. None is all of it.
        chip: The chip.

    Raises:
        InputError: There is no such board, or the chip has fewer cores.
    """
    if board is None:
        return CHIPS[chip]
    if re.match(r"\d", board):
        grid = read_grid("--board", board, CHIPS[chip])
        return CHIPS[chip].part(grid, f"{grid[0]} x {grid[1]}")
    if board not in BOARDS:
        raise on_command_line(Finding("board-known", f"no board {shorten(board)!r}", (), did_you_mean(board, BOARDS)))
    return BOARDS[board].chip


def read_grid(option: str, text: str, chip: Chip) -> tuple[int, int]:
    """Columns and rows, as 8x8.

    Raises:
        InputError: They are not written so, or not on the chip.
    """
    written = re.fullmatch(r"(\d{1,4})x(\d{1,4})", text, re.ASCII)
    if not written:
        raise on_command_line(
            Finding("cores-written", f"{option} is {shorten(text)!r}", (), f"write columns and rows: {option} 8x8")
        )
    columns, rows = int(written[1]), int(written[2])
    if not (1 <= columns <= chip.grid[0] and 1 <= rows <= chip.grid[1]):
        limit = f"{chip.grid[0]} x {chip.grid[1]}"
        raise on_command_line(
            Finding(
                "cores-on-chip",
                f"{option} is {columns} x {rows}, the {chip.title} has {limit}",
                (),
                "use 1x1 to all of it",
            )
        )
    return columns, rows
