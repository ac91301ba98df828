"""The padded input of a core, gathered out of the shards of a plain tensor, row by row of the images."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from codegen.model.case import Case
from codegen.model.window import source_of
from codegen.plan.gather import InputPiece, InputSource, count_pieces, list_sources
from codegen.plan.geometry import Geometry, Work, cut, describe, split_sticks
from codegen.plan.grid import Core
from codegen.schedules.flat.plan import FlatGeometry, FlatWork

INPUT_GROUPS = 4
"""Groups of rows in which the padded input is published: the first are multiplied while the others are on their way."""


@dataclass(frozen=True)
class GatheredGeometry(FlatGeometry):
    """The padded input is gathered out of input shards, and published in groups of whole rows."""

    input_pages: int = describe("pages", "size of the padded input of a core")
    shard_pages: int = describe("pages", "size of an input shard")
    input_group_pages: int = describe("pages", "size of a group of rows of the padded input")


@dataclass(frozen=True)
class GatheredWork(FlatWork):
    """What one core gathers and computes."""

    num_input_pieces: int = describe("pieces", "parts of image rows that make up its padded input")
    num_input_sources: int = describe("cores", "cores that have them, one after the other")


class Part(NamedTuple):
    """Sticks of an image row that lie in one input shard, and their place in the padded input of a core."""

    sticks: range
    place: int


def plan_gathered_geometry(case: Case, planned: FlatGeometry, stick_multiple: int) -> GatheredGeometry:
    """The numbers which all cores share.

    Args:
        case: The convolution.
        planned: The same for an input that is prepared: its shard is what a core gathers here.
        stick_multiple: Sticks of an input shard are a multiple of this.
    """
    shard_sticks = split_sticks(case.batch * case.input[0] * case.input[1], planned.stick_shards, stick_multiple)
    rows = math.ceil(planned.input_shard_sticks / planned.padded_width)
    group_sticks = math.ceil(rows / INPUT_GROUPS) * planned.padded_width
    return GatheredGeometry(
        **{**_values(planned), "input_shard_sticks": shard_sticks},
        shard_pages=shard_sticks * planned.stick_pages,
        input_group_pages=group_sticks * planned.stick_pages,
    )


def plan_gathered_work(case: Case, geometry: Geometry, planned: FlatWork) -> GatheredWork:
    """What one core does, if that is its work on an input that is prepared."""
    sources = input_sources(case, geometry, planned)
    return GatheredWork(
        **_values(planned),
        num_input_pieces=sum(pieces for _, pieces in sources),
        num_input_sources=len(sources),
    )


def input_parts(case: Case, geometry: Geometry, work: Work) -> Iterator[Part]:
    """What a core sees of the images, in them and in their padding: all else of its padded input are zeros."""
    first, end = work.first_input_stick, work.first_input_stick + work.num_input_sticks
    (height, width), top = case.input, case.padding_sides[0]
    for padded_row in range(first // geometry.padded_width, math.ceil(end / geometry.padded_width)):
        image, place = divmod(padded_row, geometry.padded_height)
        row = source_of(place - top, height, case.padding_mode)
        if row is None:
            continue
        for columns, padded_column in row_pieces(case):
            start = padded_row * geometry.padded_width + padded_column
            seen = range(max(first, start), min(end, start + len(columns)))
            # From a stick of the padded images to the one of the images that lies there.
            shift = (image * height + row) * width + columns.start - start
            for sticks in cut(range(seen.start + shift, seen.stop + shift), geometry.input_shard_sticks):
                yield Part(sticks, sticks.start - shift - first)


def row_pieces(case: Case) -> list[tuple[range, int]]:
    """Columns of an image that lie side by side in a padded row, each with the place of the first one there."""
    width, (left, right) = case.input[1], case.padding_sides[2:]
    around = (*range(left), *range(left + width, left + width + right))
    sources = [(place, source_of(place - left, width, case.padding_mode)) for place in around]
    repeated = [(range(column, column + 1), place) for place, column in sources if column is not None]
    return sorted([(range(width), left), *repeated], key=lambda piece: piece[1])


def input_sources(case: Case, geometry: Geometry, work: Work) -> list[tuple[int, int]]:
    """The shards that have the parts of a core, in their order, with the number of these."""
    return count_pieces(part.sticks.start // geometry.input_shard_sticks for part in input_parts(case, geometry, work))


def plan_input_sources(case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]) -> list[InputSource]:
    """The cores from which a core gathers its padded input."""
    return list_sources(input_sources(case, geometry, work), noc_of)


def plan_input_pieces(case: Case, geometry: Geometry, work: Work) -> list[InputPiece]:
    """Where a core finds the parts of image rows, from the first to the last stick of its padded input."""
    size = geometry.stick_bytes
    return [
        InputPiece(part.sticks.start % geometry.input_shard_sticks * size, part.place * size, len(part.sticks) * size)
        for part in input_parts(case, geometry, work)
    ]


def count_zeros(geometry: GatheredGeometry, pieces: list[InputPiece]) -> list[int]:
    """The runs of zeros before, between and behind the pieces of a core [bytes]."""
    starts = [*(piece.to_byte for piece in pieces), geometry.input_pages * geometry.page_bytes]
    ends = [0, *(piece.to_byte + piece.num_bytes for piece in pieces)]
    return [start - end for start, end in zip(starts, ends, strict=True) if start > end]


def _values(record: FlatGeometry | FlatWork) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(record)}
