"""The pictures of grid, shards and halo."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from codegen.commands.cases import plan_cases
from codegen.plan.core_map import core_map
from codegen.plan.program import ProgramPlan
from codegen.views.report.core_picture import core_picture
from codegen.views.report.image_picture import areas_of, image_picture
from codegen.views.report.plan_pictures import work_picture
from codegen.views.report.shard_picture import own_sticks, shard_picture, stick_works, sum_of_sticks

SVG = "{http://www.w3.org/2000/svg}"
PLANS = [plan for file in ("seed", "rows", "planes") for plan in plan_cases(file, None, None, "blackhole").plans]

all_plans = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: str(plan.case.id))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@all_plans
def test_the_map_has_every_core_and_an_arrow_for_every_receiver(plan: ProgramPlan) -> None:
    root = ElementTree.fromstring(core_picture(plan.chip.name, core_map(plan)).svg())
    drawn = {one.get("data-core"): one for one in root.iter(f"{SVG}g")}
    assert set(drawn) == {f"{one.core.x},{one.core.y}" for one in plan.cores}
    for one in plan.cores:
        label = drawn[f"{one.core.x},{one.core.y}"].get("aria-label") or ""
        assert f"stick slice {one.work.stick_shard}, NoC {one.noc.x},{one.noc.y}" in label
        assert {"sender": "sends", "receiver": "receives", None: "reads its own"}[one.role] in label
    heads = [one for one in root.iter(f"{SVG}path") if one.get("class") == "head"]
    assert len(heads) == sum(one.role == "receiver" for one in plan.cores)


@all_plans
def test_all_is_inside_the_picture(plan: ProgramPlan) -> None:
    work = work_picture(plan)
    assert work is not None
    for picture in (core_picture(plan.chip.name, core_map(plan)), shard_picture(plan), image_picture(plan), work):
        root = ElementTree.fromstring(picture.svg())
        for one in root.iter(f"{SVG}rect"):
            right = float(one.get("x", 0)) + float(one.get("width", 0))
            bottom = float(one.get("y", 0)) + float(one.get("height", 0))
            assert right <= picture.width + 0.1
            assert bottom <= picture.height + 0.1
        for one in root.iter(f"{SVG}text"):
            wide = 0.62 * float(one.get("font-size", 12)) * len(one.text or "")
            before = {"start": 0.0, "middle": 0.5, "end": 1.0}[one.get("text-anchor", "start")] * wide
            x = float(one.get("x", 0))
            assert x - before >= -1, one.text
            assert x - before + wide <= picture.width + 1, one.text


@all_plans
def test_halo_is_what_the_next_slice_begins_with(plan: ProgramPlan) -> None:
    works = stick_works(plan)
    covered = [
        range(work.first_input_stick, work.first_input_stick + own_sticks(works, place))
        for place, work in enumerate(works)
        if work.num_outputs
    ]
    for one, following in pairwise(covered):
        assert one.stop <= following.start, "no stick is twice the first of its slice"
    rows = texts(ElementTree.fromstring(shard_picture(plan).svg()))
    for place, work in enumerate(works):
        halo = work.num_input_sticks - own_sticks(works, place)
        assert f"{work.num_input_sticks} sticks, {halo} of them halo" in rows
    assert works[-1].first_input_stick + works[-1].num_input_sticks <= sum_of_sticks(plan) or not works[-1].num_outputs


@pytest.mark.parametrize("span", [range(0), range(3, 4), range(3, 29), range(40), range(7, 33), range(35, 80)])
def test_areas_hold_the_sticks_of_a_span(span: range) -> None:
    rows, columns = 5, 8
    found = []
    for image in range(2):
        areas = list(areas_of(span, image, (rows, columns)))
        assert len(areas) <= 3
        for column, row, width, height in areas:
            assert column + width <= columns
            found += [
                (image * rows + y) * columns + x
                for y in range(row, row + height)
                for x in range(column, column + width)
            ]
    assert found == list(span)


def test_a_title_and_two_pictures_are_one() -> None:
    (plan,) = plan_cases("seed", ["block_2x2_c64_k3_s1"], None, "wormhole").plans
    grid, shards = core_picture("wormhole", core_map(plan)), shard_picture(plan)
    both = grid.above(shards).under("the title")
    assert both.height == 24 + grid.height + shards.height
    assert both.width == max(grid.width, shards.width)
    root = ElementTree.fromstring(both.svg())
    assert texts(root)[0] == "the title"
    assert set(texts(root)) == {"the title", *re.findall(r">([^<>]+)</text>", grid.svg() + shards.svg())}


def the_plan(file: str, case: str) -> ProgramPlan:
    (plan,) = plan_cases(file, [case], None, "wormhole").plans
    return plan


def drawn(plan: ProgramPlan) -> ElementTree.Element:
    picture = work_picture(plan)
    assert picture is not None
    return ElementTree.fromstring(picture.svg())


def named(root: ElementTree.Element, kind: str) -> int:
    """How many rectangles are of a class."""
    return sum(kind in (one.get("class") or "").split() for one in root.iter(f"{SVG}rect"))


def test_a_run_is_cut_into_blocks_and_chunks() -> None:
    """14 sticks of 96 channels: 1,344 datums are 10.5 blocks, of which 8 fill a chunk."""
    root = drawn(the_plan("speed", "one_core_c96_k3"))
    assert (named(root, "stick-box"), named(root, "block-box"), named(root, "chunk-box")) == (14, 11, 2)
    said = texts(root)
    assert "chunk 0: 8 blocks, slot 1" in said
    assert "chunk 1: 3 blocks, slot 0" in said
    assert named(root, "slot-box") == 2 * 9, "a tile for each tap of each slot"
    assert named(root, "group0") + named(root, "group1") == 14 * 2, "a chunk has a section"
    assert said.count("packed into the output shard") == 13, "what the last run packs would pass the end of the shard"


def test_a_core_with_few_channels_has_one_run() -> None:
    said = texts(drawn(the_plan("seed", "block_2x2_c64_k3_s1")))
    assert any(one.startswith("A run: ") for one in said)
    assert "run 0" in said


def test_the_halo_is_told_apart() -> None:
    assert "its halo: sticks of s0, s2" in texts(drawn(the_plan("rows", "rows_height_4x1_k3")))
    assert "its halo: sticks of tiles of s1, s3" in texts(drawn(the_plan("planes", "planes_height_4x2_k5_bias")))
    for file, case in (("speed", "one_core_c96_k3"), ("planes", "planes_one_core_k3")):
        assert not any("halo" in one for one in texts(drawn(the_plan(file, case)))), "nobody is beside it"


def test_a_strip_goes_to_rows_of_dst_a_pitch_apart() -> None:
    root = drawn(the_plan("planes", "planes_one_core_k3"))
    assert [named(root, f"tap{place}") for place in range(4)] == [2, 2, 2, 0], "weights and sums of each kernel row"
    said = texts(root)
    assert [said[said.index(f"row {row}") + 1] for row in (2, 1, 0)] == ["112", "128", "144"]


def test_where_taps_share_no_strip_there_is_none() -> None:
    assert not any("SrcB" in one for one in texts(drawn(the_plan("planes_tiles", "planes_tiles_one_core_k3"))))
