from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.places import core_names, first_lines, number_ranges, wrong_places
from codegen.model.case import Case
from codegen.plan.grid import Core
from codegen.plan.program import plan_program
from tests.variants import SHIPPED


@pytest.mark.parametrize(
    ("numbers", "text"), [([3], "3"), ([0, 1, 2, 3], "0-3"), ([7, 8, 5, 0, 1], "0-1, 5, 7-8"), ([], "")]
)
def test_ranges(numbers: list[int], text: str) -> None:
    assert number_ranges(numbers) == text


@pytest.mark.parametrize(
    ("cores", "text"),
    [
        ([(2, 1)], "core (2,1)"),
        ([(x, y) for x in range(4) for y in range(2)], "cores (0,0)-(3,1)"),
        ([(0, 0), (1, 0), (2, 0), (0, 1)], "cores (0,0)-(2,0) (0,1)"),
        ([(0, 0), (2, 0), (0, 1), (2, 1), (0, 3)], "cores (0,0)-(0,1) (0,3) (2,0)-(2,1)"),
    ],
)
def test_cores_are_told_as_rectangles(cores: list[tuple[int, int]], text: str) -> None:
    assert core_names([Core(x, y) for x, y in cores]) == text


def test_a_long_list_is_cut() -> None:
    assert first_lines(list("abcdef"), "letters") == list("abcdef")
    assert first_lines(list("abcdefgh"), "letters") == [*"abcdef", "and 2 more letters"]


PLAN = plan_program(
    SHIPPED["block_sharded"],
    Case(id="a", variant="block_sharded", batch=2, channels=64, input=(4, 4), kernel=(1, 1), grid=(2, 2)),
)
"""Each row of cores has one image, each column 32 channels."""


def test_cores_with_the_same_wrong_outputs_share_a_line() -> None:
    wrong = np.zeros((2, 4, 4, 64), bool)
    wrong[0, 1, 2:, :4] = wrong[0, 1, 2:, 32:36] = True
    wrong[1, :, :, 32:] = True
    assert wrong_places(PLAN, wrong.reshape(32, 64)) == [
        "cores (0,0)-(1,0): images 0, rows 1, columns 2-3, channels 0-3 of the shard's 32 (16 of 1024 outputs)",
        "core (1,1): all over (512 of 512 outputs)",
    ]


def test_scattered_channels_are_counted() -> None:
    wrong = np.zeros((32, 64), bool)
    wrong[:16, :20:2] = True
    assert wrong_places(PLAN, wrong) == ["core (0,0): 10 channels of the shard's 32 (160 of 512 outputs)"]
