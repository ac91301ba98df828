"""The numbers of the planes schedule: pitch, phases of rows, sections of Dst, weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeVar

from codegen.model.case import Case
from codegen.plan.buffers import round_up
from codegen.plan.chip import BLOCK_DATUMS, DST_TILES, TILE_DATUMS, TILE_SIDE
from codegen.plan.geometry import Geometry, describe, output_span, shared_geometry, split_sticks

if TYPE_CHECKING:
    from codegen.schedules.planes.multiply import PlanesMultiply

PLANE_CHANNELS = 16
"""Channels of a plane: the datums of a row of SrcA, SrcB and Dst."""

BLOCK_ROWS = BLOCK_DATUMS // PLANE_CHANNELS
"""Rows that an instruction of the matrix unit multiplies, and from a tap to the next one in SrcB."""

STRIP_STICKS = TILE_DATUMS // PLANE_CHANNELS
"""Sticks of a plane that SrcA, SrcB and a tile of Dst hold."""

LOAD_TAPS = STRIP_STICKS // BLOCK_ROWS
"""Taps whose weights SrcB holds at once."""

COLUMN_PLANES = TILE_SIDE // PLANE_CHANNELS
"""Planes that a column of tiles holds."""

Plan = TypeVar("Plan", bound="PlanesGeometry")


@dataclass(frozen=True)
class PlanesGeometry(Geometry):
    """The same on every core.

    A plane is 16 channels of the padded input, stick by stick, row by row, made of the faces of tiles. From a row
    to the next one it is a pitch, which may have to be a multiple of what one instruction multiplies: then the
    same sticks in SrcA serve all taps of a column of the kernel, with results that lie whole blocks apart in Dst.
    Columns of zeros between two rows serve both, and so do rows of zeros between two images. With a stride, taps that
    see other rows have a phase of the plane each, with no rows but these. A core's images follow each other, each with
    the rows that its outputs see. A position is an offset in sticks from the core's first output row.
    """

    channel_tiles: int = describe("tiles", "tiles beside each other in a shard")
    input_tiles: int = describe("tiles", "tiles of an input shard")
    output_tiles: int = describe("tiles", "tiles of an output shard")
    planes: int = describe("planes", "slices of 16 channels of a shard")
    plane_sticks: int = describe("sticks", "size of a plane with its padding and halo")
    plane_stick_bytes: int = describe("bytes", "size of a stick of a plane")
    pitch: int = describe("sticks", "from a row of a plane to the next")
    phases: int = describe("phases", "sets of rows of the input, each of which other rows of the kernel see")
    phase_sticks: int = describe("sticks", "size of a phase of a plane")
    tap_step: int = describe("sticks", "from a row of the kernel to the next one of the same phase, in a plane")
    image_sticks: int = describe("sticks", "from the first output row of an image to that of the next, in a plane")
    section_tiles: int = describe("tiles", "tiles of Dst that a section fills at most")
    slack_tiles: int = describe("tiles", "tiles of Dst before and behind a section, for sums that nobody wants")
    input_tile_bytes: int = describe("bytes", "size of a tile of the input")
    output_tile_bytes: int = describe("bytes", "size of a tile of the output")


def plan_planes_geometry(
    kind: type[Plan], multiply: PlanesMultiply, case: Case, channel_shards: int, stick_shards: int
) -> Plan:
    """The numbers which all cores share, whatever brings sticks into planes: zeros for what belongs to that.

    Args:
        kind: The record.
        multiply: How kernels multiply.
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
    """
    shared = shared_geometry(case, channel_shards, stick_shards, TILE_SIDE, TILE_SIDE)
    input_shard_sticks = split_sticks(case.batch * case.input[0] * case.input[1], stick_shards, TILE_SIDE)
    channel_tiles = shared["shard_channels"] // TILE_SIDE
    pitch, phases = plan_pitch(case, multiply.pitch_unit), count_phases(case)
    tap_step = tap_step_rows(case) * pitch
    reach = reach_rows(case) * pitch
    image_sticks = plan_image_rows(case) * pitch
    spans = [output_span(case, shared["output_shard_sticks"], shard) for shard in range(stick_shards)]
    positions = max(round_up(count_positions(case, span, pitch, image_sticks), pitch) for span in spans)
    phase_sticks = positions + reach
    # The last phase is read in whole strips, under every column of the kernel.
    strips_end = round_up(positions, STRIP_STICKS) + reach + STRIP_STICKS - 1
    last_phase = max(phase_sticks, strips_end + (case.kernel[1] - 1) * case.dilation[1])
    plane_sticks = (phases - 1) * phase_sticks + last_phase
    slack_tiles = multiply.slack_tiles(reach, tap_step)
    section_tiles = min(DST_TILES[case.fp32_dest_acc] - 2 * slack_tiles, math.ceil(positions / STRIP_STICKS))
    planes = shared["shard_channels"] // PLANE_CHANNELS
    weight_tiles = multiply.ones_tiles(case) + multiply.weight_tiles(
        planes * (case.kernel[0] * case.kernel[1] + case.bias)
    )
    numbers = dict(
        **shared,
        input_shard_sticks=input_shard_sticks,
        weight_tiles=weight_tiles,
        weight_pitch_tiles=weight_tiles,
        channel_tiles=channel_tiles,
        input_tiles=input_shard_sticks // TILE_SIDE * channel_tiles,
        output_tiles=shared["output_shard_sticks"] // TILE_SIDE * channel_tiles,
        planes=planes,
        plane_sticks=plane_sticks,
        plane_stick_bytes=stick_bytes(case),
        pitch=pitch,
        phases=phases,
        phase_sticks=phase_sticks,
        tap_step=tap_step,
        image_sticks=image_sticks,
        section_tiles=section_tiles,
        slack_tiles=slack_tiles,
        input_tile_bytes=case.input_format.tile_bytes,
        output_tile_bytes=case.output_format.tile_bytes,
    )
    return kind(**{one.name: 0 for one in fields(kind)} | numbers)


def stick_bytes(case: Case) -> int:
    """Size of a stick of a plane [bytes]."""
    return case.number_format.size_of(PLANE_CHANNELS)


def plan_pitch(case: Case, unit: int) -> int:
    """Sticks from a row of a plane to the next, a multiple of a unit.

    What a window sees behind the end of a row are the padding columns in front of the next one.
    """
    outputs = (case.output[1] - 1) * case.stride[1] + 1
    seen = outputs + (case.kernel[1] - 1) * case.dilation[1]
    left = case.padding_sides[2]
    return round_up(max(outputs, min(left + case.input[1], seen), seen - left), unit)


def plan_image_rows(case: Case) -> int:
    """Rows of a phase from an image to the next.

    As with the columns between two rows, the padding between two images serves both.
    """
    seen = case.output[0] + reach_rows(case)
    filled = math.ceil((case.padding_sides[0] + case.input[0]) / case.stride[0])
    last_phase = (count_phases(case) - 1) * case.dilation[0]
    padding = math.ceil(max(case.padding_sides[0] - last_phase, 0) / case.stride[0])
    return max(case.output[0], min(filled, seen), seen - min(padding, seen))


def count_phases(case: Case) -> int:
    """Sets of input rows that different rows of the kernel see: those a stride apart see the same ones."""
    return min(case.stride[0] // math.gcd(case.stride[0], case.dilation[0]), case.kernel[0])


def tap_step_rows(case: Case) -> int:
    """Rows of a phase from a row of the kernel to the next one that sees the same phase."""
    return case.dilation[0] // math.gcd(case.stride[0], case.dilation[0])


def reach_rows(case: Case) -> int:
    """Rows of a phase from the first row of the kernel that sees it to the last one."""
    return (math.ceil(case.kernel[0] / count_phases(case)) - 1) * tap_step_rows(case)


def position_of(case: Case, output: int, pitch: int, image_sticks: int) -> int:
    """Place of an output among the positions of all images, each of which begins with its first output row."""
    row, column = divmod(output, case.output[1])
    image, row = divmod(row, case.output[0])
    return image * image_sticks + row * pitch + column * case.stride[1]


def count_positions(case: Case, span: range, pitch: int, image_sticks: int) -> int:
    """Positions from the row of the first output of a slice to its last output."""
    if not span:
        return 0
    first_row = position_of(case, span.start - span.start % case.output[1], pitch, image_sticks)
    return position_of(case, span[-1], pitch, image_sticks) - first_row + 1


def taps_of_phase(case: Case, phase: int) -> range:
    """The rows of the kernel that see a phase, in the order of their weights."""
    return range(phase, case.kernel[0], count_phases(case))
