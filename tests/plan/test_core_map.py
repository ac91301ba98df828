"""The map of the cores: what stands in results, and what is read back out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codegen.commands.cases import plan_cases
from codegen.model.case import Case
from codegen.plan.core_map import MapCore, core_map, cores_of
from codegen.plan.grid import Core, CoreRange
from codegen.plan.program import ProgramPlan, plan_program
from tests.variants import SHIPPED


def planned(variant: str, **fields: object) -> ProgramPlan:
    case = Case(
        id="one", variant=variant, batch=1, channels=64, input=(8, 8), kernel=(3, 3), padding=(1, 1), grid=(2, 2)
    )
    return plan_program(SHIPPED[variant], case.model_copy(update=fields))


def test_people_can_read_it() -> None:
    drawn = core_map(planned("block_sharded", origin=(3, 4)))
    assert drawn.origin == Core(3, 4)
    assert drawn.rows == ("S c0 s0 | S c1 s0", "r c0 s1 | r c1 s1")
    assert [(one.sender, one.reached) for one in drawn.multicasts] == [
        (Core(x, 4), (CoreRange(Core(x, 5), Core(x, 5)),)) for x in (3, 4)
    ]


def test_a_grid_that_is_used_in_part_has_dots() -> None:
    drawn = core_map(planned("height_sharded", grid=(3, 2), cores=4))
    assert drawn.rows == ("S c0 s0 | r c0 s1 | r c0 s2", "r c0 s3 | . | .")
    assert [one.core for one in cores_of(drawn)] == [Core(0, 0), Core(1, 0), Core(2, 0), Core(0, 1)]


@pytest.mark.parametrize("plan", plan_cases("seed", None, None, "blackhole").plans, ids=lambda plan: str(plan.case.id))
def test_the_cores_are_those_of_the_plan(plan: ProgramPlan) -> None:
    wanted = {MapCore(one.core, one.role, one.work.channel_shard, one.work.stick_shard) for one in plan.cores}
    drawn = core_map(plan)
    assert set(cores_of(drawn)) == wanted
    receivers = {one.core for one in plan.cores if one.role == "receiver"}
    reached = {
        core
        for core in (one.core for one in plan.cores)
        for it in drawn.multicasts
        if core != it.sender and any(core in area for area in it.reached)
    }
    assert reached == receivers


def test_what_is_no_cell_is_refused() -> None:
    drawn = core_map(planned("width_sharded", grid=(2, 1)))
    with pytest.raises(ValueError, match="no cell of a core map: 'Q c0 s0'"):
        list(cores_of(replace(drawn, rows=("Q c0 s0",))))
