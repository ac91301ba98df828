"""The numbers of the flat schedule: pages, runs, chunks, weight tiles."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.plan.chip import BLOCK_DATUMS, DST_TILES, L1_ALIGNMENT, TILE_DATUMS
from codegen.plan.geometry import (
    Geometry,
    Work,
    cut,
    describe,
    output_span,
    reach_sticks,
    shared_geometry,
    shared_work,
    top_left,
)

PART_TILES = 3
"""Weight tiles that are read, sent and published at once; fewer of those with which a spoonful begins."""

PARTS_ON_THEIR_WAY = 4
"""Parts that a sender reads at once."""

MAX_SPOON_TILES = 64
"""Weight tiles for which room is made at once where not all of a core's weights lie in L1: more gain nothing."""

SPOONS = 2
"""Spoonfuls that a core has room for: one is multiplied while the other is brought."""

LINEAR_GROUPS = 2
"""Groups of runs in the linear buffer: the writer copies the one while the other is computed."""


def flat_channel_multiple(number_format: Format) -> int:
    """Channels of a shard are a multiple of this, so that every stick starts at an aligned address [datums]."""
    return number_format.aligned_datums(L1_ALIGNMENT)


@dataclass(frozen=True)
class FlatGeometry(Geometry):
    """The same on every core.

    A linear position is an offset in sticks from a core's first input stick: the result at position p and the input
    under its first tap are the same number of sticks away from the start. A run is the positions from the first output
    of a row to the last one, or all positions of a core. A chunk is as many consecutive datums of a run as a tile
    holds, from the run's start on; the last one has no more blocks than it needs. A group is the runs that share
    sections of Dst; its chunks are computed from the last to the first. A slot is the weight tiles of a chunk: one for
    each tap, row by row, and one of the bias. Slots lie in the order of use, behind the tile of ones that a bias is
    multiplied with. All weights stay in L1, or they are brought by the spoon, for each group anew. A page is the
    largest unit of which sticks and chunks are both multiples.
    """

    page_bytes: int = describe("bytes", "unit in which input and output are addressed")
    stick_pages: int = describe("pages", "size of a stick")
    chunk_pages: int = describe("pages", "size of a chunk")
    input_pages: int = describe("pages", "size of an input shard")
    output_pages: int = describe("pages", "size of an output shard")
    tap_row_pages: int = describe("pages", "distance from a tap to the tap below")
    tap_column_pages: int = describe("pages", "distance from a tap to the tap on its right")
    runs_are_rows: int = describe("", "1 if a run is an output row, 0 if it is all that a core computes")
    run_chunks: int = describe("chunks", "chunks of the longest run")
    section_chunks: int = describe("chunks", "chunks that share a section of Dst at most, each of another run")
    num_groups: int = describe("groups", "groups of the core that has most of them")
    tap_tiles: int = describe("tiles", "weight tiles of a tap: one for each chunk, until the channels repeat")
    slot_tiles: int = describe("tiles", "weight tiles of a slot")
    first_slot_tile: int = describe("tiles", "first tile of the first slot in a channel shard")
    period_tiles: int = describe("tiles", "weight tiles of all slots")
    group_weight_tiles: int = describe("tiles", "weight tiles that are brought for a group; all, if they stay in L1")
    brought_tiles: int = describe("tiles", "the same for all groups of the core that has most of them")
    weights_stay: int = describe("", "1 if all weights stay in L1, 0 if they are brought for each group anew")
    spoon_tiles: int = describe("tiles", "weight tiles for which room is made at once")
    weight_window_tiles: int = describe("tiles", "weight tiles that have room in L1")
    linear_takes_runs: int = describe(
        "", "1 if a run goes to the output straight or not at all, 0 if all but its end does"
    )
    linear_group_tiles: int = describe("tiles", "most results of a group that do not go straight to the output")
    linear_tiles: int = describe("tiles", "the same for as many groups as are on their way at once")
    next_row_sticks: int = describe("sticks", "linear positions from an output row to the next")
    next_image_sticks: int = describe("sticks", "linear positions from an image's last output row to the next image")


