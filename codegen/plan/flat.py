"""The numbers of the flat schedule: pages, chunks, weight tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass

from codegen.plan.chip import DATUM_BYTES, DST_TILES, L1_ALIGNMENT, TILE_BYTES, TILE_DATUMS
from codegen.plan.geometry import (
    Geometry,
    Work,
    describe,
    most_positions,
    reach_sticks,
    shared_geometry,
    shared_work,
)
from codegen.spec.case import Case

FLAT_CHANNEL_MULTIPLE = L1_ALIGNMENT // DATUM_BYTES
"""Channels of a shard are a multiple of this, so that every stick starts at an aligned address."""


@dataclass(frozen=True)
class FlatGeometry(Geometry):
    """The same on every core.

    A linear position is an offset in sticks from a core's first input stick: the result at position p and the input
    under its first tap are the same number of sticks away from the start. A chunk is as many consecutive datums as a
    tile holds. A page is the largest unit of which sticks and chunks are both multiples.
    """

    page_bytes: int = describe("bytes", "unit in which input and linear results are addressed")
    stick_pages: int = describe("pages", "size of a stick")
    chunk_pages: int = describe("pages", "size of a chunk")
    input_pages: int = describe("pages", "size of an input shard")
    linear_pages: int = describe("pages", "results at linear positions, most on one core")
    tap_row_pages: int = describe("pages", "distance from a tap to the tap below")
    tap_column_pages: int = describe("pages", "distance from a tap to the tap on its right")
    weight_period: int = describe("tiles", "weight tiles of a tap until the channels repeat")
    bias_tile: int = describe("tiles", "first tile of the bias in a channel shard, which is one more tap")
    ones_tile: int = describe("tiles", "tile of ones that the bias is multiplied with")
    section_chunks: int = describe("chunks", "chunks that share a section of Dst")
    next_row_sticks: int = describe("sticks", "linear positions from an output row to the next")
    next_image_sticks: int = describe("sticks", "linear positions from an image's last output row to the next image")


@dataclass(frozen=True)
class FlatWork(Work):
    """What one core computes: the linear positions 0 to t(b) - t(a)."""

    first_output_row: int = describe("sticks", "row of the first output in its image")
    first_output_column: int = describe("sticks", "column of the first output in its row")
    num_chunks: int = describe("chunks", "chunks that cover the linear positions")
    last_chunk_page: int = describe("pages", "first page of the last chunk")
    last_chunk_phase: int = describe("tiles", "weight tile of a tap for the last chunk")
    num_linear_pages: int = describe("pages", "the core's results at linear positions")


def plan_flat_geometry(case: Case, channel_shards: int, stick_shards: int) -> FlatGeometry:
    """The numbers which all cores share.

    Args:
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
    """
    shared = shared_geometry(case, channel_shards, stick_shards, FLAT_CHANNEL_MULTIPLE)
    shard_channels, padded_width = shared["shard_channels"], shared["padded_width"]
    page_bytes = math.gcd(TILE_BYTES, shared["stick_bytes"])
    stick_pages = shared["stick_bytes"] // page_bytes
    chunk_pages = TILE_BYTES // page_bytes
    weight_period = shard_channels // math.gcd(shard_channels, TILE_DATUMS)

    bias_tile = case.kernel[0] * case.kernel[1] * weight_period

    positions = most_positions(case, shared["output_shard_sticks"], stick_shards)
    # Even one position takes a whole chunk, and the chunk is read under every tap.
    computed_sticks = max(positions, math.ceil(TILE_DATUMS / shard_channels))
    input_shard_sticks = computed_sticks + reach_sticks(case)

    return FlatGeometry(
        **shared,
        input_shard_sticks=input_shard_sticks,
        page_bytes=page_bytes,
        stick_pages=stick_pages,
        chunk_pages=chunk_pages,
        input_pages=input_shard_sticks * stick_pages,
        linear_pages=max(positions * stick_pages, chunk_pages),
        tap_row_pages=case.dilation[0] * padded_width * stick_pages,
        tap_column_pages=case.dilation[1] * stick_pages,
        weight_period=weight_period,
        bias_tile=bias_tile,
        ones_tile=bias_tile + weight_period,
        weight_tiles=bias_tile + weight_period + 1 if case.bias else bias_tile,
        section_chunks=DST_TILES[case.fp32_dest_acc],
        next_row_sticks=case.stride[0] * padded_width,
        next_image_sticks=(shared["padded_height"] - (shared["output_height"] - 1) * case.stride[0]) * padded_width,
    )


def plan_flat_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> FlatWork:
    """What the core with these shards computes."""
    assert isinstance(geometry, FlatGeometry)
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    within_image = shared["first_output"] % (geometry.output_height * geometry.output_width)
    num_pages = shared["num_positions"] * geometry.stick_pages
    num_linear_pages = max(num_pages, geometry.chunk_pages) if shared["num_outputs"] else 0
    return FlatWork(
        **shared,
        first_output_row=within_image // geometry.output_width,
        first_output_column=within_image % geometry.output_width,
        num_chunks=math.ceil(num_linear_pages / geometry.chunk_pages),
        last_chunk_page=num_linear_pages - geometry.chunk_pages if num_linear_pages else 0,
        # The last chunk ends with the last position, at a stick's end: its tile is the one before phase 0.
        last_chunk_phase=geometry.weight_period - 1 if num_pages > geometry.chunk_pages else 0,
        num_linear_pages=num_linear_pages,
    )
