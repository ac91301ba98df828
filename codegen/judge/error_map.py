"""Where an output is wrong and how much, small enough for a report: a map over the image for slices of channels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from codegen.judge.compare import tolerance_of
from codegen.judge.explain import judge_of
from codegen.judge.places import core_slice
from codegen.judge.scene import Reals
from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import Tensors

MOST_ROWS, MOST_COLUMNS, MOST_SLICES = 28, 28, 16
"""Cells of a map, and maps; larger images and more channels share cells, and the largest error is told."""

LEVELS, FACTOR = 10, 4
"""A digit for each: 0 is tolerated, and each further one is up to so many times as far off as the one before; the last
one is whatever is beyond."""

NOT_FINITE = "!"
"""In the place of a digit: the output, or the golden one, is no number."""


class WrongCore(BaseModel):
    """A core that holds wrong outputs.

    Attributes:
        core: The logical core.
        wrong: How many of its outputs are wrong.
        outputs: How many it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    core: tuple[int, int]
    wrong: int
    outputs: int


class ErrorMap(BaseModel):
    """The errors of an output.

    Attributes:
        wrong: Outputs that rounding does not explain.
        outputs: All of them.
        largest: The largest absolute error; None if an output is not finite.
        place: Where that is, or the first output that is not finite: image, row, column, channel.
        shape: Images, rows, columns, channels of the output.
        cell: Rows, columns and channels that share a digit; all images do.
        levels: For each slice of channels, for each row of cells, a digit for each cell: 0 where errors are tolerated;
            k where the largest is up to FACTOR**k times what is tolerated; 9 where it is more than FACTOR**8 times
            that; ! where an output is not finite.
        cores: The cores that hold wrong outputs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong: int
    outputs: int
    largest: float | None
    place: tuple[int, int, int, int]
    shape: tuple[int, int, int, int]
    cell: tuple[int, int, int]
    levels: tuple[tuple[str, ...], ...]
    cores: tuple[WrongCore, ...]


def error_map(plan: ProgramPlan, tensors: Tensors, output: Floats, golden: Reals) -> ErrorMap | None:
    """The errors of an output; None if it has another shape than the golden one.

    Args:
        plan: The plan.
        tensors: What it computes with.
        output: [batch, output height, output width, channels].
        golden: The same, as it should be.
    """
    if output.shape != golden.shape:
        return None
    judge = judge_of(tolerance_of(plan, tensors), golden)
    with np.errstate(invalid="ignore"):  # of two infinities
        error = np.abs(output - golden)
    known = np.isfinite(error)
    error = np.where(known, error, np.inf)
    wrong = ~judge.near(output, golden)
    images, rows, columns, channels = (int(size) for size in output.shape)
    row_cell, column_cell, slice_cell = (
        math.ceil(size / most) for size, most in ((rows, MOST_ROWS), (columns, MOST_COLUMNS), (channels, MOST_SLICES))
    )
    levels = _largest(
        _levels(error / np.maximum(judge.tolerated(golden), np.finfo(np.float64).tiny)).max(axis=0), 0, row_cell
    )
    levels = _largest(_largest(levels, 1, column_cell), 2, slice_cell)
    place = np.unravel_index(int(error.argmax()), error.shape)
    return ErrorMap(
        wrong=int(wrong.sum()),
        outputs=wrong.size,
        largest=float(error.max()) if known.all() else None,
        place=(int(place[0]), int(place[1]), int(place[2]), int(place[3])),
        shape=(images, rows, columns, channels),
        cell=(row_cell, column_cell, slice_cell),
        levels=tuple(tuple("".join(map(_digit, row)) for row in piece) for piece in np.moveaxis(levels, 2, 0)),
        cores=_wrong_cores(plan, wrong.reshape(-1, channels)),
    )


def _levels(times: NDArray[Any]) -> NDArray[np.int64]:
    """The level of each error, given as a multiple of what is tolerated; LEVELS where it is not finite."""
    bounds = float(FACTOR) ** np.arange(LEVELS - 1)
    return np.asarray(np.where(np.isfinite(times), np.searchsorted(bounds, times), LEVELS), np.int64)


def _largest(levels: NDArray[np.int64], axis: int, length: int) -> NDArray[np.int64]:
    """The largest of each so many neighbours along an axis; the last ones may be fewer."""
    return np.maximum.reduceat(levels, np.arange(0, levels.shape[axis], length), axis=axis)


def _digit(level: int) -> str:
    return NOT_FINITE if level == LEVELS else str(level)


def _wrong_cores(plan: ProgramPlan, wrong: NDArray[np.bool_]) -> tuple[WrongCore, ...]:
    pieces = [(core.core, wrong[core_slice(plan, core)]) for core in plan.cores]
    return tuple(
        WrongCore(core=(core.x, core.y), wrong=int(piece.sum()), outputs=piece.size)
        for core, piece in pieces
        if piece.any()
    )
