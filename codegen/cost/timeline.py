"""The timeline of a core as a picture: SVG, a lane for whatever works by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from codegen.emulator.times import LANES, Interval

WIDTH, NAMES_WIDTH, LANE_HEIGHT, BAR_HEIGHT, LEGEND_HEIGHT, MARGIN = 1200, 110, 26, 18, 18, 10
"""Of the picture and its parts [pixels]; the width is that of the bars, without the names of the lanes."""

COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#e45756", "#72b7b2", "#b279a2", "#eeca3b", "#9d755d", "#ff9da6")
"""Of the calls that take longest, in their order."""

REST, REST_COLOUR = "other calls", "#bab0ac"
TICKS = 10
"""At most, apart from the one at 0."""

NUMBER_WIDTH = 40
"""Half of the largest number below a tick, which stands out beyond the bars [pixels]."""

NARROWEST = 0.3
"""Bar that is still seen [pixels]."""


def timeline_svg(title: str, cycles: int, timeline: Sequence[Interval]) -> str:
    """The picture of a core's timeline.

    Args:
        title: What is said above it.
        cycles: Where the time axis ends.
        timeline: What the lanes have done. What follows the same thing within a pixel is one bar with it.
    """
    colours = _colours(timeline)
    top = MARGIN + 30
    bottom = top + len(LANES) * LANE_HEIGHT
    height = bottom + 30 + LEGEND_HEIGHT * len(colours) + MARGIN
    width = NAMES_WIDTH + WIDTH + NUMBER_WIDTH + 2 * MARGIN
    left = MARGIN + NAMES_WIDTH

    def x_of(cycle: int) -> float:
        return left + WIDTH * cycle / max(cycles, 1)

    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
            ' font-family="sans-serif" font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            f'<text x="{MARGIN}" y="{MARGIN + 12}" font-size="14">{escape(title)}</text>',
            *(
                f'<line x1="{x_of(cycle):.1f}" x2="{x_of(cycle):.1f}" y1="{top}" y2="{bottom}" stroke="#dddddd"/>'
                f'<text x="{x_of(cycle):.1f}" y="{bottom + 14}" text-anchor="middle">{cycle:,}</text>'
                for cycle in range(0, cycles + 1, _tick(cycles))
            ),
            *(
                f'<text x="{MARGIN}" y="{top + place * LANE_HEIGHT + 14}">{lane}</text>'
                for place, lane in enumerate(LANES)
            ),
            *(
                f'<rect x="{x_of(bar.begin):.2f}" y="{top + LANES.index(bar.lane) * LANE_HEIGHT}" '
                f'width="{max(x_of(bar.end) - x_of(bar.begin), NARROWEST):.2f}" height="{BAR_HEIGHT}" '
                f'fill="{colours.get((bar.lane, bar.what), REST_COLOUR)}">'
                f"<title>{escape(bar.what)}: {bar.begin:,} to {bar.end:,}</title></rect>"
                for bar in _bars(timeline, cycles / WIDTH)
            ),
            *(
                f'<rect x="{left}" y="{bottom + 26 + place * LEGEND_HEIGHT}" width="12" height="12" '
                f'fill="{colour}"/>'
                f'<text x="{left + 18}" y="{bottom + 36 + place * LEGEND_HEIGHT}">{escape(_entry(*call))}</text>'
                for place, (call, colour) in enumerate(colours.items())
            ),
            "</svg>\n",
        ]
    )


def _tick(cycles: int) -> int:
    """Cycles between two ticks: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if cycles <= step * TICKS:
                return step
        power *= 10


def _entry(lane: str, what: str) -> str:
    """What the legend says of a colour; all other calls share one, whatever their lanes."""
    return f"{lane}: {what}" if lane else what


def _colours(timeline: Iterable[Interval]) -> dict[tuple[str, str], str]:
    """Colours by lane and call: those that take longest come first and have one each, and the others share one."""
    cycles: Counter[tuple[str, str]] = Counter()
    for one in timeline:
        cycles[one.lane, one.what] += one.end - one.begin
    calls = sorted(cycles, key=lambda call: (-cycles[call], call))
    rest = {("", REST): REST_COLOUR} if len(calls) > len(COLOURS) else {}
    return dict(zip(calls, COLOURS, strict=False)) | rest


def _bars(timeline: Iterable[Interval], pixel: float) -> list[Interval]:
    """Intervals, joined where they do the same with less than a pixel between them."""
    bars: list[Interval] = []
    for one in sorted(timeline, key=lambda it: (LANES.index(it.lane), it.begin, it.end)):
        last = bars[-1] if bars else None
        if last and (last.lane, last.what) == (one.lane, one.what) and one.begin - last.end < pixel:
            bars[-1] = Interval(last.lane, last.begin, max(last.end, one.end), last.what)
        else:
            bars.append(one)
    return bars
