"""Numbers that are the same on every core: shards, pages, chunks, weight tiles."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any

from codegen.plan.chip import DATUM_BYTES, DST_TILES, L1_ALIGNMENT, TILE_BYTES, TILE_DATUMS
from codegen.spec.case import Case

CHANNEL_MULTIPLE = L1_ALIGNMENT // DATUM_BYTES
"""Channels of a shard are a multiple of this, so that every stick starts at an aligned address."""


def describe(unit: str, doc: str) -> Any:
    """A field of a plan record that knows its unit and meaning; the emitted C++ struct says the same."""
    return field(metadata={"unit": unit, "doc": doc})


@dataclass(frozen=True)
class Geometry:
    """The flat schedule's numbers for a case on a number of shards.

    A linear position is an offset in sticks from a core's first input stick: the result at position p and the input
    under its first tap are the same number of sticks away from the start. A chunk is as many consecutive datums as a
    tile holds. A page is the largest unit of which sticks and chunks are both multiples.
    """

    padded_height: int = describe("sticks", "height of the input with its padding")
    padded_width: int = describe("sticks", "width of the input with its padding")
    output_height: int = describe("sticks", "output rows of an image")
    output_width: int = describe("sticks", "outputs of a row")
    channel_shards: int = describe("shards", "slices of channels")
    stick_shards: int = describe("shards", "slices of output sticks")
    shard_channels: int = describe("datums", "channels of a shard, padding included: the datums of a stick")
    stick_bytes: int = describe("bytes", "size of a stick")
    tile_bytes: int = describe("bytes", "size of a tile, which is also that of a chunk")
    output_sticks: int = describe("sticks", "outputs of the whole operation")
    output_shard_sticks: int = describe("sticks", "outputs of a shard; the last shard may own fewer")
    input_shard_sticks: int = describe("sticks", "input sticks of a shard, halo included")
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
    weight_tiles: int = describe("tiles", "weight tiles of a channel shard, bias and ones included")
    section_chunks: int = describe("chunks", "chunks that share a section of Dst")
    next_row_sticks: int = describe("sticks", "linear positions from an output row to the next")
    next_image_sticks: int = describe("sticks", "linear positions from an image's last output row to the next image")

    @property
    def padded_channels(self) -> int:
        """Channels of the sharded tensors: those of the case, and zeros behind them."""
        return self.channel_shards * self.shard_channels


@dataclass(frozen=True)
class Work:
    """What one core computes.

    An output stick o = (n, oh, ow) has its top left input stick at t(o) = (n * padded_height + oh * stride_height) *
    padded_width + ow * stride_width. A core that owns outputs a to b holds the padded sticks t(a) to t(b) + reach, and
    computes the linear positions 0 to t(b) - t(a).
    """

    channel_shard: int = describe("", "index of the core's slice of channels")
    stick_shard: int = describe("", "index of the core's slice of output sticks")
    start_tile_id: int = describe("tiles", "first weight tile of the channel shard")
    first_output: int = describe("sticks", "first output of the core")
    num_outputs: int = describe("sticks", "outputs of the core")
    first_output_row: int = describe("sticks", "row of the first output in its image")
    first_output_column: int = describe("sticks", "column of the first output in its row")
    first_input_stick: int = describe("sticks", "padded input stick under the first tap of the first output")
    num_input_sticks: int = describe("sticks", "padded input sticks under all taps of the core's outputs")
    num_positions: int = describe("sticks", "linear positions of the core")
    num_chunks: int = describe("chunks", "chunks that cover the linear positions")
    last_chunk_page: int = describe("pages", "first page of the last chunk")
    last_chunk_phase: int = describe("tiles", "weight tile of a tap for the last chunk")
    num_linear_pages: int = describe("pages", "the core's results at linear positions")


def field_names(record: type[Geometry] | type[Work]) -> tuple[str, ...]:
    """Names of a record's fields in order; the emitted C++ struct has the same."""
    return tuple(one.name for one in fields(record))


def top_left(case: Case, output: int) -> int:
    """Padded input stick under the first tap of an output stick: t(o) of the class Work."""
    output_height, output_width = case.output
    padded_height, padded_width = case.padded_input
    image, within = divmod(output, output_height * output_width)
    row, column = divmod(within, output_width)
    return (image * padded_height + row * case.stride[0]) * padded_width + column * case.stride[1]


def reach_sticks(case: Case) -> int:
    """Padded sticks from the first tap of a window to its last one."""
    return (case.reach[0] - 1) * case.padded_input[1] + case.reach[1] - 1


