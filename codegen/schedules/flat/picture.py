"""How a core of the flat schedule cuts its work, drawn: runs, blocks, chunks, sections of Dst, slots of weights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from codegen.cost.picture import BOX_STYLE, LEGEND_LINE, Picture, box, heading, legend, text
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.flat.gather import input_parts
from codegen.schedules.flat.plan import FlatGeometry, FlatWork, Run, plan_runs, slot_of_chunk
from codegen.schedules.schedule import schedule_of
from codegen.views.report.stick_grid import GRID_STYLE, StickGrid

WIDTH, NAMES_WIDTH, SAID_WIDTH, MARGIN, HEAD = 720, 110, 310, 10, 44
"""Of what is drawn, of names and of lines beside it, around it, and of what is above it [pixels]."""

ROW, LEAST_STICK, MOST_STICK, GRID_GAP = 22, 3, 16, 40
"""Height of a row of boxes, sides of a stick, and what lies between two grids [pixels]."""

MOST_ROWS, MOST_RUNS, MOST_CHUNKS, MOST_SLOTS = 40, 16, 12, 6
"""What is drawn of a large core; of all else the picture says how much there is."""

_STYLE = (
    BOX_STYLE
    + GRID_STYLE
    + (
        ".zeros{fill:#8c959f;fill-opacity:.25}.stick{fill:#b6e3ff}.positions{fill:#54aeff}.last{fill:none;stroke:#bc4c00;"
        "stroke-width:2}.own{fill:#b6e3ff}.other{fill:#fb8f44}"
        ".cell{stroke:#57606a;stroke-width:.7}.stick-box{fill:#b6e3ff}.block-box{fill:#aceebb}.chunk-box{fill:#fae17d}"
        ".unwanted{fill:#d0d7de}.group0{fill:#d8b9ff}.group1{fill:#fae17d}.slot-box{fill:#ffcba4}"
    )
)


def flat_picture(plan: ProgramPlan, core: CorePlan) -> Picture:
    """The picture of what a core with outputs does."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    runs = plan_runs(plan.case, geometry, work.stick_shard)
    panels = [
        _input(plan, geometry, work, runs),
        _run(geometry, max(runs, key=lambda run: run.num_sticks)),
        _sections(geometry, work, runs),
        _slots(plan, geometry),
    ]
    picture = panels[0]
    for panel in panels[1:]:
        picture = picture.above(panel)
    return picture


def _panel(height: float, title: str, said: str, lines: Sequence[str], style: str = "") -> Picture:
    """A part of the picture with a title and a line that says what is seen."""
    shown = [*heading(MARGIN, title, said), *lines]
    return Picture(WIDTH + NAMES_WIDTH + 2 * MARGIN, HEAD + height + MARGIN, title, shown, style)


