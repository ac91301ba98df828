"""The multicast topology of a variant as a picture in text."""

from __future__ import annotations

from codegen.spec.variant import Variant

_CELL = 8


def draw_topology(variant: Variant) -> str:
    """A small grid of cores: S reads the weights from DRAM and sends them, R receives them."""
    columns, rows = (4, 1) if variant.memory_layout != "BLOCK_SHARDED" else (3, 3)
    if variant.multicast.topology == "grid":
        return _draw([["S", "R", "R", "R"], ["R", "R", "R", "R"], ["R", "R"]])
    grid = [[_letter(variant, column, row) for column in range(columns)] for row in range(rows)]
    return _draw(grid)


def _letter(variant: Variant, column: int, row: int) -> str:
    topology, sender = variant.multicast.topology, variant.multicast.sender
    place = {"column": row, "row": column}.get(topology, sender)
    return "S" if place == min(sender, 2) else "R"


def _draw(grid: list[list[str]]) -> str:
    lines = []
    for row in grid:
        edge = "+---" * len(row) + "+"
        lines += [edge, "".join(f"| {letter} " for letter in row) + "|"]
    lines.append("+---" * len(grid[-1]) + "+")
    return "\n".join(lines)