def output_span(case: Case, output_shard_sticks: int, stick_shard: int) -> range:
    """The outputs of a slice: all slices have the same length, but for the last ones, which take what is left."""
    total = case.batch * case.output[0] * case.output[1]
    first = min(stick_shard * output_shard_sticks, total)
    return range(first, min(first + output_shard_sticks, total))


def split_channels(channels: int, channel_shards: int) -> int:
    """Channels of a shard: an equal part of them, rounded up to a multiple of CHANNEL_MULTIPLE."""
    return math.ceil(math.ceil(channels / channel_shards) / CHANNEL_MULTIPLE) * CHANNEL_MULTIPLE


def filled_shards(channels: int, channel_shards: int) -> int:
    """Channel shards that hold channels; behind them are those that would hold padding only."""
    return math.ceil(channels / split_channels(channels, channel_shards))


def plan_geometry(case: Case, channel_shards: int, stick_shards: int) -> Geometry:
    """The numbers which all cores share.

    Args:
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
    """
    padded_height, padded_width = case.padded_input
    output_height, output_width = case.output
    output_sticks = case.batch * output_height * output_width
    output_shard_sticks = math.ceil(output_sticks / stick_shards)

    shard_channels = split_channels(case.channels, channel_shards)
    stick_bytes = shard_channels * DATUM_BYTES
    page_bytes = math.gcd(TILE_BYTES, stick_bytes)
    stick_pages = stick_bytes // page_bytes
    chunk_pages = TILE_BYTES // page_bytes
    weight_period = shard_channels // math.gcd(shard_channels, TILE_DATUMS)

    bias_tile = case.kernel[0] * case.kernel[1] * weight_period

    spans = [output_span(case, output_shard_sticks, shard) for shard in range(stick_shards)]
    most_positions = max(top_left(case, span[-1]) - top_left(case, span[0]) + 1 for span in spans if span)
    # Even one position takes a whole chunk, and the chunk is read under every tap.
    computed_sticks = max(most_positions, math.ceil(TILE_DATUMS / shard_channels))
    input_shard_sticks = computed_sticks + reach_sticks(case)

    return Geometry(
        padded_height=padded_height,
        padded_width=padded_width,
        output_height=output_height,
        output_width=output_width,
        channel_shards=channel_shards,
        stick_shards=stick_shards,
        shard_channels=shard_channels,
        stick_bytes=stick_bytes,
        tile_bytes=TILE_BYTES,
        output_sticks=output_sticks,
        output_shard_sticks=output_shard_sticks,
        input_shard_sticks=input_shard_sticks,
        page_bytes=page_bytes,
        stick_pages=stick_pages,
        chunk_pages=chunk_pages,
        input_pages=input_shard_sticks * stick_pages,
        linear_pages=max(most_positions * stick_pages, chunk_pages),
        tap_row_pages=case.dilation[0] * padded_width * stick_pages,
        tap_column_pages=case.dilation[1] * stick_pages,
        weight_period=weight_period,
        bias_tile=bias_tile,
        ones_tile=bias_tile + weight_period,
        weight_tiles=bias_tile + weight_period + 1 if case.bias else bias_tile,
        section_chunks=DST_TILES[case.fp32_dest_acc],
        next_row_sticks=case.stride[0] * padded_width,
        next_image_sticks=(padded_height - (output_height - 1) * case.stride[0]) * padded_width,
    )


def plan_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> Work:
    """What the core with these shards computes."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    first_output = span.start
    within_image = first_output % (geometry.output_height * geometry.output_width)
    num_positions = top_left(case, span[-1]) - top_left(case, span[0]) + 1 if span else 0
    num_linear_pages = max(num_positions * geometry.stick_pages, geometry.chunk_pages) if span else 0
    # The last chunk ends with the last position. It starts one chunk before a stick's end, as the tile before phase 0.
    ends_early = num_positions * geometry.stick_pages > geometry.chunk_pages
    return Work(
        channel_shard=channel_shard,
        stick_shard=stick_shard,
        start_tile_id=channel_shard * geometry.weight_tiles,
        first_output=first_output,
        num_outputs=len(span),
        first_output_row=within_image // geometry.output_width,
        first_output_column=within_image % geometry.output_width,
        first_input_stick=top_left(case, first_output) if span else 0,
        num_input_sticks=num_positions + reach_sticks(case) if span else 0,
        num_positions=num_positions,
        num_chunks=math.ceil(num_linear_pages / geometry.chunk_pages),
        last_chunk_page=num_linear_pages - geometry.chunk_pages if span else 0,
        last_chunk_phase=geometry.weight_period - 1 if ends_early else 0,
        num_linear_pages=num_linear_pages,
    )