def _input(plan: ProgramPlan, geometry: FlatGeometry, work: FlatWork, runs: Sequence[Run]) -> Picture:
    """The padded input of the core, row by row: whose sticks they are, and what the runs read."""
    columns = geometry.padded_width
    inside = work.first_input_stick % columns
    rows = math.ceil((inside + work.num_input_sticks) / columns)
    side = max(min(WIDTH / 2 / columns, MOST_STICK), LEAST_STICK)
    left = StickGrid(NAMES_WIDTH, HEAD, columns, min(rows, MOST_ROWS), side)
    right = left._replace(left=left.left + left.width + GRID_GAP)
    tap_row, tap_column = (
        pages // geometry.stick_pages for pages in (geometry.tap_row_pages, geometry.tap_column_pages)
    )
    kernel = plan.case.kernel
    last_tap = (kernel[0] - 1) * tap_row + (kernel[1] - 1) * tap_column
    parts = list(input_parts(plan.case, geometry, work))
    gathers = schedule_of(plan.variant).gathers
    owners = [part.sticks.start // geometry.input_shard_sticks if gathers else work.stick_shard for part in parts]
    run = runs[0]
    lines = [
        *left.sticks("zeros", inside, work.num_input_sticks),
        *(
            line
            for part, owner in zip(parts, owners, strict=True)
            for line in left.sticks(
                "own" if owner == work.stick_shard else "other", inside + part.place, len(part.sticks)
            )
        ),
        *left.lines(),
        *right.sticks("zeros", inside, work.num_input_sticks),
        *(line for one in runs for line in right.sticks("stick", inside + one.position, one.num_sticks)),
        *right.sticks("positions", inside + run.position, run.num_sticks),
        *right.sticks("last", inside + run.position + last_tap, run.num_sticks),
        *right.lines(),
    ]
    beside = right.left + right.width + 14
    told = [
        ("", f"{work.num_input_sticks} sticks of {geometry.shard_channels} channels, rows of {columns}"),
        ("", "Left: " + ("where they lie" if gathers else "what the core holds")),
        ("own", "sticks of its own shard" if gathers else "sticks of the image"),
        *(_sources(owners, work) if gathers else ()),
        ("zeros", "zeros of the padding"),
        *([("", f"{len(parts)} reads bring them together")] if gathers else []),
        ("", "Right: what is multiplied"),
        ("positions", f"run 0 under tap (0, 0): {run.num_sticks} sticks"),
        ("last", f"under tap ({kernel[0] - 1}, {kernel[1] - 1}): {last_tap} sticks further on"),
        *([("stick", f"the other {len(runs) - 1} runs under tap (0, 0)")] if len(runs) > 1 else []),
        ("zeros", "never the place of a result"),
        *([("", f"and {rows - left.rows} more rows")] if rows > left.rows else []),
    ]
    lines += legend(beside, HEAD, told)
    name = f"The padded input of the core with stick slice {work.stick_shard}"
    said = "A tap reads the same stream of sticks, a fixed number of sticks further on."
    height = max(left.height, LEGEND_LINE * len(told))
    panel = _panel(height, name, said, lines, _STYLE)
    return Picture(max(panel.width, beside + SAID_WIDTH), panel.height, panel.label, panel.lines, panel.style)


def _sources(owners: Sequence[int], work: FlatWork) -> list[tuple[str, str]]:
    """A line of the legend for the sticks that neighbours have, if any."""
    others = sorted({f"s{owner}" for owner in owners if owner != work.stick_shard})
    return [("other", f"its halo: sticks of {', '.join(others)}")] if others else []


def _run(geometry: FlatGeometry, run: Run) -> Picture:
    """A run as sticks, blocks and chunks."""
    channels = geometry.shard_channels
    blocks, chunks = run.blocks(channels), run.chunks(channels)
    scale = WIDTH / (blocks * BLOCK_DATUMS)
    sizes = [min(CHUNK_BLOCKS, blocks - chunk * CHUNK_BLOCKS) for chunk in range(chunks)]
    ends = list(accumulate(sizes, initial=0))
    wanted = run.num_sticks * channels
    tops = [HEAD + place * (ROW + 6) for place in range(3)]
    lines = [
        text(MARGIN, top + 15, name)
        for top, name in zip(tops, ("sticks", f"blocks of {BLOCK_DATUMS}", "chunks"), strict=True)
    ]
    lines += [
        box("cell stick-box", NAMES_WIDTH + stick * channels * scale, tops[0], channels * scale, ROW, name)
        for stick, name in enumerate(_numbers(run.num_sticks, channels * scale))
    ]
    behind = (blocks * BLOCK_DATUMS - wanted) * scale
    if behind:
        lines.append(box("cell unwanted", NAMES_WIDTH + wanted * scale, tops[0], behind, ROW))
    lines += [
        box(
            "cell block-box", NAMES_WIDTH + block * BLOCK_DATUMS * scale, tops[1], BLOCK_DATUMS * scale, ROW, f"{block}"
        )
        for block in range(blocks)
    ]
    lines += [
        box(
            "cell chunk-box",
            NAMES_WIDTH + ends[chunk] * BLOCK_DATUMS * scale,
            tops[2],
            size * BLOCK_DATUMS * scale,
            ROW,
            next(
                one
                for one in (f"chunk {chunk}: {size} blocks, slot {slot_of_chunk(geometry, chunk)}", f"{chunk}", "")
                if 7 * len(one) < size * BLOCK_DATUMS * scale or not one
            ),
        )
        for chunk, size in enumerate(sizes)
    ]
    title = f"A run: {run.num_sticks} sticks of {channels} channels, {wanted:,} datums in a row"
    said = "A block is what one instruction multiplies, a chunk what a tile of Dst holds."
    said += f" Grey: {blocks * BLOCK_DATUMS - wanted} datums behind the end." if behind else ""
    return _panel(3 * (ROW + 6), title, said, lines)


def _numbers(count: int, width: float) -> list[str]:
    """The numbers of boxes of one width [pixels]: all of them, or none if the last one has no room."""
    return [str(number) if 7 * len(str(count - 1)) <= width else "" for number in range(count)]


def _sections(geometry: FlatGeometry, work: FlatWork, runs: Sequence[Run]) -> Picture:
    """The chunks of all runs, with the sections of Dst in their order."""
    chunks, shown = geometry.run_chunks, min(len(runs), MOST_RUNS)
    columns = min(chunks, MOST_CHUNKS)
    width, height = min(WIDTH / 2 / columns, 120), 18
    lines = (
        [
            text(NAMES_WIDTH + (chunk + 0.5) * width, HEAD + 10, f"chunk {chunk}", "faint", "middle", 10)
            for chunk in range(columns)
        ]
        if width >= 46
        else []
    )
    top = HEAD + 16
    for index, run in enumerate(runs[:shown]):
        y = top + index * (height + 2)
        group = index // work.group_runs
        lines.append(text(MARGIN, y + 13, f"run {index}"))
        for chunk in range(min(run.chunks(geometry.shard_channels), columns)):
            number = group * chunks + chunks - 1 - chunk
            lines.append(box(f"cell group{group % 2}", NAMES_WIDTH + chunk * width, y, width - 2, height, f"{number}"))
        how = "packed into the output shard" if index < work.num_direct_runs else "picked out of the linear buffer"
        lines.append(text(NAMES_WIDTH + columns * width + 8, y + 13, how, "faint"))
    groups = math.ceil(len(runs) / work.group_runs)
    bottom = top + shown * (height + 2)
    if len(runs) > shown:
        lines.append(text(MARGIN, bottom + 12, f"and {len(runs) - shown} more runs", "faint"))
    title = f"Sections of Dst: {groups * chunks}, of {geometry.section_chunks} chunks at most"
    said = "A section is one chunk of each run of a group (colours). The number is its place in the order of time."
    return _panel(bottom + 18 - HEAD, title, said, lines)


def _slots(plan: ProgramPlan, geometry: FlatGeometry) -> Picture:
    """The weights of a channel slice: a slot of tiles for a chunk, a tile for a tap."""
    kernel = plan.case.kernel
    names = [f"{row},{column}" for row in range(kernel[0]) for column in range(kernel[1])]
    names += ["bias"] if plan.case.bias else []
    shown = min(geometry.tap_tiles, MOST_SLOTS)
    width = min(WIDTH / len(names), 56)
    lines = []
    for slot in range(shown):
        y = HEAD + slot * (ROW + 4)
        of = [chunk for chunk in range(geometry.run_chunks) if slot_of_chunk(geometry, chunk) == slot]
        lines.append(text(MARGIN, y + 15, f"slot {slot}: chunk {', '.join(map(str, of[:2]))}{'...' * (len(of) > 2)}"))
        lines += [
            box("cell slot-box", NAMES_WIDTH + place * width, y, width - 1, ROW, name)
            for place, name in enumerate(names)
        ]
    if geometry.tap_tiles > shown:
        more = f"and {geometry.tap_tiles - shown} more slots"
        lines.append(text(MARGIN, HEAD + shown * (ROW + 4) + 12, more, "faint"))
    ones = " Before them lies a tile of ones." if geometry.first_slot_tile else ""
    title = f"Weights of a slice of channels: {geometry.tap_tiles} slots of {geometry.slot_tiles} tiles"
    said = f"A tile for each tap (row, column of the kernel), in the order of use.{ones}"
    return _panel(shown * (ROW + 4) + 18, title, said, lines)
