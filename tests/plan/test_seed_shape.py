"""The numbers of the hand-written version for its first shape: 64 channels, 8x8, 3x3, pad 1."""

from __future__ import annotations

import pytest

from codegen.model.loader import load_cases
from codegen.plan.grid import Core
from codegen.plan.program import ProgramPlan, plan_program
from codegen.resources import resource
from codegen.schedules.flat.plan import FlatWork
from tests.variants import SHIPPED


@pytest.fixture(scope="module")
def plans() -> dict[str, ProgramPlan]:
    cases = load_cases(resource("cases") / "seed.yaml", SHIPPED)
    first_shape = [one.case for one in cases if one.case.id.endswith("_c64_k3_s1")]
    return {case.variant: plan_program(SHIPPED[case.variant], case) for case in first_shape}


def test_block_shards(plans: dict[str, ProgramPlan]) -> None:
    geometry = plans["block_sharded"].geometry
    assert (geometry.input_shard_sticks, geometry.shard_channels) == (60, 32)
    assert (geometry.output_shard_sticks, geometry.shard_channels) == (32, 32)


def test_block_roles(plans: dict[str, ProgramPlan]) -> None:
    roles = {core.core: core.role for core in plans["block_sharded"].cores}
    assert roles == {
        Core(0, 0): "sender",
        Core(1, 0): "sender",
        Core(0, 1): "receiver",
        Core(1, 1): "receiver",
    }


def test_block_senders_read_their_own_column(plans: dict[str, ProgramPlan]) -> None:
    plan = plans["block_sharded"]
    tiles = {core.core.x: core.arguments["reader"]["start_tile_id"] for core in plan.cores if core.link.is_sender}
    assert tiles == {0: 0, 1: plan.geometry.weight_pitch_tiles}


def test_receivers_hear_the_sender_of_their_column(plans: dict[str, ProgramPlan]) -> None:
    for core in plans["block_sharded"].cores:
        if not core.link.is_sender:
            assert core.link.sender == Core(core.core.x, 0)


def test_height_has_one_sender(plans: dict[str, ProgramPlan]) -> None:
    cores = plans["height_sharded"].cores
    assert [core.link.is_sender for core in cores] == [1, 0, 0, 0]
    assert cores[0].link.mcast_num_dests == 3


def test_width_has_no_roles(plans: dict[str, ProgramPlan]) -> None:
    plan = plans["width_sharded"]
    assert [core.role for core in plan.cores] == [None, None]
    assert [core.work.start_tile_id for core in plan.cores] == [0, plan.geometry.weight_pitch_tiles]


def test_second_row_starts_four_output_rows_down(plans: dict[str, ProgramPlan]) -> None:
    work = plans["block_sharded"].cores[2].work
    assert isinstance(work, FlatWork)
    assert (work.first_output, work.first_output_row, work.first_output_column) == (32, 4, 0)
    assert work.first_input_stick == 4 * 10
    assert work.num_input_sticks == 60
