"""The numbers of the stick schedule: windows of sticks, tiles of products, runs of outputs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from codegen.model.case import Case
from codegen.plan.chip import DST_TILES, TILE_SIDE
from codegen.plan.geometry import (
    Geometry,
    Work,
    count_rows,
    cut,
    describe,
    most_positions,
    output_span,
    reach_sticks,
    shared_geometry,
    shared_work,
    top_left,
)

STICK_CHANNEL_MULTIPLE = TILE_SIDE
"""Channels of a shard are a multiple of this: a stick is a row of whole tiles."""


@dataclass(frozen=True)
class StickGeometry(Geometry):
    """The same on every core.

    A window holds the input sticks under the taps of one output, and a stick of ones behind them where there is a bias.
    It is a row-major matrix [positions, shard_channels], padded to whole tiles, and so are the weights of a channel
    shard. A block is 32 positions of it.
    """

    channel_tiles: int = describe("tiles", "width of a stick")
    window_pages: int = describe("tiles", "two windows: one is gathered while the other is computed")
    scaler_tiles: int = describe("tiles", "tiles of ones that the products are summed with")
    section_tiles: int = describe("tiles", "tiles that share a section of Dst")
    tile_row_bytes: int = describe("bytes", "size of a tile's row, which is what the packer writes of a result")
    output_pages: int = describe("rows", "rows of tiles in an output shard")
    tap_row_bytes: int = describe("bytes", "distance from a tap to the tap below")
    tap_column_bytes: int = describe("bytes", "distance from a tap to the tap on its right")
    bias_offset: int = describe("bytes", "place of the bias in the weights of a channel shard, behind the taps")


@dataclass(frozen=True)
class StickWork(Work):
    """What one core computes."""

    num_segments: int = describe("segments", "runs of outputs that lie in one row")


@dataclass(frozen=True)
class Segment:
    """Outputs of one row, by the sticks under their first taps; the next output is stride_width sticks further."""

    start: int = describe("sticks", "top left of the first output, from the core's first input stick on")
    end: int = describe("sticks", "top left of the last output")


def num_positions(case: Case) -> int:
    """Positions of a window that are filled: the taps, and the bias."""
    return case.kernel[0] * case.kernel[1] + case.bias


def plan_stick_geometry(case: Case, channel_shards: int, stick_shards: int) -> StickGeometry:
    """The numbers which all cores share.

    Args:
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
    """
    shared = shared_geometry(case, channel_shards, stick_shards, STICK_CHANNEL_MULTIPLE)
    stick_bytes = shared["stick_bytes"]
    channel_tiles = shared["shard_channels"] // TILE_SIDE
    weight_tiles = channel_tiles * math.ceil(num_positions(case) / TILE_SIDE)
    return StickGeometry(
        **shared,
        input_shard_sticks=most_positions(case, shared["output_shard_sticks"], stick_shards) + reach_sticks(case),
        weight_tiles=weight_tiles,
        weight_pitch_tiles=weight_tiles,
        channel_tiles=channel_tiles,
        window_pages=2 * weight_tiles,
        scaler_tiles=1,
        section_tiles=DST_TILES[case.fp32_dest_acc],
        tile_row_bytes=case.number_format.size_of(TILE_SIDE),
        output_pages=shared["output_shard_sticks"] * channel_tiles,
        tap_row_bytes=case.dilation[0] * shared["padded_width"] * stick_bytes,
        tap_column_bytes=case.dilation[1] * stick_bytes,
        bias_offset=case.kernel[0] * case.kernel[1] * stick_bytes,
    )


def plan_stick_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> StickWork:
    """What the core with these shards computes."""
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    return StickWork(**shared, num_segments=count_rows(span, geometry.output_width))


def plan_segments(case: Case, geometry: Geometry, stick_shard: int) -> tuple[Segment, ...]:
    """The runs of outputs of a slice, row by row."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    origin = top_left(case, span.start) if span else 0
    return tuple(
        Segment(top_left(case, run.start) - origin, top_left(case, run[-1]) - origin)
        for run in cut(span, geometry.output_width)
    )
