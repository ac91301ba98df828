"""Where planes are gathered from, and where results go: runs of sticks, of which each lies in one face of a tile."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from codegen.model.case import Case
from codegen.plan.chip import FACE_SIDE, TILE_SIDE
from codegen.plan.geometry import cut, describe
from codegen.plan.grid import Core
from codegen.schedules.planes.plan import (
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    count_positions,
    position_of,
    reach_rows,
    stick_bytes,
)


@dataclass(frozen=True)
class InputSource:
    """A core from which pieces come that follow each other in the list of pieces."""

    noc_x: int = describe("", "the core")
    noc_y: int = describe("", "the core")
    num_pieces: int = describe("pieces", "how many")


@dataclass(frozen=True)
class InputPiece:
    """Sticks of a row of the input that lie in one face of a tile, for the first plane of the core that has them."""

    from_byte: int = describe("bytes", "where they begin in its input shard")
    to_byte: int = describe("bytes", "where they go in the plane")
    num_bytes: int = describe("bytes", "how long they are")


@dataclass(frozen=True)
class OutputPiece:
    """Outputs that lie side by side in one section and in one face of a tile, of the first plane of a core."""

    from_byte: int = describe("bytes", "where they begin among the results of the plane")
    to_byte: int = describe("bytes", "where they go in the output shard")
    num_bytes: int = describe("bytes", "how long they are")


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
    for row in cut(span, geometry.output_width):
        for part in cut(row, FACE_SIDE if case.stride[1] == 1 else 1):
            place = position_of(case, part.start, geometry.pitch, geometry.image_sticks) - origin
            for within in cut(range(place, place + len(part)), section):
                first = part.start + within.start - place
                yield Run(range(first, first + len(within)), within.start)


def input_sources(case: Case, geometry: PlanesGeometry, span: range) -> list[tuple[int, int]]:
    """The shards in which the sticks of a core lie, in the order of its pieces, with the number of these."""
    shards = (sticks.start // geometry.input_shard_sticks for sticks, _ in input_runs(case, geometry, span))
    return [(shard, sum(1 for _ in pieces)) for shard, pieces in groupby(shards)]


def plan_input_sources(
    case: Case, geometry: PlanesGeometry, span: range, noc_of: Callable[[int], Core]
) -> list[InputSource]:
    """The cores from which a core gathers its planes."""
    return [
        InputSource(noc_of(shard).x, noc_of(shard).y, pieces) for shard, pieces in input_sources(case, geometry, span)
    ]


def plan_input_pieces(case: Case, geometry: PlanesGeometry, span: range) -> list[InputPiece]:
    """Where a core finds the first of its planes."""
    size = stick_bytes(case)
    return [
        InputPiece(
            face_offset(case, geometry, sticks.start % geometry.input_shard_sticks), place * size, len(sticks) * size
        )
        for sticks, place in input_runs(case, geometry, span)
    ]


def plan_output_pieces(case: Case, geometry: PlanesGeometry, span: range) -> list[OutputPiece]:
    """Where a core puts the results of its first plane."""
    size = stick_bytes(case)
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
