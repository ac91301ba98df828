"""What holds for every plan, whatever the variant, the case and the chip."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given

from codegen.model.schedule import kernel_uses
from codegen.model.variant import KERNEL_NAMES
from codegen.plan.chip import BLOCK_DATUMS, TILE_DATUMS
from codegen.plan.geometry import channel_multiple_of, top_left
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.plan.reach import check_multicasts
from codegen.schedules.flat.plan import FlatWork, Run, plan_runs, slot_of_chunk
from codegen.schedules.flat.reference import flat_geometry
from codegen.schedules.schedule import schedule_of
from codegen.schedules.stick.plan import plan_segments
from codegen.schedules.stick.reference import stick_geometry
from tests.strategies import plans


def flat_work(core: CorePlan) -> FlatWork:
    assert isinstance(core.work, FlatWork)
    return core.work


def runs_of_cores(plan: ProgramPlan) -> list[tuple[Run, ...]]:
    return [plan_runs(plan.case, flat_geometry(plan), core.work.stick_shard) for core in plan.cores]


@given(plans())
def test_every_output_has_one_owner_for_each_channel_shard(plan: ProgramPlan) -> None:
    owned: dict[int, list[int]] = {shard: [] for shard in range(plan.geometry.channel_shards)}
    for core in plan.cores:
        span = range(core.work.first_output, core.work.first_output + core.work.num_outputs)
        owned[core.work.channel_shard] += span
    everything = list(range(plan.geometry.output_sticks))
    assert all(sorted(outputs) == everything for outputs in owned.values())


@given(plans("flat"))
def test_nothing_is_read_behind_the_input_shard(plan: ProgramPlan) -> None:
    """An unpacker that passes the end of L1 stops a simulated chip: shards may end there."""
    geometry, case = flat_geometry(plan), plan.case
    last_tap = (case.kernel[0] - 1) * geometry.tap_row_pages + (case.kernel[1] - 1) * geometry.tap_column_pages
    for runs in runs_of_cores(plan):
        for run in runs:
            last_page = run.position * geometry.stick_pages + last_tap
            end = last_page * geometry.page_bytes + plan.case.number_format.size_of(
                run.blocks(geometry.shard_channels) * BLOCK_DATUMS
            )
            assert end <= geometry.input_pages * geometry.page_bytes


@given(plans("flat"))
def test_every_chunk_meets_the_weights_of_its_channels(plan: ProgramPlan) -> None:
    """The chunks of a run lie in the slots from the last to the first, until they start with the same channel again."""
    geometry = flat_geometry(plan)
    first_of_slot = [(geometry.run_chunks - 1 - slot) * TILE_DATUMS for slot in range(geometry.tap_tiles)]
    for chunk in range(geometry.run_chunks):
        difference = chunk * TILE_DATUMS - first_of_slot[slot_of_chunk(geometry, chunk)]
        assert difference % geometry.shard_channels == 0


@given(plans("flat"))
def test_groups_are_few_and_of_one_size(plan: ProgramPlan) -> None:
    geometry = flat_geometry(plan)
    for core in plan.cores:
        num_runs, group_runs = flat_work(core).num_runs, flat_work(core).group_runs
        sizes = [min(group_runs, num_runs - first) for first in range(0, num_runs, max(group_runs, 1))]
        assert len(sizes) == math.ceil(num_runs / geometry.section_chunks)
        assert all(size <= geometry.section_chunks for size in sizes)
        assert not sizes or sizes[-1] > group_runs - len(sizes)


@given(plans("flat"))
def test_runs_hold_every_output_once(plan: ProgramPlan) -> None:
    case, geometry = plan.case, flat_geometry(plan)
    for core, runs in zip(plan.cores, runs_of_cores(plan), strict=True):
        work = flat_work(core)
        assert len(runs) == work.num_runs
        assert [run.first_output for run in runs] == sorted({run.first_output for run in runs})
        for output in range(work.num_outputs):
            run = max((one for one in runs if one.first_output <= output), key=lambda one: one.first_output)
            position = top_left(case, work.first_output + output) - work.first_input_stick
            assert run.position <= position < run.position + run.num_sticks
            if geometry.runs_are_rows:
                assert position - run.position == (output - run.first_output) * case.stride[1]


@given(plans("flat"))
def test_runs_are_cut_in_the_way_that_takes_fewer_blocks(plan: ProgramPlan) -> None:
    geometry = flat_geometry(plan)
    other = replace(geometry, runs_are_rows=1 - geometry.runs_are_rows)
    most, most_otherwise = (
        max(
            sum(run.blocks(geometry.shard_channels) for run in plan_runs(plan.case, one, shard))
            for shard in range(geometry.stick_shards)
        )
        for one in (geometry, other)
    )
    assert most <= most_otherwise


@given(plans("flat"))
def test_runs_are_counted_as_they_are_cut(plan: ProgramPlan) -> None:
    geometry = flat_geometry(plan)
    for core in plan.cores:
        runs, work = plan_runs(plan.case, geometry, core.work.stick_shard), flat_work(core)
        assert work.num_runs == len(runs)
        assert work.num_blocks == sum(run.blocks(geometry.shard_channels) for run in runs)
        assert max((run.chunks(geometry.shard_channels) for run in runs), default=0) <= geometry.run_chunks
        shard_datums = geometry.output_shard_sticks * geometry.shard_channels
        ends = [
            run.first_output * geometry.shard_channels + run.chunks(geometry.shard_channels) * TILE_DATUMS
            for run in runs
        ]
        direct = sum(end <= shard_datums for end in ends) if geometry.runs_are_rows and plan.case.stride[1] == 1 else 0
        assert work.num_direct_runs == direct


@given(plans("flat"))
def test_direct_runs_stay_within_the_output_shard(plan: ProgramPlan) -> None:
    """Whole tiles are packed: the last one of a row may pass the end of the row, not that of the shard."""
    geometry = flat_geometry(plan)
    for core, runs in zip(plan.cores, runs_of_cores(plan), strict=True):
        work = flat_work(core)
        for run in runs[: work.num_direct_runs]:
            start = run.first_output * geometry.stick_pages
            assert start + run.chunks(geometry.shard_channels) * geometry.chunk_pages <= geometry.output_pages
        if work.num_direct_runs:
            assert geometry.runs_are_rows
            assert plan.case.stride[1] == 1


@given(plans("flat"))
def test_the_linear_buffer_holds_whole_groups(plan: ProgramPlan) -> None:
    geometry = flat_geometry(plan)
    assert geometry.linear_tiles in (geometry.linear_group_tiles, 2 * geometry.linear_group_tiles)
    for core in plan.cores:
        work = flat_work(core)
        for first in range(0, work.num_runs, max(work.group_runs, 1)):
            end = min(first + work.group_runs, work.num_runs)
            run_tiles = geometry.run_chunks if geometry.linear_takes_runs else 1
            indirect_runs = end - max(first, min(work.num_direct_runs, end))
            assert indirect_runs * run_tiles <= geometry.linear_group_tiles


@given(plans("flat"))
def test_the_writer_walks_from_output_to_output(plan: ProgramPlan) -> None:
    """next_row_sticks and next_image_sticks are the distances between the top left sticks of the outputs."""
    geometry, case = flat_geometry(plan), plan.case
    image = geometry.output_height * geometry.output_width
    for row_start in range(0, geometry.output_sticks - geometry.output_width, geometry.output_width):
        ends_image = (row_start + geometry.output_width) % image == 0
        step = top_left(case, row_start + geometry.output_width) - top_left(case, row_start)
        assert step == (geometry.next_image_sticks if ends_image else geometry.next_row_sticks)


@given(plans())
def test_multicasts_reach_the_receivers_and_nobody_else(plan: ProgramPlan) -> None:
    """Fault 2 of the hand-written version: the box around a grid that is no rectangle."""
    checks = check_multicasts(plan)
    assert [fault for check in checks for fault in check.all_faults] == []
    receivers = [core for check in checks for core in check.receivers]
    assert sorted(receivers) == sorted(core.core for core in plan.cores if not core.link.is_sender)


@given(plans())
def test_shards_follow_the_orientation_from_the_grid_corner(plan: ProgramPlan) -> None:
    """Fault 1 of the hand-written version: rows and columns from the index of a core."""
    if plan.variant.memory_layout != "BLOCK_SHARDED":
        return
    x0, y0 = plan.case.origin
    for core in plan.cores:
        column, row = core.core.x - x0, core.core.y - y0
        expected = (column, row) if plan.variant.shard_orientation == "ROW_MAJOR" else (row, column)
        assert (core.work.channel_shard, core.work.stick_shard) == expected


@given(plans())
def test_every_kernel_gets_every_value_it_reads(plan: ProgramPlan) -> None:
    for core in plan.cores:
        for kernel in KERNEL_NAMES:
            arguments = plan.variant.arguments.of(kernel)
            given_names = {*plan.kernels[kernel].compile_time, *plan.kernels[kernel].common, *core.arguments[kernel]}
            for value, use in kernel_uses(plan.variant, kernel).items():
                if core.role is None or core.role in use.roles:
                    carrier = next(one.name for one in arguments if one.carries == value)
                    assert (
                        carrier in given_names
                        or any(name.startswith(f"{carrier}[") for name in given_names)
                        or (value == "mcast_rectangles" and core.link.mcast_num_rectangles == 0)
                        or getattr(core.work, f"num_{value}", None) == 0  # a list that is empty
                        or (value in schedule_of(plan.variant).record_types and core.work.num_outputs == 0)
                    )


@given(plans("flat"))
def test_weights_take_no_more_than_their_tiles(plan: ProgramPlan) -> None:
    """Fault 5 of the hand-written version: a weight buffer padded in both dimensions."""
    geometry = flat_geometry(plan)
    pages = {buffer.name: buffer.num_pages for buffer in plan.buffers}
    taps = plan.case.kernel[0] * plan.case.kernel[1] + int(plan.case.bias)
    all_tiles = taps * geometry.tap_tiles
    assert pages["weights"] == all_tiles if geometry.weights_stay else pages["weights"] < all_tiles
    assert pages.get("ones", 0) == int(plan.case.bias)


@given(plans())
def test_only_the_last_channel_shard_is_padded(plan: ProgramPlan) -> None:
    geometry, channels = plan.geometry, plan.case.out_channels
    multiple = channel_multiple_of(schedule_of(plan.variant), plan.case, geometry.channel_shards)
    assert geometry.shard_channels % multiple == 0
    assert geometry.padded_channels - geometry.shard_channels < channels <= geometry.padded_channels
    assert any("padded" in note for note in plan.notes) == (channels != geometry.padded_channels)


@given(plans("stick"))
def test_segments_walk_from_output_to_output(plan: ProgramPlan) -> None:
    case, geometry = plan.case, plan.geometry
    for core in plan.cores:
        outputs = range(core.work.first_output, core.work.first_output + core.work.num_outputs)
        wanted = [top_left(case, output) - core.work.first_input_stick for output in outputs]
        segments = plan_segments(case, geometry, core.work.stick_shard)
        steps = (range(one.start, one.end + 1, case.stride[1]) for one in segments)
        assert [stick for one in steps for stick in one] == wanted


@given(plans("stick"))
def test_no_window_reaches_behind_the_input_shard(plan: ProgramPlan) -> None:
    geometry, case = stick_geometry(plan), plan.case
    last_tap = (case.kernel[0] - 1) * geometry.tap_row_bytes + (case.kernel[1] - 1) * geometry.tap_column_bytes
    shard_bytes = geometry.input_shard_sticks * geometry.stick_bytes
    for core in plan.cores:
        for segment in plan_segments(case, geometry, core.work.stick_shard):
            assert (segment.end + 1) * geometry.stick_bytes + last_tap <= shard_bytes


@given(plans("stick"))
def test_stick_weights_are_padded_to_whole_tiles_and_no_further(plan: ProgramPlan) -> None:
    geometry = stick_geometry(plan)
    positions = plan.case.kernel[0] * plan.case.kernel[1] + int(plan.case.bias)
    rows = geometry.weight_tiles * 1024 // geometry.shard_channels
    assert rows % 32 == 0
    assert rows - 32 < positions <= rows
    assert geometry.bias_offset == plan.case.kernel[0] * plan.case.kernel[1] * geometry.stick_bytes
