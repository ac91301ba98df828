"""Where packers put what they take out of Dst, against the tensors themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given

from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.plan.chip import DST_TILES, TILE_SIDE
from codegen.plan.grid import Core
from codegen.plan.program import CorePlan, ProgramPlan, plan_program
from codegen.reference.shards import input_shards
from codegen.reference.tensors import make_tensors
from codegen.schedules.planes.placed import PlacedGeometry, PlacedWork
from codegen.schedules.planes.placing import STEP_PAIRS, place_rows
from codegen.schedules.planes.plan import COLUMN_PLANES, PLANE_CHANNELS, STRIP_STICKS, position_of
from codegen.schedules.planes.reference import planes_operand
from tests.schedules.gathering import pieces
from tests.strategies import plans
from tests.variants import SHIPPED

UNFILLED = -1.0

Kind = Literal["input", "output"]

CASE = Case(
    id="placed", variant="height_sharded_planes", batch=1, channels=32, input=(14, 14), kernel=(3, 3),
    padding=(1, 1), grid=(1, 1), fp32_dest_acc=False,
)  # fmt: skip


def geometry_of(plan: ProgramPlan) -> PlacedGeometry:
    assert isinstance(plan.geometry, PlacedGeometry)
    return plan.geometry


def needed_sticks(plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
    """The sticks of the tiles that a core unpacks, its own and those of its neighbours: [sticks, shard channels]."""
    geometry, words = geometry_of(plan), core.arguments["compute"]
    places = {one.noc: number for number, one in enumerate(plan.cores)}
    row_bytes = geometry.channel_tiles * geometry.input_tile_bytes

    def tile_row(shard: Floats, row: int) -> Floats:
        return shard[row * TILE_SIDE : (row + 1) * TILE_SIDE]

    halo = [
        tile_row(shards[places[Core(one["noc_x"], one["noc_y"])]], one["from_byte"] // row_bytes)
        for one in pieces(core, "writer", "halo_tiles")
    ]
    first_own = words["first_own_tile"] // geometry.channel_tiles
    own = [tile_row(shards[plan.cores.index(core)], first_own + row) for row in range(words["num_own_tiles"])]
    above = words["num_tiles_above"]
    assert isinstance(core.work, PlacedWork)
    assert len(halo) == above + core.work.num_tiles_below <= geometry.halo_column_tiles
    return np.concatenate([*halo[:above], *own, *halo[above:], np.zeros((0, geometry.shard_channels), np.float32)])


def places_of_run(geometry: PlacedGeometry, kind: Kind, run: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Where packers take rows out of Dst, and where they put them, place by place in the order of pairs."""
    beside_rows, beside, below_rows, below, step_rows, step = (
        getattr(geometry, f"{kind}_{name}")
        for name in ("beside_rows", "beside", "below_rows", "below", "step_rows", "step")
    )
    for pair in range(run["num_pairs"]):
        steps, is_below = divmod(pair, STEP_PAIRS)
        row = run["first_row"] + steps * step_rows + is_below * below_rows
        to = run["to_stick"] + steps * step + is_below * below
        yield row, to
        yield row + beside_rows, to + beside


def runs_by_section(core: CorePlan, kind: Kind) -> Iterator[tuple[dict[str, int], list[dict[str, int]]]]:
    """The sections of a core, each with its runs."""
    of_input = core.arguments["compute"]["num_input_runs"]
    all_runs = pieces(core, "compute", "runs")
    runs = iter(all_runs[:of_input] if kind == "input" else all_runs[of_input:])
    for section in pieces(core, "compute", f"{kind}_sections"):
        yield section, [next(runs) for _ in range(section["num_runs"])]
    assert next(runs, None) is None


@given(plans("planes", multiply="blocks"))
def test_packers_make_the_planes(plan: ProgramPlan) -> None:
    """What lies in Dst behind the tiles of a section never comes to a plane: packers write zeros there."""
    geometry = geometry_of(plan)
    shards = input_shards(plan, make_tensors(plan.case).input)
    half = geometry.window_sticks
    for core in plan.cores:
        by_half = needed_sticks(plan, core, shards).reshape(-1, geometry.channel_tiles, COLUMN_PLANES, PLANE_CHANNELS)
        columns = np.zeros((COLUMN_PLANES * geometry.plane_sticks, geometry.channel_tiles, PLANE_CHANNELS), np.float32)
        for section, runs in runs_by_section(core, "input"):
            tiles = by_half[section["first_tile"] * TILE_SIDE :][: section["num_tiles"] * TILE_SIDE]
            dst = np.full((COLUMN_PLANES * half, *columns.shape[1:]), np.nan, np.float32)
            dst[: len(tiles)], dst[half : half + len(tiles)] = tiles[:, :, 0], tiles[:, :, 1]
            for run in runs:
                for row, to in places_of_run(geometry, "input", run):
                    assert row // half == (row + geometry.input_place_rows - 1) // half
                    taken = dst[row : row + geometry.input_place_rows].copy()
                    taken[geometry.input_filled_rows :] = 0
                    columns[to : to + geometry.input_place_rows] = taken
        by_plane = columns.reshape(COLUMN_PLANES, geometry.plane_sticks, geometry.channel_tiles, PLANE_CHANNELS)
        planes = by_plane.transpose(2, 0, 1, 3).reshape(geometry.planes, geometry.plane_sticks, PLANE_CHANNELS)
        np.testing.assert_array_equal(planes, planes_operand(plan, core, shards))


