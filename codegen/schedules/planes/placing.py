"""How packers place rows of an image: in planes those of the input, and behind each other those of the output.

They write at several places at once, at each of which a power of two sticks. Places come in pairs, of which a step has
two: the halves of a part of a row, or, of the input, a whole row of each of two planes.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from codegen.model.case import Case
from codegen.plan.chip import FACE_SIDE, TILE_SIDE
from codegen.plan.geometry import describe, output_span
from codegen.schedules.planes.plan import BLOCK_ROWS, STRIP_STICKS, PlanesGeometry, position_of
from codegen.schedules.planes.rows import input_columns, input_rows

if TYPE_CHECKING:
    from codegen.schedules.planes.placed import PlacedGeometry

PLACES = 4
"""Places at which packers write at once: each of Wormhole's packers has one."""

STEP_PAIRS = PLACES // 2
"""Pairs of places of a step."""

PLACE_ROWS = FACE_SIDE
"""Rows of Dst that a packer takes at once at most."""

MOST_STEP_ROWS = 127
"""Rows of Dst from a step to the next one at most: Wormhole's packers know 12 bits of their bytes, 32 a row."""


@dataclass(frozen=True)
class PlacedRun:
    """Rows of Dst that packers take step by step, of the first plane or of two planes."""

    first_row: int = describe("rows", "where the first step begins in a half of Dst")
    to_stick: int = describe("sticks", "where it goes")
    num_pairs: int = describe("pairs of places", "how many, two a step: behind an odd number, half a step")


@dataclass(frozen=True)
class InputSection:
    """Tiles of a column of the input that are in Dst together."""

    first_tile: int = describe("tiles", "the first one, of those that the core needs")
    num_tiles: int = describe("tiles", "how many")
    num_runs: int = describe("runs", "what is packed of them")


@dataclass(frozen=True)
class OutputSection:
    """Positions of a plane that are summed together."""

    first_stick: int = describe("sticks", "the first one")
    num_sticks: int = describe("sticks", "how many")
    num_runs: int = describe("runs", "what is packed of them")
    first_filled: int = describe("sticks", "what is zeros in front of the first row of the input that they see")
    end_filled: int = describe("sticks", "where zeros begin behind the last one")


class Parts(NamedTuple):
    """Equal parts of a row. The last one may begin before the one in front of it ends.

    Attributes:
        width: Of the row [sticks].
        length: Of a part [sticks].
    """

    width: int
    length: int

    @property
    def starts(self) -> list[int]:
        """Where they begin in the row."""
        return [min(first, self.width - self.length) for first in range(0, self.width, self.length)]


class PlacedPart(NamedTuple):
    """A part of a row: where it lies among what Dst holds a window of, and where it goes.

    The parts of a lane follow each other.
    """

    from_stick: int
    lane: int
    to_stick: int


class PlacedWindow(NamedTuple):
    """What is in Dst together, and what of it is packed."""

    sticks: range
    parts: list[PlacedPart]


class Lane(NamedTuple):
    """Parts that follow each other.

    Attributes:
        from_sticks: From a part to the next one in Dst.
        to_sticks: The same where they go.
        pairs: Of places that each of them takes.
    """

    from_sticks: int
    to_sticks: int
    pairs: int

    @property
    def step_parts(self) -> int:
        """Parts that packers take in a step."""
        return STEP_PAIRS // self.pairs

    @property
    def step_sticks(self) -> int:
        """From a step to the next one where they go."""
        return self.step_parts * self.to_sticks

    @property
    def step_rows(self) -> int:
        """The same in rows of Dst; 0 if packers cannot count them, and each step is a run."""
        rows = self.step_parts * self.from_sticks
        return rows if rows <= MOST_STEP_ROWS else 0

    @property
    def most_parts(self) -> int:
        """Of a run: as many as follow each other, or those of a step."""
        return sys.maxsize if self.step_rows else self.step_parts


def parts_of(width: int, most: int) -> Parts:
    """Parts of a row, none longer than so much."""
    return Parts(width, math.ceil(width / math.ceil(width / most)))


def input_parts(case: Case, geometry: PlacedGeometry) -> Parts:
    """Parts of a row of the input: two places have one."""
    return parts_of(input_columns(case, geometry), 2 * PLACE_ROWS)


def output_parts(case: Case, geometry: PlacedGeometry) -> Parts:
    """Parts of a row of the output, which a section of Dst holds."""
    in_section = (geometry.section_tiles * STRIP_STICKS - 1) // case.stride[1] + 1
    return parts_of(geometry.output_width, min(2 * PLACE_ROWS, in_section))


def power_of_two(sticks: int) -> int:
    """The first one that is no less."""
    return 1 << (sticks - 1).bit_length()


def place_rows(part_length: int) -> int:
    """What each of two places has of a part."""
    return power_of_two(math.ceil(part_length / 2))


def takes_whole_rows(case: Case, geometry: PlanesGeometry) -> bool:
    """Whether a place has a row of the input, and zeros behind it.

    For those there is room in front of the next row: a pitch is a multiple of 8 sticks.
    """
    return input_columns(case, geometry) <= PLACE_ROWS


