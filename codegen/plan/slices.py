"""A layer cut into slices: which outputs a slice computes, which inputs it reads, what padding is left to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.rules import reflection_findings
from codegen.model.slices import SliceAxis
from codegen.plan.chip import TILE_SIDE

UNITS: dict[SliceAxis, int] = {"height": 1, "width": 1, "channels": TILE_SIDE}
"""What slices are whole multiples of: channels of a tile stay together, as bfloat8_b shares an exponent among them."""


class Box(NamedTuple):
    """A part of all images of a tensor.

    Attributes:
        rows: Its rows.
        columns: Its columns.
        channels: Its channels.
    """

    rows: range
    columns: range
    channels: range

    @property
    def place(self) -> tuple[slice, ...]:
        """Where it lies in [batch, height, width, channels]."""
        return (slice(None), *(slice(one.start, one.stop) for one in self))

    @property
    def sticks(self) -> int:
        """How many sticks of an image it has."""
        return len(self.rows) * len(self.columns)

    def along(self, axis: SliceAxis) -> tuple[str, range]:
        """What of it lies along an axis: its name, and its place."""
        name = {"height": "rows", "width": "columns", "channels": "channels"}[axis]
        return name, getattr(self, name)

    def of(self, images: Floats) -> Floats:
        """The part of such a tensor."""
        return images[self.place]


@dataclass(frozen=True)
class Slice:
    """A part of a layer, which is a layer of its own.

    Attributes:
        case: What its program computes: the padding at an edge of the image is its own, and inside, the rows or columns
            that a neighbour's outputs see, too, are read again.
        outputs: The outputs that it computes, among those of the layer.
        inputs: The inputs that it reads, among those of the layer.
    """

    case: Case
    outputs: Box
    inputs: Box


class Window(NamedTuple):
    """What some outputs see in one direction.

    Attributes:
        sticks: Rows or columns of the input; empty if they see nothing but padding.
        before: Padding before them [sticks].
        behind: Padding behind them [sticks].
    """

    sticks: range
    before: int
    behind: int


def most_slices(case: Case, axis: SliceAxis) -> int:
    """In how many slices a case can be cut at most."""
    return -(-_extent(case, axis) // UNITS[axis])


def cut(case: Case, axis: SliceAxis, count: int) -> Iterator[Slice]:
    """The slices of a case: as equal as their units let them be, the larger ones first.

    Args:
        case: The layer.
        axis: What is cut.
        count: How many slices, `most_slices` at most. With one, nothing is cut.
    """
    if count == 1:
        yield _whole(case)
        return
    fewest, more = divmod(most_slices(case, axis), count)
    ends = [UNITS[axis] * (place * fewest + min(place, more)) for place in range(count)]
    yield from (_slice(case, axis, range(*both)) for both in pairwise([*ends, _extent(case, axis)]))


def count_findings(case: Case, axis: SliceAxis, count: int) -> list[Finding]:
    """Whether each of so many slices has outputs."""
    most = most_slices(case, axis)
    if count <= most:
        return []
    unit = f", in units of {UNITS[axis]}" if UNITS[axis] > 1 else ""
    return [
        Finding(
            "slices-filled",
            f"{count} slices of {axis}, and the output has {_extent(case, axis)}{unit}: enough for {most}",
            ("slices",),
            f"use {most} slices at most",
        )
    ]


def slice_findings(one: Slice) -> list[Finding]:
    """Whether the outputs of a slice see some of the input, and enough of it for what its padding repeats."""
    if one.inputs.rows and one.inputs.columns:
        return list(reflection_findings(one.case))
    return [
        Finding(
            "slice-sees-input", "it sees nothing but padding", ("slices",), "use fewer slices, or cut something else"
        )
    ]


def window(case: Case, direction: int, outputs: range) -> Window:
    """What some outputs see.

    Args:
        case: The layer.
        direction: 0 is down, 1 is to the right.
        outputs: Rows or columns of the output.
    """
    size, before = case.input[direction], case.padding_sides[2 * direction]
    first = outputs.start * case.stride[direction] - before
    end = (outputs.stop - 1) * case.stride[direction] + case.reach[direction] - before
    return Window(range(max(first, 0), min(end, size)), max(-first, 0), max(end - size, 0))


def _whole(case: Case) -> Slice:
    """The only slice of a case that is not cut."""
    inputs = Box(range(case.input[0]), range(case.input[1]), range(case.channels))
    return Slice(case.model_copy(update={"slices": None}), _outputs(case), inputs)


def _slice(case: Case, axis: SliceAxis, part: range) -> Slice:
    """The slice of a case that computes a part of what is cut."""
    top, bottom, left, right = case.padding_sides
    down, across = Window(range(case.input[0]), top, bottom), Window(range(case.input[1]), left, right)
    outputs, channels, many = _outputs(case), range(case.channels), case.channel_multiplier
    if axis == "height":
        down, outputs = window(case, 0, part), outputs._replace(rows=part)
    elif axis == "width":
        across, outputs = window(case, 1, part), outputs._replace(columns=part)
    else:
        channels = part
        outputs = outputs._replace(channels=range(part.start * many, part.stop * many))
    own = {
        "channels": len(channels),
        "input": (len(down.sticks), len(across.sticks)),
        "padding": (down.before, down.behind, across.before, across.behind),
        "slices": None,
    }
    return Slice(case.model_copy(update=own), outputs, Box(down.sticks, across.sticks, channels))


def _outputs(case: Case) -> Box:
    """All that a case computes."""
    return Box(range(case.output[0]), range(case.output[1]), range(case.out_channels))


def _extent(case: Case, axis: SliceAxis) -> int:
    """Rows or columns of the output, or channels of the input, with which go their output channels."""
    return {"height": case.output[0], "width": case.output[1], "channels": case.channels}[axis]
