"""The multicast topology of a variant as a picture in text."""

from __future__ import annotations

from typing_extensions import assert_never

from codegen.model.variant import Variant

SENDER, RECEIVER = "S", "R"

_LEGEND = f"{SENDER} reads weights from DRAM"


def draw_topology(variant: Variant) -> str:
    """A small example grid, and whose weights go where.

    The grid is just large enough to show the sender; a HEIGHT_SHARDED grid is drawn with a last row that is shorter.
    """
    topology, sender = variant.multicast.topology, variant.multicast.sender
    if topology == "none":
        return f"{_draw([[SENDER] * 4])}\n{_LEGEND}, each core its own; nobody sends."
    if topology == "grid":
        columns = max(4, sender + 2)
        cells = [RECEIVER] * (2 * columns - 1)
        cells[sender] = SENDER
        return (
            f"{_draw([cells[:columns], cells[columns:]])}\n"
            f"{_LEGEND} and sends them to each {RECEIVER}: one multicast for each full rectangle, none beyond it."
        )
    lines = [RECEIVER] * max(3, sender + 2)
    lines[sender] = SENDER
    if topology == "column":
        return f"{_draw([[cell] * 3 for cell in lines])}\n{_LEGEND} and sends them to each {RECEIVER} of its column."
    if topology == "row":
        return f"{_draw([lines] * 3)}\n{_LEGEND} and sends them to each {RECEIVER} of its row."
    assert_never(topology)


def _draw(rows: list[list[str]]) -> str:
    """Boxes, row by row; no row is longer than the one above it."""
    lines = []
    for row, above in zip(rows, [rows[0], *rows], strict=False):
        lines += ["+---" * len(above) + "+", "".join(f"| {cell} " for cell in row) + "|"]
    return "\n".join([*lines, "+---" * len(rows[-1]) + "+"])
