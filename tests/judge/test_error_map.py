"""Where an output is wrong, small enough for a report."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from codegen.judge.compare import tolerance_of
from codegen.judge.error_map import FACTOR, MOST_COLUMNS, MOST_ROWS, MOST_SLICES, ErrorMap, error_map
from codegen.judge.explain import judge_of
from codegen.judge.golden import golden
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import Tensors, make_tensors
from tests.variants import SHIPPED


class Ran:
    """A case, its golden output, and what the reference computes."""

    def __init__(self, **fields: Any) -> None:
        case = Case(
            id="one",
            variant="block_sharded",
            batch=1,
            channels=64,
            input=(8, 8),
            kernel=(3, 3),
            padding=(1, 1),
            grid=(2, 2),
        )
        self.plan: ProgramPlan = plan_program(SHIPPED["block_sharded"], case.model_copy(update=fields))
        self.tensors: Tensors = make_tensors(self.plan.case)
        self.golden = golden(self.plan.case, self.tensors)
        self.output: Floats = execute_plan(self.plan, self.tensors)

    def map(self) -> ErrorMap:
        found = error_map(self.plan, self.tensors, self.output, self.golden)
        assert found
        return found

    def times_tolerated(self, place: tuple[int, int, int, int], times: float) -> None:
        """Put an error of so many times what is tolerated there."""
        judge = judge_of(tolerance_of(self.plan, self.tensors), self.golden)
        self.output[place] = self.golden[place] + times * float(judge.tolerated(self.golden[place]))


def test_a_right_output_is_tolerated_all_over() -> None:
    found = Ran().map()
    assert (found.wrong, found.outputs, found.cores) == (0, 8 * 8 * 64, ())
    assert found.largest is not None
    assert {digit for piece in found.levels for row in piece for digit in row} == {"0"}


@pytest.mark.parametrize(
    ("times", "digit"), [(0.9, "0"), (3.9, "1"), (4.1, "2"), (60, "3"), (FACTOR**8 + 1e4, "9"), (1e9, "9")]
)
def test_a_digit_tells_how_far_off_an_output_is(times: float, digit: str) -> None:
    ran = Ran()
    ran.times_tolerated((0, 5, 2, 41), times)
    found = ran.map()
    assert found.cell == (1, 1, 4)
    assert found.levels[41 // 4][5][2] == digit
    assert sum(row.count("0") for piece in found.levels for row in piece) == 8 * 8 * 16 - (digit != "0")
    assert found.wrong == (digit != "0")


def test_the_cores_and_the_place() -> None:
    ran = Ran()
    ran.output[0, 5:7, 2, 41:43] += 100
    ran.output[0, 0, 7, 3] -= 500
    found = ran.map()
    assert [(one.core, one.wrong, one.outputs) for one in found.cores] == [((0, 0), 1, 1024), ((1, 1), 4, 1024)]
    assert found.place == (0, 0, 7, 3)
    assert found.largest == pytest.approx(500, rel=0.01)


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_what_is_not_finite_is_marked(value: float) -> None:
    ran = Ran()
    ran.output[0, 1, 1, 9] = value
    found = ran.map()
    assert found.largest is None
    assert found.place == (0, 1, 1, 9)
    assert found.levels[9 // 4][1][1] == "!"
    assert found.wrong == 1


def test_a_large_output_has_a_small_map_that_loses_no_error() -> None:
    ran = Ran(batch=2, channels=96, input=(61, 90))
    ran.output[1, 60, 89, 95] += 1e4
    found = ran.map()
    assert found.shape == (2, 61, 90, 96)
    assert found.cell == (3, 4, 6)
    assert (len(found.levels), len(found.levels[0]), len(found.levels[0][0])) == (16, 21, 23)
    assert len(found.levels) <= MOST_SLICES
    assert len(found.levels[0]) <= MOST_ROWS
    assert len(found.levels[0][0]) <= MOST_COLUMNS
    assert found.levels[-1][-1][-1] != "0"
    assert found.levels[0][0][0] == "0"
    assert len(found.model_dump_json(indent=2)) < 32_000


def test_another_shape_has_no_map() -> None:
    ran = Ran()
    assert error_map(ran.plan, ran.tensors, np.asarray(ran.output[:, :-1]), ran.golden) is None