def input_windows(case: Case, geometry: PlacedGeometry, stick_shard: int) -> list[PlacedWindow]:
    """Whole tiles of the sticks that a core needs."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    starts = input_parts(case, geometry).starts
    placed = [
        PlacedPart(row.sticks.start + start, row.phase * len(starts) + part, row.place + start)
        for row in input_rows(case, geometry, span)
        for part, start in enumerate(starts)
    ]
    # Packers look at whole places, which all lie in the window: what is behind the last tile becomes zeros.
    length = input_parts(case, geometry).length
    unused = geometry.input_place_rows - geometry.input_filled_rows
    return _cut_windows(placed, length, geometry.window_sticks - unused, TILE_SIDE)


def output_windows(case: Case, geometry: PlacedGeometry, stick_shard: int) -> list[PlacedWindow]:
    """Positions of a plane, of which whole parts of rows are packed."""
    parts = output_parts(case, geometry)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    first_row = span.start - span.start % geometry.output_width

    def position(output: int) -> int:
        return position_of(case, output, geometry.pitch, geometry.image_sticks)

    placed = []
    for row in range(first_row, span.stop, geometry.output_width):
        for lane, start in enumerate(parts.starts):
            output = row + start
            if output + parts.length > span.start and output < span.stop:
                to_stick = geometry.result_front + output - span.start
                placed.append(PlacedPart(position(output) - position(first_row), lane, to_stick))
    part_span = (parts.length - 1) * case.stride[1] + 1
    return _cut_windows(placed, part_span, geometry.section_tiles * STRIP_STICKS, unit=1)


def filled_sticks(case: Case, geometry: PlacedGeometry, stick_shard: int) -> range:
    """Where in each phase of a plane rows of the input lie: what is in front of them and behind them is zeros."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    rows = [
        (row.place - row.phase * geometry.phase_sticks - case.padding_sides[2]) // geometry.pitch
        for row in input_rows(case, geometry, span)
    ]
    return range(min(rows, default=0) * geometry.pitch, (max(rows, default=-1) + 1) * geometry.pitch)


def filled_of_window(geometry: PlacedGeometry, window: PlacedWindow, filled: range) -> range:
    """Where rows of the input lie from the first position of a section on.

    Without slack, strips may not begin in front of the section and reach into it.
    """
    unit = BLOCK_ROWS if geometry.slack_tiles else STRIP_STICKS
    first, end = (max(one - window.sticks.start, 0) for one in (filled.start, filled.stop))
    return range(first // unit * unit, end)


def input_lane(case: Case, geometry: PlanesGeometry) -> Lane:
    """Rows of the input that one phase sees."""
    pairs = 1 if takes_whole_rows(case, geometry) else STEP_PAIRS
    return Lane(case.stride[0] * case.input[1], geometry.pitch, pairs)


def output_lane(case: Case, geometry: PlanesGeometry) -> Lane:
    """Rows of the output; with a stride between their columns, outputs of a row, one for each place."""
    if case.stride[1] > 1:
        return Lane(PLACES * case.stride[1], PLACES, STEP_PAIRS)
    return Lane(geometry.pitch, geometry.output_width, pairs=1)


def input_window_runs(case: Case, geometry: PlacedGeometry, window: PlacedWindow) -> list[PlacedRun]:
    """What is packed of a window of the input, of two planes at once."""
    return list(_merge_parts(window, input_lane(case, geometry), first_row=0))


def output_window_runs(case: Case, geometry: PlacedGeometry, window: PlacedWindow) -> list[PlacedRun]:
    """What is packed of a window of the output."""
    first_row = geometry.slack_tiles * STRIP_STICKS
    if case.stride[1] > 1:
        return [
            run
            for part in window.parts
            for run in _strided(case, geometry, first_row + part.from_stick - window.sticks.start, part.to_stick)
        ]
    return list(_merge_parts(window, output_lane(case, geometry), first_row))


def _cut_windows(parts: Iterable[PlacedPart], span: int, capacity: int, unit: int) -> list[PlacedWindow]:
    """Parts that span so many sticks each, in windows of Dst, which begin at multiples of a unit."""
    windows: list[PlacedWindow] = []
    for part in sorted(parts, key=lambda one: one.from_stick):
        end = part.from_stick + span
        if not windows or end > windows[-1].sticks.start + capacity:
            first = part.from_stick // unit * unit
            windows.append(PlacedWindow(range(first, end), []))
        last = windows.pop()
        windows.append(PlacedWindow(range(last.sticks.start, max(last.sticks.stop, end)), [*last.parts, part]))
    return [PlacedWindow(sticks, sorted(parts, key=lambda one: one.lane)) for sticks, parts in windows]


def _merge_parts(window: PlacedWindow, lane: Lane, first_row: int) -> Iterator[PlacedRun]:
    """The parts of a window that packers take in one run."""
    for _, parts in groupby(window.parts, key=lambda one: one.lane):
        run: PlacedRun | None = None
        for part in parts:
            row = first_row + part.from_stick - window.sticks.start
            if run:
                taken = run.num_pairs // lane.pairs
                next_of_run = (run.first_row + taken * lane.from_sticks, run.to_stick + taken * lane.to_sticks)
                if taken < lane.most_parts and (row, part.to_stick) == next_of_run:
                    run = replace(run, num_pairs=run.num_pairs + lane.pairs)
                    continue
                yield run
            run = PlacedRun(row, part.to_stick, lane.pairs)
        if run:
            yield run


def _strided(case: Case, geometry: PlacedGeometry, first_row: int, to_stick: int) -> Iterator[PlacedRun]:
    """Outputs of a part that are a stride apart, some at once: of a rest, the last step begins earlier."""
    length, lane = output_parts(case, geometry).length, output_lane(case, geometry)
    num_steps = max(length // PLACES, 1)
    in_run = min(num_steps, lane.most_parts)
    for step in range(0, num_steps, in_run):
        yield PlacedRun(first_row + step * lane.from_sticks, to_stick + step * lane.to_sticks, in_run * lane.pairs)
    if length > num_steps * PLACES:
        last = length - PLACES
        yield PlacedRun(first_row + last * case.stride[1], to_stick + last, lane.pairs)
