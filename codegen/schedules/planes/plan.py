"""The numbers of the planes schedule: pitch, phases of rows, sections of Dst, weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from codegen.model.case import Case
from codegen.plan.buffers import round_up
from codegen.plan.chip import BLOCK_DATUMS, DST_TILES, FACE_SIDE, TILE_DATUMS, TILE_SIDE
from codegen.plan.geometry import (
    Geometry,
    Work,
    describe,
    output_rows,
    output_span,
    shared_geometry,
    shared_work,
    split_sticks,
)
from codegen.plan.grid import Core

PLANE_CHANNELS = 16
"""Channels of a plane: the datums of a row of SrcA, SrcB and Dst."""

BLOCK_ROWS = BLOCK_DATUMS // PLANE_CHANNELS
"""Rows that an instruction of the matrix unit multiplies, and from a tap to the next one in SrcB."""

STRIP_STICKS = TILE_DATUMS // PLANE_CHANNELS
"""Sticks of a plane that SrcA, SrcB and a tile of Dst hold."""

LOAD_TAPS = STRIP_STICKS // BLOCK_ROWS
"""Taps whose weights SrcB holds at once."""

LINEAR_SECTIONS = 2
"""Sections in the linear buffer: the writer copies the one while the other is computed."""


PLANE_SLOTS = 2
"""Planes in the buffer of planes: one is filled while another is multiplied."""


@dataclass(frozen=True)
class PlanesGeometry(Geometry):
    """The same on every core.

    A plane is 16 channels of the padded input, stick by stick, row by row, gathered out of the faces of tiles. From a row to the next one it is a pitch, a
    multiple of what one instruction multiplies: so the same sticks in SrcA serve all taps of a column of the kernel,
    with results that lie whole blocks apart in Dst. Columns of zeros between two rows serve both. With a stride, taps
    that see other rows have a phase of the plane each, with no rows but these. A core's images follow each other, each
    with the rows that its outputs see. A position is an offset in sticks from the core's first output row.
    """

    channel_tiles: int = describe("tiles", "tiles beside each other in a shard")
    input_tiles: int = describe("tiles", "tiles of an input shard")
    output_tiles: int = describe("tiles", "tiles of an output shard")
    planes: int = describe("planes", "slices of 16 channels of a shard")
    plane_slots: int = describe("planes", "planes in L1 at once: one is filled while another is multiplied")
    plane_bytes: int = describe("bytes", "size of a plane with its padding and halo")
    pitch: int = describe("sticks", "from a row of a plane to the next")
    phases: int = describe("phases", "sets of rows of the input, each of which other rows of the kernel see")
    phase_sticks: int = describe("sticks", "size of a phase of a plane")
    tap_step: int = describe("sticks", "from a row of the kernel to the next one of the same phase, in a plane")
    image_sticks: int = describe("sticks", "from the first output row of an image to that of the next, in a plane")
    section_tiles: int = describe("tiles", "tiles of Dst that a section fills at most")
    slack_tiles: int = describe("tiles", "tiles of Dst before and behind a section, for sums that nobody wants")
    linear_tiles: int = describe("tiles", "results on their way to the output shard")


@dataclass(frozen=True)
class PlanesWork(Work):
    """What one core computes."""

    first_output_row: int = describe("sticks", "row of the first output in its image")
    first_output_column: int = describe("sticks", "column of the first output in its row")
    plane_positions: int = describe("sticks", "positions of a plane, from the first output's row to the last output")
    num_input_pieces: int = describe("pieces", "runs of input sticks that make up a plane")
    num_output_pieces: int = describe("pieces", "runs of outputs of a plane")


@dataclass(frozen=True)
class InputPiece:
    """Sticks of a row of the input that lie in one face of a tile, for the first plane of the core that has them."""

    noc_x: int = describe("", "the core that has them")
    noc_y: int = describe("", "the core that has them")
    from_byte: int = describe("bytes", "where they begin in its input shard")
    to_byte: int = describe("bytes", "where they go in the plane")
    num_bytes: int = describe("bytes", "how long they are")


@dataclass(frozen=True)
class OutputPiece:
    """Outputs that lie side by side in one section and in one face of a tile, of the first plane of a core."""

    from_byte: int = describe("bytes", "where they begin among the results of the plane")
    to_byte: int = describe("bytes", "where they go in the output shard")
    num_bytes: int = describe("bytes", "how long they are")


def plan_planes_geometry(case: Case, channel_shards: int, stick_shards: int) -> PlanesGeometry:
    """The numbers which all cores share.

    Args:
        case: The convolution; its channels fill all channel shards, as filled_shards counts them.
        channel_shards: Number of slices of channels.
        stick_shards: Number of slices of output sticks.
    """
    shared = shared_geometry(case, channel_shards, stick_shards, TILE_SIDE, TILE_SIDE)
    input_shard_sticks = split_sticks(case.batch * case.input[0] * case.input[1], stick_shards, TILE_SIDE)
    channel_tiles = shared["shard_channels"] // TILE_SIDE
    pitch, phases = plan_pitch(case), count_phases(case)
    tap_step = tap_step_rows(case) * pitch
    reach = reach_rows(case) * pitch
    image_sticks = case.output[0] * pitch + reach
    spans = [output_span(case, shared["output_shard_sticks"], shard) for shard in range(stick_shards)]
    positions = max(count_positions(case, span, pitch, image_sticks) for span in spans)
    phase_sticks = round_up(positions, pitch) + reach
    # The last phase is read in whole strips, under every column of the kernel.
    strips_end = round_up(round_up(positions, STRIP_STICKS) + reach, STRIP_STICKS)
    last_phase = max(phase_sticks, strips_end + (case.kernel[1] - 1) * case.dilation[1])
    slack_tiles = int(reach > 0 and tap_step % STRIP_STICKS > 0)
    section_tiles = min(DST_TILES[case.fp32_dest_acc] - 2 * slack_tiles, math.ceil(positions / STRIP_STICKS))
    planes = shared["shard_channels"] // PLANE_CHANNELS
    tap_rows = (case.kernel[0] * case.kernel[1] + case.bias) * BLOCK_ROWS
    weight_tiles = case.bias + math.ceil(planes * tap_rows / STRIP_STICKS)
    return PlanesGeometry(
        **shared,
        input_shard_sticks=input_shard_sticks,
        weight_tiles=weight_tiles,
        weight_pitch_tiles=weight_tiles,
        channel_tiles=channel_tiles,
        input_tiles=input_shard_sticks // TILE_SIDE * channel_tiles,
        output_tiles=shared["output_shard_sticks"] // TILE_SIDE * channel_tiles,
        planes=planes,
        plane_slots=PLANE_SLOTS,
        plane_bytes=stick_bytes(case) * ((phases - 1) * phase_sticks + last_phase),
        pitch=pitch,
        phases=phases,
        phase_sticks=phase_sticks,
        tap_step=tap_step,
        image_sticks=image_sticks,
        section_tiles=section_tiles,
        slack_tiles=slack_tiles,
        linear_tiles=LINEAR_SECTIONS * section_tiles,
    )


def plan_planes_work(case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> PlanesWork:
    """What the core with these shards computes."""
    assert isinstance(geometry, PlanesGeometry)
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    within_image = shared["first_output"] % (geometry.output_height * geometry.output_width)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    return PlanesWork(
        **shared,
        first_output_row=within_image // geometry.output_width,
        first_output_column=within_image % geometry.output_width,
        plane_positions=count_positions(case, span, geometry.pitch, geometry.image_sticks),
        num_input_pieces=sum(1 for _ in input_runs(case, geometry, span)),
        num_output_pieces=sum(1 for _ in output_runs(case, geometry, span)),
    )


class Run(NamedTuple):
    """Sticks that lie side by side in a tensor, and their place in a plane."""

    sticks: range
    place: int


def input_runs(case: Case, geometry: PlanesGeometry, span: range) -> Iterator[Run]:
    """The sticks of the input that a core with these outputs needs, by the faces of tiles in which they lie."""
    if not span:
        return
    first_row, image_rows = span.start // geometry.output_width, geometry.image_sticks // geometry.pitch
    first_image, first_output_row = divmod(first_row, geometry.output_height)
    positions = count_positions(case, span, geometry.pitch, geometry.image_sticks)
    left = case.padding_sides[2]
    columns = min(case.input[1], max(geometry.pitch - left, 0))
    for phase in range(geometry.phases):
        for plane_row in range(math.ceil(positions / geometry.pitch) + reach_rows(case)):
            image, output_row = divmod(first_output_row + plane_row, image_rows)
            row = output_row * case.stride[0] + phase * case.dilation[0] - case.padding_sides[0]
            if first_image + image < case.batch and 0 <= row < case.input[0]:
                first = ((first_image + image) * case.input[0] + row) * case.input[1]
                place = phase * geometry.phase_sticks + plane_row * geometry.pitch + left
                for part in cut(range(first, first + columns), FACE_SIDE):
                    yield Run(part, place + part.start - first)


def output_runs(case: Case, geometry: PlanesGeometry, span: range) -> Iterator[Run]:
    """The outputs of a core, by the faces of tiles to which they go and the sections from which they come.

    Between two columns that a stride is apart, there are positions that nobody wants.
    """
    if not span:
        return
    origin = position_of(case, span.start - span.start % geometry.output_width, geometry.pitch, geometry.image_sticks)
    section = geometry.section_tiles * STRIP_STICKS
    for row in output_rows(span, geometry.output_width):
        for part in cut(row, FACE_SIDE if case.stride[1] == 1 else 1):
            place = position_of(case, part.start, geometry.pitch, geometry.image_sticks) - origin
            for within in cut(range(place, place + len(part)), section):
                first = part.start + within.start - place
                yield Run(range(first, first + len(within)), within.start)


def plan_input_pieces(case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]) -> list[InputPiece]:
    """Where a core finds the first of its planes."""
    assert isinstance(geometry, PlanesGeometry)
    pieces = []
    for sticks, place in input_runs(case, geometry, output_span(case, geometry.output_shard_sticks, work.stick_shard)):
        shard, first = divmod(sticks.start, geometry.input_shard_sticks)
        noc, size = noc_of(shard), stick_bytes(case)
        pieces.append(
            InputPiece(noc.x, noc.y, face_offset(case, geometry, first), place * size, len(sticks) * size)
        )
    return pieces


def plan_output_pieces(case: Case, geometry: Geometry, work: Work) -> list[OutputPiece]:
    """Where a core puts the results of its first plane."""
    assert isinstance(geometry, PlanesGeometry)
    span, size = output_span(case, geometry.output_shard_sticks, work.stick_shard), stick_bytes(case)
    return [
        OutputPiece(place * size, face_offset(case, geometry, sticks.start - span.start), len(sticks) * size)
        for sticks, place in output_runs(case, geometry, span)
    ]


def face_offset(case: Case, geometry: PlanesGeometry, stick: int) -> int:
    """Where a stick of the first plane of a shard of tiles lies in its memory [bytes]."""
    face, row = divmod(stick, FACE_SIDE)
    tile_row, half = divmod(face, TILE_SIDE // FACE_SIDE)
    tiles = tile_row * geometry.channel_tiles * geometry.tile_bytes
    return tiles + (half * (TILE_SIDE // PLANE_CHANNELS) * FACE_SIDE + row) * stick_bytes(case)


def cut(sticks: range, length: int) -> Iterator[range]:
    """A range, cut at the multiples of a length."""
    start = sticks.start
    while start < sticks.stop:
        stop = min(sticks.stop, (start // length + 1) * length)
        yield range(start, stop)
        start = stop


def stick_bytes(case: Case) -> int:
    """Size of a stick of a plane [bytes]."""
    return case.number_format.size_of(PLANE_CHANNELS)


def plan_pitch(case: Case) -> int:
    """Sticks from a row of a plane to the next.

    What a window sees behind the end of a row are the padding columns in front of the next one.
    """
    outputs = (case.output[1] - 1) * case.stride[1] + 1
    seen = outputs + (case.kernel[1] - 1) * case.dilation[1]
    left = case.padding_sides[2]
    return round_up(max(outputs, min(left + case.input[1], seen), seen - left), BLOCK_ROWS)


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
