"""How a core of the planes schedule cuts its work, drawn: a plane, and what of it SrcA, SrcB and Dst hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from codegen.cost.picture import BOX_STYLE, LEGEND_LINE, Picture, box, heading, legend, rectangle, text
from codegen.plan.geometry import cut
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.placed import PlacedGeometry
from codegen.schedules.planes.placing import filled_sticks
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LOAD_TAPS,
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    taps_of_phase,
)
from codegen.schedules.planes.rows import input_rows
from codegen.schedules.planes.strips import strip_of
from codegen.schedules.planes.work import PlanesWork, span_of
from codegen.views.report.stick_grid import GRID_STYLE, StickGrid

MARGIN, NAMES_WIDTH, HEAD, LINE, SAID_WIDTH = 10, 90, 44, 16, 390
"""Around what is drawn, of the names beside it, above it, of a line of text, and of lines beside a picture [pixels]."""

MOST_STICK, LEAST_STICK, MOST_WIDTH, MOST_ROWS = 16, 4, 480, 36
"""Sides of a stick and width of a plane [pixels]; rows of a plane that are drawn."""

REGISTER_WIDTH, LANE_WIDTH, SOURCE_ROW, DST_ROW = 90, 56, 3, 1
"""Of SrcA and SrcB, of what a tap adds to Dst, and of a row of the sources and of Dst [pixels]."""

TAP_COLOURS = ("#ffcba4", "#fae17d", "#d8b9ff", "#aceebb", "#ffb8d2", "#b6e3ff", "#e0d5c1", "#d0d7de")
"""Of the rows of a kernel that SrcB holds at once."""

_STYLE = (
    BOX_STYLE
    + GRID_STYLE
    + (
        ".zeros{fill:#8c959f;fill-opacity:.25}.own{fill:#b6e3ff}.other{fill:#fb8f44}.cell{stroke:#57606a;stroke-width:.7}"
        ".strip{fill:none;stroke:#8250df;stroke-width:1.5}"
        ".empty{fill:#8c959f;fill-opacity:.18}.section{fill:none;stroke:#57606a;stroke-dasharray:3 2}"
        + "".join(f".tap{place}{{fill:{colour}}}" for place, colour in enumerate(TAP_COLOURS))
    )
)


def plane_picture(plan: ProgramPlan, core: CorePlan) -> Picture:
    """The picture of a plane of a core with outputs."""
    geometry, work, case = plan.geometry, core.work, plan.case
    assert isinstance(geometry, PlanesGeometry)
    assert isinstance(work, PlanesWork)
    pitch, rows = geometry.pitch, math.ceil(geometry.plane_sticks / geometry.pitch)
    side = max(min(MOST_WIDTH / pitch, MOST_STICK), LEAST_STICK)
    grid = StickGrid(NAMES_WIDTH, HEAD, pitch, min(rows, MOST_ROWS), side)
    lines = [*grid.sticks("zeros", 0, grid.rows * pitch)]
    neighbours: set[str] = set()
    for row in input_rows(case, geometry, span_of(case, geometry, work)):
        for sticks in cut(row.sticks, geometry.input_shard_sticks):
            owner = sticks.start // geometry.input_shard_sticks
            own = owner == work.stick_shard
            neighbours |= set() if own else {f"s{owner}"}
            place = row.place + sticks.start - row.sticks.start
            lines += grid.sticks("own" if own else "other", place, len(sticks))
    strips = _strips(grid, plan, work.stick_shard)
    lines += [*grid.lines(), *strips]
    told = [
        ("", f"{PLANE_CHANNELS} channels of {geometry.plane_sticks} sticks, {geometry.plane_stick_bytes} bytes each"),
        ("", f"A stick is a row of SrcA; the pitch is {pitch} sticks."),
        ("own", "sticks of the core's own tiles"),
        *([("other", f"its halo: sticks of tiles of {', '.join(sorted(neighbours))}")] if neighbours else []),
        ("zeros", "zeros, or what nobody looks at"),
        *([("strip", "strips, which SrcA holds one by one")] if strips else []),
        *([("", "(j sticks later under kernel column j)")] if strips else []),
        *([("", f"{geometry.phases} phases of {geometry.phase_sticks} sticks")] if geometry.phases > 1 else []),
        ("", f"The core has {geometry.planes} planes of this form."),
        *([("", f"and {rows - grid.rows} more rows")] if rows > grid.rows else []),
    ]
    beside = grid.left + grid.width + 20
    lines += legend(beside, HEAD, told)
    title = f"A plane of the core with stick slice {work.stick_shard}"
    said = "Zeros between two rows lie there once: they serve the row in front of them and the row behind them."
    height = HEAD + max(grid.height, LEGEND_LINE * len(told)) + MARGIN
    return Picture(beside + SAID_WIDTH, height, title, [*heading(MARGIN, title, said), *lines], _STYLE)


def _strips(grid: StickGrid, plan: ProgramPlan, stick_shard: int) -> list[str]:
    """The strips of the rows of the input, where they are whole rows."""
    geometry = plan.geometry
    if not isinstance(geometry, PlacedGeometry) or geometry.strip_row_sticks != grid.columns:
        return []
    filled = filled_sticks(plan.case, geometry, stick_shard)
    end_row = min(filled.stop // geometry.pitch, grid.rows)
    lines = []
    for strip, row in enumerate(range(filled.start // geometry.pitch, end_row, geometry.strip_rows)):
        y, rows = grid.top + row * grid.side, min(geometry.strip_rows, end_row - row)
        lines.append(rectangle("strip", grid.left, y, grid.width, rows * grid.side))
        lines.append(text(grid.left - 8, y + rows * grid.side / 2 + 4, f"strip {strip}", "ink", "end"))
    return lines


def strip_picture(plan: ProgramPlan) -> Picture:
    """The picture of a strip in SrcA, and where in Dst it is added under the taps of a column of the kernel."""
    geometry, multiply = plan.geometry, multiply_of(plan.variant)
    assert isinstance(geometry, PlacedGeometry)
    strip_sticks = strip_of(geometry).sticks
    seen = taps_of_phase(plan.case, 0)[:LOAD_TAPS]
    taps = list(multiply.rows_in_order(seen))
    slack = geometry.slack_tiles * STRIP_STICKS
    filled = filled_sticks(plan.case, geometry, stick_shard=0)
    strip = min(1, (len(filled) - 1) // strip_sticks)
    held = min(strip_sticks, len(filled) - strip * strip_sticks)
    dst_rows = geometry.section_tiles * STRIP_STICKS + 2 * slack
    top, dst = HEAD + 2 * LINE, NAMES_WIDTH + 470
    width = len(taps) * LANE_WIDTH
    section = top + slack * DST_ROW, geometry.section_tiles * STRIP_STICKS * DST_ROW
    lines = [
        *_sources(plan, taps, top, strip, held),
        text(dst, top - 10, f"Dst, {dst_rows} rows"),
        rectangle("cell empty", dst, top, width, dst_rows * DST_ROW),
        rectangle("section", dst, section[0], width, section[1]),
    ]
    for place, tap in enumerate(taps):
        row = slack + filled.start + strip * strip_sticks - seen.index(tap) * geometry.tap_step
        if not 0 <= row <= dst_rows - held:
            continue  # what the strip gives under this row of the kernel belongs to another section
        x, y = dst + place * LANE_WIDTH, top + row * DST_ROW
        lines.append(box(f"cell tap{place}", x, y, LANE_WIDTH, held * DST_ROW, f"row {tap}"))
        lines.append(text(x + LANE_WIDTH / 2, round(y - 3, 1), f"{row}", "ink", "middle", 10))
    told = [
        ("section", f"{geometry.section_tiles} tiles of results"),
        *([("empty", f"{geometry.slack_tiles} tile at each end for sums"), ("", "that nobody wants")] if slack else []),
        ("", f"{geometry.tap_step} rows, {geometry.tap_step // BLOCK_ROWS} blocks, from"),
        ("", "one kernel row to the next"),
    ]
    lines += legend(dst + width + 16, top, told)
    title = "A strip under a column of the kernel"
    said = f"SrcA is filled once for {len(taps)} taps, and added to other rows of Dst under each, whole blocks apart."
    height = top + max(dst_rows * DST_ROW, STRIP_STICKS * SOURCE_ROW + 3 * LINE)
    return Picture(dst + width + 260, height + MARGIN, title, [*heading(MARGIN, title, said), *lines], _STYLE)


def _sources(plan: ProgramPlan, taps: Sequence[int], top: float, strip: int, sticks: int) -> Iterator[str]:
    """SrcA with so many sticks, and SrcB."""
    src_a, src_b = NAMES_WIDTH, NAMES_WIDTH + 210
    below = top + STRIP_STICKS * SOURCE_ROW
    yield text(src_a, top - 10, "SrcA")
    yield text(src_b, top - 10, "SrcB")
    for block in range(sticks // BLOCK_ROWS):
        y = top + block * BLOCK_ROWS * SOURCE_ROW
        yield box("cell own", src_a, y, REGISTER_WIDTH, BLOCK_ROWS * SOURCE_ROW, f"block {block}", 10)
    yield rectangle("cell empty", src_b, top, REGISTER_WIDTH, STRIP_STICKS * SOURCE_ROW)
    rows = [row for place in range(len(taps)) for row in multiply_of(plan.variant).weight_rows(place)]
    for place, (row, tap) in enumerate(zip(rows, taps, strict=True)):
        y = top + row * SOURCE_ROW
        yield rectangle(f"cell tap{place}", src_b, y, REGISTER_WIDTH, SOURCE_ROW)
        yield text(src_b + REGISTER_WIDTH + 6, y + 8, f"kernel row {tap}", "ink", size=10)
    yield text(src_a, below + LINE, f"strip {strip}: {sticks} sticks", "faint")
    yield text(src_a, below + 2 * LINE, "of a plane", "faint")
    yield text(src_b, below + LINE, "a row of weights for a tap,", "faint")
    yield text(src_b, below + 2 * LINE, f"for all {BLOCK_ROWS} rows of a block", "faint")
