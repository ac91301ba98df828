"""What is copied into planes and out of them, against the tensors themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.plan.grid import Core
from codegen.plan.program import CorePlan, PlanError, ProgramPlan, plan_program
from codegen.reference.shards import input_shards
from codegen.reference.tensors import make_tensors
from codegen.reference.tiles import to_tiles
from codegen.schedules.planes.gathered import GatheredGeometry
from codegen.schedules.planes.plan import PLANE_CHANNELS
from codegen.schedules.planes.reference import planes_operand
from tests.schedules.gathering import pieces, sourced_pieces
from tests.strategies import plans
from tests.variants import ALL

FACE_DATUMS = 16 * 16
TILE_DATUMS = 1024
DATUM_BYTES = 2


def gathered_geometry(plan: ProgramPlan) -> GatheredGeometry:
    assert isinstance(plan.geometry, GatheredGeometry)
    return plan.geometry


def converted_column(plan: ProgramPlan, core: CorePlan, memory: Floats, column: int) -> Floats:
    """A column of tiles as the compute kernel converts it: the core's own ones among those of its neighbours."""
    geometry = gathered_geometry(plan)
    places = {one.noc: number for number, one in enumerate(plan.cores)}
    halo = [
        memory[places[Core(one["noc_x"], one["noc_y"])]][one["from_byte"] // geometry.input_tile_bytes + column]
        for one in pieces(core, "writer", "halo_tiles")
    ]
    words = core.arguments["compute"]
    first = words["first_own_tile"] + column
    own = memory[plan.cores.index(core)][first :: geometry.channel_tiles][: words["num_own_tiles"]]
    above = words["num_tiles_above"]
    assert len(halo) == above + words["num_tiles_below"] <= geometry.halo_column_tiles
    tiles = [*halo[:above], *own, *halo[above:]]
    assert len(tiles) <= geometry.column_tiles
    return np.concatenate([*tiles, np.zeros(0, np.float32)])


def gathered(plan: ProgramPlan, core: CorePlan, memory: Floats, plane: int) -> Floats:
    """A plane as the writer gathers it, piece by piece, out of the memory of all cores or out of a converted column."""
    geometry = gathered_geometry(plan)
    places = {one.noc: number for number, one in enumerate(plan.cores)}
    filled = np.zeros(geometry.plane_sticks * PLANE_CHANNELS, np.float32)
    converts = geometry.column_tiles > 0
    column = converted_column(plan, core, memory, plane // 2) if converts else None
    faces_before = plane % 2 * FACE_DATUMS + (0 if converts else plane // 2 * 1024)
    for noc, piece in sourced_pieces(core):
        assert noc == core.noc or not converts
        source = memory[places[noc]].reshape(-1) if column is None else column
        start, count = piece["from_byte"] // DATUM_BYTES + faces_before, piece["num_bytes"] // DATUM_BYTES
        to = piece["to_byte"] // DATUM_BYTES
        assert start // FACE_DATUMS == (start + count - 1) // FACE_DATUMS, "a piece lies in one face"
        filled[to : to + count] = source[start : start + count]
    return filled


@given(plans("planes", multiply="tiles"))
def test_the_pieces_make_up_the_planes(plan: ProgramPlan) -> None:
    shards = input_shards(plan, make_tensors(plan.case).input)
    memory = to_tiles(shards).reshape(len(shards), -1, TILE_DATUMS)
    for core in plan.cores:
        wanted = planes_operand(plan, core, shards)
        for plane, sticks in enumerate(wanted):
            assert (gathered(plan, core, memory, plane) == sticks.reshape(-1)).all()


@given(plans("planes", multiply="tiles"))
def test_each_output_is_copied_once(plan: ProgramPlan) -> None:
    geometry = gathered_geometry(plan)
    section_bytes = geometry.section_tiles * 1024 * DATUM_BYTES
    for core in plan.cores:
        written: list[int] = []
        for piece in pieces(core, "reader", "output_pieces"):
            last = piece["from_byte"] + piece["num_bytes"] - 1
            assert piece["from_byte"] // section_bytes == last // section_bytes, "a piece lies in one section"
            written += range(piece["to_byte"], piece["to_byte"] + piece["num_bytes"])
        assert len(written) == len(set(written)) == core.work.num_outputs * 16 * DATUM_BYTES


CASE = Case(
    id="tiles", variant="block_sharded_planes_tiles", batch=1, channels=32, input=(8, 8), kernel=(3, 3), padding=(1, 1),
    grid=(1, 2),
)  # fmt: skip


def test_a_piece_comes_from_the_neighbour_that_has_it() -> None:
    """Two cores of 32 outputs each: the second one sees the last row of the first one's sticks."""
    plan = plan_program(ALL[CASE.variant], CASE)
    first, second = plan.cores
    sources = [noc for noc, _ in sourced_pieces(second)]
    assert set(sources) == {first.noc, second.noc}
    assert sources.count(first.noc) == 1


def test_more_pieces_than_arguments_are_a_finding() -> None:
    """Outputs a stride apart are a piece each, of three words.

    The limit is what ttnn 0.81.1 says: of one-stick images, 1,362 have a word more than it takes.
    """
    edge = CASE.model_copy(
        update={"batch": 1361, "input": (1, 1), "kernel": (1, 2), "padding": (0, 0, 0, 1), "grid": (1, 1)}
    )
    assert plan_program(ALL[edge.variant], edge)
    with pytest.raises(PlanError, match=r"gets 4,095 words of runtime arguments, the chip takes 4,094"):
        plan_program(ALL[edge.variant], edge.model_copy(update={"batch": 1362}))
    tall = CASE.model_copy(update={"input": (60, 120), "stride": (2, 2), "grid": (1, 1)})
    with pytest.raises(PlanError, match=r"words of runtime arguments, the chip takes 4,094"):
        plan_program(ALL[tall.variant], tall)