def position_in(plan: ProgramPlan, output: int) -> int:
    """Of an output, in the planes."""
    return position_of(plan.case, output, geometry_of(plan).pitch, geometry_of(plan).image_sticks)


@given(plans("planes", multiply="blocks"))
def test_packers_put_results_behind_each_other(plan: ProgramPlan) -> None:
    """Each output once, or several times the same; what is written beside them lies where nobody misses it."""
    geometry = geometry_of(plan)
    half = STRIP_STICKS * DST_TILES[plan.case.fp32_dest_acc]
    for core in plan.cores:
        assert isinstance(core.work, PlacedWork)
        span = range(core.work.first_output, core.work.first_output + core.work.num_outputs)
        first_row = span.start - span.start % geometry.output_width
        outputs = {position_in(plan, one): one for one in range(first_row, span.stop)}
        first_position = position_in(plan, first_row) - geometry.slack_tiles * STRIP_STICKS
        results = np.full(geometry.result_sticks, UNFILLED)
        for section, runs in runs_by_section(core, "output"):
            assert section["num_sticks"] <= geometry.section_tiles * STRIP_STICKS
            for run in runs:
                for row, to in places_of_run(geometry, "output", run):
                    assert 0 <= row <= half - geometry.output_place_rows
                    assert 0 <= to <= geometry.result_sticks - geometry.output_place_rows
                    for within in range(geometry.output_place_rows):
                        position = first_position + section["first_stick"] + row + within
                        results[to + within] = outputs.get(position, UNFILLED)
        np.testing.assert_array_equal(results[geometry.result_front :][: len(span)], list(span))


@pytest.mark.parametrize(
    ("length", "rows"), [(1, 1), (2, 1), (3, 2), (7, 4), (8, 4), (14, 8), (16, 8), (28, 16), (32, 16)]
)
def test_two_places_have_a_part_of_a_row(length: int, rows: int) -> None:
    """A power of two at each, together no less than the part."""
    assert place_rows(length) == rows
    assert rows < length <= 2 * rows or length == rows == 1


@pytest.mark.parametrize(("top", "bottom", "rows"), [(0, 0, 10), (0, 1, 10), (1, 1, 9), (2, 1, 9), (2, 2, 8)])
def test_rows_of_padding_between_two_images_serve_both(top: int, bottom: int, rows: int) -> None:
    """Of eight output rows, which see ten."""
    images = CASE.model_copy(update={"batch": 2, "input": (10 - top - bottom, 8), "padding": (top, bottom, 1, 1)})
    geometry = geometry_of(plan_program(SHIPPED[CASE.variant], images))
    assert geometry.image_sticks == rows * geometry.pitch


@pytest.mark.parametrize(
    ("width", "filled", "rows"), [(3, 3, 4), (14, 14, 16), (16, 16, 16), (17, 16, 16), (28, 16, 16)]
)
def test_a_place_has_a_row_of_the_input_or_half_of_it(width: int, filled: int, rows: int) -> None:
    """A row of 17 sticks has two places, which overlap: no zeros are behind these."""
    geometry = geometry_of(plan_program(SHIPPED[CASE.variant], CASE.model_copy(update={"input": (14, width)})))
    assert (geometry.input_filled_rows, geometry.input_place_rows) == (filled, rows)
    is_other_plane = geometry.input_beside == geometry.plane_sticks
    assert is_other_plane == (width <= 16)


def test_rows_of_fourteen_sticks_are_packed_two_at_once() -> None:
    plan = plan_program(SHIPPED[CASE.variant], CASE)
    geometry = geometry_of(plan)
    assert (geometry.output_place_rows, geometry.output_beside, geometry.output_below) == (8, 6, 14)
    pairs = [[run["num_pairs"] for run in runs] for _, runs in runs_by_section(plan.cores[0], "output")]
    assert sum(map(sum, pairs)) == 14, "rows of two places each"


def test_rows_farther_apart_than_packers_count_are_a_run_for_each_step() -> None:
    plan = plan_program(SHIPPED[CASE.variant], CASE.model_copy(update={"input": (12, 60)}))
    assert geometry_of(plan).output_step_rows == 0
    pairs = [run["num_pairs"] for _, runs in runs_by_section(plan.cores[0], "output") for run in runs]
    assert max(pairs) == STEP_PAIRS
    assert sum(pairs) == 12 * STEP_PAIRS, "rows of two parts of two places each"


def test_columns_that_find_no_room_go_in_groups_of_one_size() -> None:
    few = geometry_of(plan_program(SHIPPED[CASE.variant], CASE.model_copy(update={"channels": 96})))
    many = geometry_of(plan_program(SHIPPED[CASE.variant], CASE.model_copy(update={"channels": 960})))
    assert (few.group_columns, few.channel_tiles) == (3, 3)
    assert 1 < many.group_columns < many.channel_tiles == 30
    assert replace(many, group_columns=1).planes == 60