@dataclass(frozen=True)
class FlatWork(Work):
    """What one core computes: its runs."""

    first_output_row: int = describe("sticks", "row of the first output in its image")
    first_output_column: int = describe("sticks", "column of the first output in its row")
    num_runs: int = describe("runs", "runs of the core")
    group_runs: int = describe("runs", "runs of a group; the last group takes what is left")
    num_direct_runs: int = describe("runs", "runs, from the first on, of which all goes straight to the output shard")
    num_blocks: int = describe("blocks", "blocks of 128 datums that are multiplied under each tap")


@dataclass(frozen=True)
class Run:
    """Consecutive linear positions that are computed together.

    Attributes:
        position: The first of them [sticks].
        num_sticks: How many they are [sticks].
        first_output: First output among them, from the core's first one on [sticks].
    """

    position: int
    num_sticks: int
    first_output: int

    def blocks(self, shard_channels: int) -> int:
        """Blocks that cover the run."""
        return math.ceil(self.num_sticks * shard_channels / BLOCK_DATUMS)

    def chunks(self, shard_channels: int) -> int:
        """Chunks that cover the run."""
        return math.ceil(self.num_sticks * shard_channels / TILE_DATUMS)

    def end(self, shard_channels: int) -> int:
        """End of the stick in which its last block ends [sticks]."""
        return self.position + math.ceil(self.blocks(shard_channels) * BLOCK_DATUMS / shard_channels)


