"""What boards have of their chips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.model.case import Case
from codegen.plan.boards import BOARDS, Board
from codegen.plan.chip import BLACKHOLE, CHIPS, WORMHOLE
from codegen.plan.grid import Core
from codegen.plan.program import PlanError, plan_program
from tests.variants import SHIPPED

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_boards_are_listed() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (\d+) x (\d+) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M)
    known = [(name, one.chip.name.title(), *map(str, one.chip.grid), one.doc) for name, one in BOARDS.items()]
    assert [*map(tuple, rows)] == known


@pytest.mark.parametrize("board", BOARDS.values(), ids=BOARDS)
def test_a_board_has_the_first_cores_of_its_chip(board: Board) -> None:
    chip = board.chip
    whole = CHIPS[chip.name]
    columns, rows = chip.grid
    last = Core(columns - 1, rows - 1)
    assert chip.noc_coordinates(last) == whole.noc_coordinates(last)
    assert chip.num_cores == columns * rows
    assert chip.l1_bytes == whole.l1_bytes


def test_a_grid_ends_on_the_board() -> None:
    case = Case(
        id="one",
        variant="height_sharded",
        batch=1,
        channels=32,
        input=(16, 16),
        kernel=(3, 3),
        padding=(1, 1),
        grid=(8, 8),
    )
    variant = SHIPPED["height_sharded"]
    assert plan_program(variant, case, BOARDS["n150"].chip).cores == plan_program(variant, case, WORMHOLE).cores
    with pytest.raises(PlanError, match="the grid ends after 8 rows, the n300 board has 7"):
        plan_program(variant, case, BOARDS["n300"].chip)


def test_a_chip_without_a_board_is_named_by_its_kind() -> None:
    assert BLACKHOLE.title == "blackhole chip"
    assert BLACKHOLE.part((11, 10), "p100").title == "p100 board"


def test_what_the_device_keeps_for_small_tensors_is_not_there_for_a_plan() -> None:
    case = Case(
        id="one",
        variant="height_sharded_stick",
        batch=1,
        channels=64,
        input=(64, 64),
        kernel=(3, 3),
        padding=(1, 1),
        grid=(1, 1),
    )
    variant = SHIPPED["height_sharded_stick"]
    free = plan_program(variant, case, WORMHOLE).budget
    left = free.available - free.used
    exactly = case.model_copy(update={"l1_small_size": left})
    assert plan_program(variant, exactly, WORMHOLE).budget.available == free.used
    more = case.model_copy(update={"l1_small_size": left + 1})
    with pytest.raises(PlanError, match=rf"{free.used - 32:,} are available beside the {left + 1:,} of l1_small_size"):
        plan_program(variant, more, WORMHOLE)
