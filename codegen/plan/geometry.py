"""Numbers that every schedule needs: shards, sticks, and what each core owns of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from codegen.model.case import Case

if TYPE_CHECKING:
    from codegen.schedules.schedule import Schedule


def describe(unit: str, doc: str) -> Any:
    """A field of a plan record that knows its unit and meaning; the emitted C++ struct says the same."""
    return field(metadata={"unit": unit, "doc": doc})


@dataclass(frozen=True)
class Geometry:
    """The same on every core, whatever the schedule."""

    padded_height: int = describe("sticks", "height of the input with its padding")
    padded_width: int = describe("sticks", "width of the input with its padding")
    output_height: int = describe("sticks", "output rows of an image")
    output_width: int = describe("sticks", "outputs of a row")
    channel_shards: int = describe("shards", "slices of channels")
    stick_shards: int = describe("shards", "slices of output sticks")
    shard_channels: int = describe("datums", "channels of a shard, padding included: the datums of a stick")
    stick_bytes: int = describe("bytes", "size of a stick")
    tile_bytes: int = describe("bytes", "size of a tile")
    output_sticks: int = describe("sticks", "outputs of the whole operation")
    output_shard_sticks: int = describe("sticks", "outputs of a shard; the last shard may own fewer")
    input_shard_sticks: int = describe("sticks", "input sticks of a shard, halo included")
    weight_tiles: int = describe("tiles", "weight tiles of a channel shard, with all that belongs to them")
    weight_pitch_tiles: int = describe("tiles", "from the first weight tile of a channel shard to that of the next one")

    @property
    def padded_channels(self) -> int:
        """Channels of the sharded tensors: those of the case, and zeros behind them."""
        return self.channel_shards * self.shard_channels


@dataclass(frozen=True)
class Work:
    """What one core computes.

    An output stick o = (n, oh, ow) has its top left input stick at t(o) = (n * padded_height + oh * stride_height) *
    padded_width + ow * stride_width. A core that owns outputs a to b holds the padded sticks t(a) to t(b) + reach.
    """

    channel_shard: int = describe("", "index of the core's slice of channels")
    stick_shard: int = describe("", "index of the core's slice of output sticks")
    start_tile_id: int = describe("tiles", "first weight tile of the channel shard")
    first_output: int = describe("sticks", "first output of the core")
    num_outputs: int = describe("sticks", "outputs of the core")
    first_input_stick: int = describe("sticks", "padded input stick under the first tap of the first output")
    num_input_sticks: int = describe("sticks", "padded input sticks under all taps of the core's outputs")
    num_positions: int = describe("sticks", "input sticks from the first output's top left to the last one's")


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


def cut(sticks: range, length: int) -> Iterator[range]:
    """A range, cut at the multiples of a length: outputs at the ends of rows, sticks at the ends of faces."""
    start = sticks.start
    while start < sticks.stop:
        stop = min(sticks.stop, (start // length + 1) * length)
        yield range(start, stop)
        start = stop


def count_rows(span: range, output_width: int) -> int:
    """How many rows of outputs a range of them touches."""
    return span[-1] // output_width - span[0] // output_width + 1 if span else 0


def split_channels(channels: int, channel_shards: int, multiple: int) -> int:
    """Channels of a shard: an equal part of them, rounded up to what the schedule wants a multiple of."""
    return math.ceil(math.ceil(channels / channel_shards) / multiple) * multiple


def filled_shards(channels: int, channel_shards: int, multiple: int) -> int:
    """Channel shards that hold channels; behind them are those that would hold padding only."""
    return math.ceil(channels / split_channels(channels, channel_shards, multiple))


def channel_multiple_of(schedule: Schedule, case: Case, channel_shards: int) -> int:
    """Channels of a shard of a case are a multiple of this, so that all of so many shards have some if they can."""
    multiple = schedule.channel_multiple_in(case.number_format)
    if filled_shards(case.out_channels, channel_shards, multiple) == channel_shards:
        return multiple
    return schedule.least_channel_multiple_in(case.number_format)


def most_positions(case: Case, output_shard_sticks: int, stick_shards: int) -> int:
    """Input sticks from the top left of a core's first output to that of its last one, most on one core [sticks]."""
    spans = [output_span(case, output_shard_sticks, shard) for shard in range(stick_shards)]
    return max(top_left(case, span[-1]) - top_left(case, span[0]) + 1 for span in spans if span)


def split_sticks(sticks: int, stick_shards: int, multiple: int) -> int:
    """Sticks of a shard: an equal part of them, rounded up to what the schedule wants a multiple of."""
    return math.ceil(math.ceil(sticks / stick_shards) / multiple) * multiple


def shared_geometry(
    case: Case, channel_shards: int, stick_shards: int, channel_multiple: int, stick_multiple: int = 1
) -> dict[str, int]:
    """The fields of Geometry that do not depend on the schedule, but for the multiples of its channels and sticks."""
    output_height, output_width = case.output
    output_sticks = case.batch * output_height * output_width
    shard_channels = split_channels(case.out_channels, channel_shards, channel_multiple)
    return {
        "padded_height": case.padded_input[0],
        "padded_width": case.padded_input[1],
        "output_height": output_height,
        "output_width": output_width,
        "channel_shards": channel_shards,
        "stick_shards": stick_shards,
        "shard_channels": shard_channels,
        "stick_bytes": case.number_format.size_of(shard_channels),
        "tile_bytes": case.weights_format.tile_bytes,
        "output_sticks": output_sticks,
        "output_shard_sticks": split_sticks(output_sticks, stick_shards, stick_multiple),
    }


def shared_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> dict[str, int]:
    """The fields of Work."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    num_positions = top_left(case, span[-1]) - top_left(case, span[0]) + 1 if span else 0
    return {
        "channel_shard": channel_shard,
        "stick_shard": stick_shard,
        "start_tile_id": channel_shard * geometry.weight_pitch_tiles,
        "first_output": span.start,
        "num_outputs": len(span),
        "first_input_stick": top_left(case, span.start) if span else 0,
        "num_input_sticks": num_positions + reach_sticks(case) if span else 0,
        "num_positions": num_positions,
    }
