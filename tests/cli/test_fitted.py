"""Tables on a screen of 80 columns: no number is cut, and variants do not look alike."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from codegen.views.fitted import print_titled
from codegen.views.plan_view import make_table

HEAD = ["variant", "cycles", "bounding unit", "lower bound", "instructions", "DRAM [bytes]", "behind because of"]
ROWS = [
    ["block_sharded_stick (as written)", "2,147,483,647", "matrix unit", "1,234 (NoC)", "987,654", "1,048,576", ""],
    ["width_sharded_stick", "2,147", "unpacker 0", "1,234 (NoC)", "654", "576", "the weights come late"],
]


def shown(width: int) -> str:
    table = make_table(HEAD)
    for row in ROWS:
        table.add_row(*row)
    screen = Console(file=io.StringIO(), width=width, highlight=False)
    print_titled(screen, "a title " * 20, table)
    text = screen.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_cell_is_there(width: int) -> None:
    text = shown(width)
    assert "…" not in text
    for word in (word for row in ROWS for cell in row for word in cell.split()):
        assert word in text
    assert all(len(line) <= width for line in text.splitlines()[1:])


def test_a_wide_screen_has_a_row_for_each_variant() -> None:
    lines = shown(200).splitlines()
    assert len(lines) == 1 + 1 + len(ROWS) + 1
