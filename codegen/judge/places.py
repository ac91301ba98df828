"""Where outputs are wrong, in ranges: cores, sticks as rows and columns, channels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from codegen.plan.grid import Core, name_cores
from codegen.plan.program import CorePlan, ProgramPlan

Mask = NDArray[np.bool_]

MOST_LINES = 6
"""Lines of a list until the rest is only counted."""

MOST_RANGES = 4
"""Ranges of channels; more are only counted."""

NEARLY_ALL = 0.9
"""Part of the sticks or channels from which on they are not told: some wrong sums come out right by chance."""


def number_ranges(numbers: Iterable[int]) -> str:
    """0-3, 5, 7-8."""
    ordered = sorted(set(numbers))
    runs = [[number for _, number in run] for _, run in groupby(enumerate(ordered), lambda pair: pair[1] - pair[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def core_names(cores: Sequence[Core]) -> str:
    """Cores as rectangles: cores (0,0)-(3,1) (0,2)."""
    return ("core " if len(cores) == 1 else "cores ") + name_cores(cores)


def first_lines(lines: Sequence[str], what: str) -> list[str]:
    """The first lines of a list, and how many more there are."""
    rest = len(lines) - MOST_LINES
    return list(lines) if rest <= 0 else [*lines[:MOST_LINES], f"and {rest} more {what}"]


def wrong_places(plan: ProgramPlan, wrong: Mask) -> list[str]:
    """Which outputs are wrong on which cores; cores with the same ones share a line.

    Args:
        plan: The plan.
        wrong: [output sticks, channels].
    """
    groups: dict[str, list[CorePlan]] = {}
    for core in plan.cores:
        piece = wrong[core_slice(plan, core)]
        if piece.any():
            groups.setdefault(_describe(plan, core, piece), []).append(core)
    lines = []
    for text, cores in groups.items():
        pieces = [wrong[core_slice(plan, core)] for core in cores]
        share = f"{sum(map(np.count_nonzero, pieces))} of {sum(piece.size for piece in pieces)} outputs"
        lines.append(f"{core_names([core.core for core in cores])}: {text} ({share})")
    return first_lines(lines, "groups of cores")


def core_slice(plan: ProgramPlan, core: CorePlan) -> tuple[slice, slice]:
    """The sticks and channels of a core in [output sticks, channels]."""
    work, width = core.work, plan.geometry.shard_channels
    return (
        slice(work.first_output, work.first_output + work.num_outputs),
        slice(work.channel_shard * width, (work.channel_shard + 1) * width),
    )


def _describe(plan: ProgramPlan, core: CorePlan, wrong: NDArray[Any]) -> str:
    """What is wrong in [sticks of a core, channels of a core]; channels count from the shard's first."""
    sticks, channels = np.flatnonzero(wrong.any(axis=1)), np.flatnonzero(wrong.any(axis=0))
    parts = []
    if len(sticks) < NEARLY_ALL * len(wrong):
        parts.append(_stick_ranges(plan, core.work.first_output + sticks))
    if len(channels) < NEARLY_ALL * wrong.shape[1]:
        ranges = number_ranges(channels.tolist())
        where = f"channels {ranges}" if ranges.count(",") < MOST_RANGES else f"{len(channels)} channels"
        parts.append(f"{where} of the shard's {wrong.shape[1]}")
    return ", ".join(parts) or "all over"


def _stick_ranges(plan: ProgramPlan, sticks: NDArray[Any]) -> str:
    geometry = plan.geometry
    image, within = np.divmod(sticks, geometry.output_height * geometry.output_width)
    row, column = np.divmod(within, geometry.output_width)
    images = f"images {number_ranges(image.tolist())}, " if plan.case.batch > 1 else ""
    return f"{images}rows {number_ranges(row.tolist())}, columns {number_ranges(column.tolist())}"