def plan_flat_geometry(
    case: Case, channel_shards: int, stick_shards: int, channel_multiple: int, stick_multiple: int
) -> FlatGeometry:
    """The numbers which all cores share.

    Args:
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
        channel_multiple: Channels of a shard are a multiple of this.
        stick_multiple: Outputs of a shard are a multiple of this.
    """
    shared = shared_geometry(case, channel_shards, stick_shards, channel_multiple, stick_multiple)
    shard_channels, padded_width = shared["shard_channels"], shared["padded_width"]
    tile_bytes = case.number_format.tile_bytes
    page_bytes = math.gcd(tile_bytes, shared["stick_bytes"])
    stick_pages = shared["stick_bytes"] // page_bytes

    spans = [output_span(case, shared["output_shard_sticks"], shard) for shard in range(stick_shards)]
    spans = [span for span in spans if span]
    runs_are_rows = _most_blocks(case, spans, shard_channels, True) <= _most_blocks(case, spans, shard_channels, False)
    runs_of_cores = [_count_alike(case, span, runs_are_rows) for span in spans]
    run_chunks = max(run.chunks(shard_channels) for runs in runs_of_cores for run in runs)
    # After as many chunks, one starts with the first channel again.
    weight_period = shard_channels // math.gcd(shard_channels, TILE_DATUMS)
    tap_tiles = min(weight_period, run_chunks)
    slot_tiles = case.kernel[0] * case.kernel[1] + case.bias
    first_slot_tile = int(case.bias)

    section_chunks = DST_TILES[case.fp32_dest_acc]
    linear_runs, linear_groups = 1, 1  # a buffer has a page at least
    for runs in runs_of_cores:
        num_runs = sum(runs.values())
        direct = _count_direct(case, runs, shared["output_shard_sticks"], shard_channels, runs_are_rows)
        if direct < num_runs:
            group_runs = count_group_runs(num_runs, section_chunks)
            linear_runs = max(linear_runs, min(num_runs - direct, group_runs))
            linear_groups = max(linear_groups, count_groups(num_runs, section_chunks) - direct // group_runs)
    linear_group_tiles = linear_runs * run_chunks

    # The last run is read in whole blocks, under every tap.
    input_shard_sticks = max([*runs][-1].end(shard_channels) for runs in runs_of_cores) + reach_sticks(case)
    period_tiles = tap_tiles * slot_tiles
    weight_tiles = first_slot_tile + period_tiles
    return FlatGeometry(
        **shared,
        input_shard_sticks=input_shard_sticks,
        page_bytes=page_bytes,
        stick_pages=stick_pages,
        chunk_pages=tile_bytes // page_bytes,
        input_pages=input_shard_sticks * stick_pages,
        output_pages=shared["output_shard_sticks"] * stick_pages,
        tap_row_pages=case.dilation[0] * padded_width * stick_pages,
        tap_column_pages=case.dilation[1] * stick_pages,
        runs_are_rows=int(runs_are_rows),
        run_chunks=run_chunks,
        section_chunks=section_chunks,
        num_groups=max(count_groups(sum(runs.values()), section_chunks) for runs in runs_of_cores),
        tap_tiles=tap_tiles,
        slot_tiles=slot_tiles,
        first_slot_tile=first_slot_tile,
        weight_tiles=weight_tiles,
        period_tiles=period_tiles,
        group_weight_tiles=period_tiles,
        brought_tiles=period_tiles,
        weights_stay=1,
        spoon_tiles=period_tiles,
        weight_window_tiles=period_tiles,
        weight_pitch_tiles=_spread_over_dram(weight_tiles),
        linear_takes_runs=1,
        linear_group_tiles=linear_group_tiles,
        linear_tiles=min(linear_groups, LINEAR_GROUPS) * linear_group_tiles,
        next_row_sticks=case.stride[0] * padded_width,
        next_image_sticks=(shared["padded_height"] - (shared["output_height"] - 1) * case.stride[0]) * padded_width,
    )


def fit_flat_geometry(case: Case, geometry: FlatGeometry, bytes_left: int) -> FlatGeometry:
    """The same in less L1, if the buffers leave less than nothing of it.

    Args:
        case: The convolution.
        geometry: What all weights of a core stay in L1 with.
        bytes_left: What the buffers leave of a core's L1; negative, if it is too small for them [bytes].
    """
    if bytes_left >= 0:
        return geometry
    fitted = _with_ends_in_linear(case, geometry)
    saved = (geometry.linear_tiles - fitted.linear_tiles) * geometry.tile_bytes
    return _by_the_spoon(fitted, bytes_left + saved)


def _with_ends_in_linear(case: Case, geometry: FlatGeometry) -> FlatGeometry:
    """No more of a run than its end in the linear buffer.

    Where nothing lies between outputs, no other chunk may pass the end of the shard.
    """
    if not geometry.runs_are_rows or case.stride[1] > 1:
        return geometry
    return replace(
        geometry,
        linear_takes_runs=0,
        linear_group_tiles=geometry.linear_group_tiles // geometry.run_chunks,
        linear_tiles=geometry.linear_tiles // geometry.run_chunks,
    )


def _by_the_spoon(geometry: FlatGeometry, bytes_left: int) -> FlatGeometry:
    """Weights by the spoon, if not all have room."""
    window = geometry.weight_window_tiles * geometry.tile_bytes + bytes_left
    spoon_tiles = min(window // geometry.tile_bytes // SPOONS, MAX_SPOON_TILES)
    if bytes_left >= 0 or spoon_tiles < 1:
        return geometry
    group_weight_tiles = geometry.run_chunks * geometry.slot_tiles
    return replace(
        geometry,
        group_weight_tiles=group_weight_tiles,
        brought_tiles=geometry.num_groups * group_weight_tiles,
        weights_stay=0,
        spoon_tiles=spoon_tiles,
        weight_window_tiles=SPOONS * spoon_tiles,
    )


def _spread_over_dram(weight_tiles: int) -> int:
    """A pitch with which the senders, who all begin at once, begin with different channels of DRAM.

    Tiles lie in the channels by turns, and chips have 8 or 12: no number that is odd and no multiple of 3 divides them.
    """
    return next(pitch for pitch in count(weight_tiles) if math.gcd(pitch, 2 * 3) == 1)


def weight_parts(geometry: FlatGeometry) -> Iterator[int]:
    """The sizes of the parts in which a core's weights come [tiles].

    A part has a tile more than all of its spoonful before it, up to PART_TILES.
    """
    for begin in range(0, geometry.brought_tiles, geometry.spoon_tiles):
        spoon = min(geometry.spoon_tiles, geometry.brought_tiles - begin)
        passed = 0
        while passed < spoon:
            part = min(passed + 1, PART_TILES, spoon - passed)
            yield part
            passed += part


def plan_flat_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> FlatWork:
    """What the core with these shards computes."""
    assert isinstance(geometry, FlatGeometry)
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    within_image = shared["first_output"] % (geometry.output_height * geometry.output_width)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    runs = _count_alike(case, span, bool(geometry.runs_are_rows)) if span else {}
    num_runs = sum(runs.values())
    return FlatWork(
        **shared,
        first_output_row=within_image // geometry.output_width,
        first_output_column=within_image % geometry.output_width,
        num_runs=num_runs,
        group_runs=count_group_runs(num_runs, geometry.section_chunks),
        num_direct_runs=_count_direct(
            case, runs, geometry.output_shard_sticks, geometry.shard_channels, bool(geometry.runs_are_rows)
        ),
        num_blocks=_count_blocks(runs, geometry.shard_channels),
    )


def count_group_runs(num_runs: int, section_chunks: int) -> int:
    """Runs of a group: as few groups as possible, of about the same size.

    A tap's weights are unpacked once for a group, so a small last group costs almost as much as a large one.
    """
    return math.ceil(num_runs / math.ceil(num_runs / section_chunks)) if num_runs else 0


def count_groups(num_runs: int, section_chunks: int) -> int:
    """Groups of a core that has runs."""
    return math.ceil(num_runs / count_group_runs(num_runs, section_chunks))


def slot_of_chunk(geometry: FlatGeometry, chunk: int) -> int:
    """The slot that holds the weights of a chunk of any run: chunks are computed from the last to the first."""
    return (geometry.run_chunks - 1 - chunk) % geometry.tap_tiles


def plan_runs(case: Case, geometry: FlatGeometry, stick_shard: int) -> tuple[Run, ...]:
    """The runs of a slice of outputs."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    return _cut(case, span, bool(geometry.runs_are_rows)) if span else ()


def _cut(case: Case, span: range, runs_are_rows: bool) -> tuple[Run, ...]:
    """A slice of outputs as runs: its rows, or all of it."""
    parts = cut(span, case.output[1]) if runs_are_rows else [span]
    return tuple(_run_of(case, span, part) for part in parts)


def _run_of(case: Case, span: range, part: range) -> Run:
    return Run(
        position=top_left(case, part.start) - top_left(case, span.start),
        num_sticks=top_left(case, part[-1]) - top_left(case, part.start) + 1,
        first_output=part.start - span.start,
    )


Alike = dict[Run, int]
"""The runs of a slice: the first of those that are alike and follow each other, and how many they are."""


def _count_alike(case: Case, span: range, runs_are_rows: bool) -> Alike:
    """The runs of a slice that is not empty, without a list of them all: there may be a million.

    All rows are alike, but for the first and the last one, of which the slice may have a part.
    """
    if not runs_are_rows:
        return {_run_of(case, span, span): 1}
    width = case.output[1]
    first, last = span[0] // width, span[-1] // width
    parts = {range(first * width, (first + 1) * width): 1}
    if last > first + 1:
        parts[range((first + 1) * width, (first + 2) * width)] = last - first - 1
    parts[range(last * width, (last + 1) * width)] = 1
    inside = {range(max(part.start, span.start), min(part.stop, span.stop)): many for part, many in parts.items()}
    return {_run_of(case, span, part): many for part, many in inside.items()}


def _count_blocks(runs: Alike, shard_channels: int) -> int:
    return sum(run.blocks(shard_channels) * many for run, many in runs.items())


def _most_blocks(case: Case, spans: list[range], shard_channels: int, runs_are_rows: bool) -> int:
    """Blocks of the core that has most of them, with runs cut in one of the two ways."""
    return max(_count_blocks(_count_alike(case, span, runs_are_rows), shard_channels) for span in spans)


def _count_direct(case: Case, runs: Alike, output_shard_sticks: int, shard_channels: int, runs_are_rows: bool) -> int:
    """Runs, from the first on, which the packer may write to their place in the output shard.

    It writes whole tiles. What passes the end of a row is overwritten when the next row is packed, but nothing may pass
    the end of the shard.
    """
    if not runs_are_rows or case.stride[1] > 1:
        return 0  # garbage lies between the outputs of a run
    direct = 0
    for run, many in runs.items():
        room = output_shard_sticks * shard_channels - run.chunks(shard_channels) * TILE_DATUMS
        outputs = room // shard_channels - run.first_output  # from the first of these runs to the last one that fits
        direct += min(many, outputs // case.output[1] + 1) if outputs >= 0 else 0
    return direct
