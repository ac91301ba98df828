"""The cores on which a case may be planned."""

from __future__ import annotations

import pytest

from codegen.model.case import Case
from codegen.model.cores import Grid
from codegen.model.rules import case_findings
from codegen.plan.placements import Placement, placement_of, placements
from tests.variants import SHIPPED

CASE = Case(
    id="one", variant="height_sharded", batch=1, channels=64, input=(40, 40), kernel=(3, 3), padding=(1, 1), grid=(1, 1)
)


@pytest.mark.parametrize(
    ("name", "grids"),
    [
        ("block_sharded", {(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)}),
        ("height_sharded", {(1, 1), (2, 1), (3, 1), (2, 2), (3, 2)}),
        ("width_sharded", {(1, 1), (2, 1), (3, 1), (2, 2), (3, 2)}),
    ],
)
def test_the_grids_of_a_layout(name: str, grids: set[Grid]) -> None:
    found = [one.grid for one in placements(SHIPPED[name], CASE, (3, 2)) if one.cores is None]
    assert set(found) == grids
    assert len(found) == len(grids)


def test_numbers_of_cores_that_no_grid_has() -> None:
    """5 of 6: 1,600 outputs are 320 on each of 5 cores, and 400 on each of 4."""
    assert Placement((3, 2), 5) in [*placements(SHIPPED["height_sharded"], CASE, (3, 2))]
    assert Placement((3, 2), 5) not in [*placements(SHIPPED["block_sharded"], CASE, (3, 2))]


def test_a_core_more_must_make_shards_smaller() -> None:
    """64 channels in slices of 8: 16 on each of 4 or 5 cores, 8 on each of 8; no number between has smaller ones."""
    found = [*placements(SHIPPED["width_sharded"], CASE, (4, 3))]
    assert [one for one in found if one.cores] == []
    # 1,600 outputs in shards of whole tiles: 50 cores have one of them each, and so would have 51 to 55.
    found = [*placements(SHIPPED["height_sharded_planes"], CASE, (8, 7))]
    assert Placement((8, 7), 50) in found
    assert not [one for one in found if 50 < one.num_cores < 56]


@pytest.mark.parametrize("name", ["height_sharded", "width_sharded_planes", "block_sharded_rows"])
def test_each_is_a_right_case_with_a_number_of_cores_of_its_own(name: str) -> None:
    found = [*placements(SHIPPED[name], CASE, (8, 7))]
    for one in found:
        case = one.of(CASE)
        assert not case_findings(case)
        assert placement_of(case) == one
        assert one.num_cores <= 56
    if not name.startswith("block"):
        assert len({one.num_cores for one in found}) == len(found)


def test_all_cores_of_a_grid_are_the_grid() -> None:
    assert placement_of(CASE.model_copy(update={"grid": (4, 2), "cores": 8})) == Placement((4, 2))
    assert str(Placement((8, 7), 54)) == "54 of 8 x 7"
    assert str(Placement((8, 7))) == "8 x 7"
