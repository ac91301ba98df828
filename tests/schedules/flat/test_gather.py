"""What is gathered into padded inputs, against the inputs that the host prepares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from codegen.model.case import Case
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.reference.shards import input_shards
from codegen.reference.tensors import make_tensors
from codegen.schedules.flat.gather import INPUT_GROUPS, GatheredGeometry, GatheredWork
from codegen.schedules.flat.reference import flat_geometry, gathered_input
from tests.schedules.gathering import sourced_pieces
from tests.strategies import plans
from tests.variants import ALL

DATUM_BYTES = 2

CASE = Case(
    id="rows", variant="height_sharded_rows", batch=1, channels=32, input=(14, 14), kernel=(3, 3), padding=(1, 1),
    grid=(4, 1),
)  # fmt: skip


def planned(**fields: object) -> ProgramPlan:
    case = CASE.model_copy(update=fields)
    return plan_program(ALL[case.variant], case)


@given(plans("flat", "sharded"))
def test_the_pieces_make_up_the_padded_input(plan: ProgramPlan) -> None:
    shards = input_shards(plan, make_tensors(plan.case).input)
    places = {one.noc: number for number, one in enumerate(plan.cores)}
    for core in plan.cores:
        filled = np.zeros(flat_geometry(plan).input_pages * flat_geometry(plan).page_bytes // DATUM_BYTES, np.float32)
        for noc, piece in sourced_pieces(core):
            source, count = shards[places[noc]].reshape(-1), piece["num_bytes"] // DATUM_BYTES
            start, to = piece["from_byte"] // DATUM_BYTES, piece["to_byte"] // DATUM_BYTES
            assert start + count <= source.size, "a piece lies in one shard"
            filled[to : to + count] = source[start : start + count]
        assert (filled == gathered_input(plan, core, shards).reshape(-1)).all()


@given(plans("flat", "sharded"))
def test_a_core_gathers_what_the_host_would_prepare(plan: ProgramPlan) -> None:
    """In the same shards of channels and outputs."""
    images = make_tensors(plan.case).input
    prepared = replace(plan, variant=plan.variant.model_copy(update={"input": "prepared"}))
    prepared = replace(prepared, geometry=replace(plan.geometry, input_shard_sticks=padded_sticks(plan)))
    wanted = input_shards(prepared, images)
    shards = input_shards(plan, images)
    for core, one in zip(plan.cores, wanted, strict=True):
        assert (gathered_input(plan, core, shards) == one).all()


@pytest.mark.parametrize(("channels", "columns", "width"), [(72, 3, 32), (72, 5, 16), (40, 5, 8), (160, 5, 32)])
def test_shards_are_as_wide_as_ttnn_makes_them_if_all_have_channels_then(
    channels: int, columns: int, width: int
) -> None:
    plan = planned(variant="block_sharded_rows", channels=channels, grid=(columns, 2))
    assert plan.geometry.shard_channels == width


def test_no_width_gives_each_shard_channels() -> None:
    with pytest.raises(PlanError, match="40 channels fill 3 of 4 channel shards, 16 on each"):
        planned(variant="block_sharded_rows", channels=40, grid=(4, 2))


def padded_sticks(plan: ProgramPlan) -> int:
    return flat_geometry(plan).input_pages // flat_geometry(plan).stick_pages


@given(plans("flat", "sharded"))
def test_pieces_follow_each_other(plan: ProgramPlan) -> None:
    """So that all between two of them are zeros, and that groups are complete one after the other."""
    for core in plan.cores:
        assert isinstance(core.work, GatheredWork)
        ends = 0
        for _, piece in sourced_pieces(core):
            assert piece["to_byte"] >= ends
            ends = piece["to_byte"] + piece["num_bytes"]
        assert ends <= padded_sticks(plan) * plan.geometry.stick_bytes
        assert core.work.num_input_pieces == len(sourced_pieces(core))


@given(plans("flat", "sharded"))
def test_the_input_is_published_in_few_groups_of_rows(plan: ProgramPlan) -> None:
    geometry = plan.geometry
    assert isinstance(geometry, GatheredGeometry)
    row_pages = geometry.padded_width * geometry.stick_pages
    assert geometry.input_group_pages % row_pages == 0
    assert geometry.input_pages <= INPUT_GROUPS * geometry.input_group_pages


def test_a_row_that_two_cores_have_is_two_pieces() -> None:
    """64 sticks on a core are 4 rows of 14 and 8 sticks of the next one, the rest of which the next core has."""
    first, second = planned().cores[:2]
    own, other = (
        [piece["num_bytes"] // 64 for noc, piece in sourced_pieces(first) if noc == core.noc]
        for core in (first, second)
    )
    assert own == [14, 14, 14, 14, 8]
    assert other == [6, 9]


def test_shards_are_those_of_ttnn() -> None:
    """32 * ceil(sticks / cores / 32) sticks; but where sticks are not split, what there is."""
    rounded = planned(stride=(2, 2)).geometry
    assert (rounded.input_shard_sticks, rounded.output_shard_sticks) == (64, 32)
    whole = planned(variant="width_sharded_rows", grid=(1, 1), stride=(2, 2)).geometry
    assert (whole.input_shard_sticks, whole.output_shard_sticks) == (196, 49)
    assert planned(channels=40).geometry.shard_channels == 64


def test_the_padded_input_counts() -> None:
    budget = dict(planned().budget.buffers)
    assert budget["shard"] == 64 * 64
    assert budget["input"] >= (4 * 14 + 8 + 2 * 16 + 2) * 64


def test_more_pieces_than_arguments_are_a_finding() -> None:
    tall = {"variant": "width_sharded_rows", "batch": 2, "input": (700, 1), "kernel": (1, 1), "padding": (0, 0)}
    with pytest.raises(PlanError, match=r"words of runtime arguments, the chip takes"):
        planned(grid=(1, 1), **tall)
