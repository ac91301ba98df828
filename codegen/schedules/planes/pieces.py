"""Where planes are gathered from, and where results go: runs of sticks, of which each lies in one face of a tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from codegen.model.case import Case
from codegen.plan.chip import FACE_SIDE, TILE_SIDE
from codegen.plan.gather import InputPiece, InputSource, count_pieces, list_sources
from codegen.plan.geometry import cut, describe
from codegen.plan.grid import Core
from codegen.schedules.planes.plan import (
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    position_of,
    stick_bytes,
)
from codegen.schedules.planes.rows import input_rows

if TYPE_CHECKING:
    from codegen.schedules.planes.gathered import GatheredGeometry


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
    for row in input_rows(case, geometry, span):
        for part in cut(row.sticks, FACE_SIDE):
            yield Run(part, row.place + part.start - row.sticks.start)


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


def input_sources(case: Case, geometry: GatheredGeometry, span: range) -> list[tuple[int, int]]:
    """The shards of the cores that have the sticks of a core, in the order of its pieces, with the number of these.

    What the core has converted it has itself.
    """
    own_shard = span.start // geometry.output_shard_sticks
    shards = (
        own_shard if geometry.column_tiles > 0 else sticks.start // geometry.input_shard_sticks
        for sticks, _ in input_runs(case, geometry, span)
    )
    return count_pieces(shards)


def plan_input_sources(
    case: Case, geometry: GatheredGeometry, span: range, noc_of: Callable[[int], Core]
) -> list[InputSource]:
    """The cores from which a core gathers its planes."""
    return list_sources(input_sources(case, geometry, span), noc_of)


def plan_input_pieces(case: Case, geometry: GatheredGeometry, span: range) -> list[InputPiece]:
    """Where a core finds the first of its planes: in input shards, or in the column that it has converted."""
    pieces, size = [], stick_bytes(case)
    runs = list(input_runs(case, geometry, span))
    column_start = min((run.sticks.start for run in runs), default=0) // TILE_SIDE * TILE_SIDE
    for sticks, place in runs:
        if geometry.column_tiles > 0:
            offset = face_offset(case, geometry, sticks.start - column_start, tiles_per_row=1)
        else:
            offset = face_offset(case, geometry, sticks.start % geometry.input_shard_sticks, geometry.channel_tiles)
        pieces.append(InputPiece(offset, place * size, len(sticks) * size))
    return pieces


def plan_output_pieces(case: Case, geometry: GatheredGeometry, span: range) -> list[OutputPiece]:
    """Where a core puts the results of its first plane: in the output shard, or in a column that it converts."""
    size = stick_bytes(case)
    tiles_per_row = 1 if geometry.result_column_tiles > 0 else geometry.channel_tiles
    pieces = []
    for sticks, place in output_runs(case, geometry, span):
        offset = face_offset(case, geometry, sticks.start - span.start, tiles_per_row)
        pieces.append(OutputPiece(place * size, offset, len(sticks) * size))
    return pieces


def face_offset(case: Case, geometry: PlanesGeometry, stick: int, tiles_per_row: int) -> int:
    """Where a stick of the first plane lies among tiles of which so many lie beside each other [bytes]."""
    face, row = divmod(stick, FACE_SIDE)
    tile_row, half = divmod(face, TILE_SIDE // FACE_SIDE)
    tiles = tile_row * tiles_per_row * geometry.tile_bytes
    return tiles + (half * (TILE_SIDE // PLANE_CHANNELS) * FACE_SIDE + row) * stick_bytes(case)
