"""The timeline of a core as a picture: SVG, a lane for whatever works by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import escape

from codegen.cost.picture import Picture, text, tick
from codegen.emulator.times import LANES, PROCESSORS, Interval

WIDTH, NAMES_WIDTH, LANE_HEIGHT, BAR_HEIGHT, LEGEND_HEIGHT, MARGIN = 1200, 110, 26, 18, 18, 10
"""Of the picture and its parts [pixels]; the width is that of the bars, without the names of the lanes."""

BUSY_WIDTH = 100
"""Of what stands behind the bars of a lane; the number of the last mark may stand out as far [pixels]."""

COLOURS = ("#4c78a8", "#f58518", "#54a24b", "#e45756", "#72b7b2", "#b279a2", "#eeca3b", "#9d755d", "#ff9da6")
"""Of the calls that take longest, in their order."""

REST, REST_COLOUR = "other calls", "#bab0ac"

MOST_WAITS = 10
"""Waits that the legend names, the longest first."""

NARROWEST = 0.3
"""Bar that is still seen [pixels]."""

MOST_BARS = 400
"""Bars of work, and of waits, of a timeline that is kept; the longest call is told of what lies close together."""

Call = tuple[str, str]
"""A lane, and what it does."""

Bar = tuple[str, int, int, str]
"""Lane, begin, end, and the call."""


@dataclass(frozen=True)
class Timeline:
    """The timeline of a core.

    Attributes:
        core: The logical core.
        cycles: When it is done.
        bars: What its lanes do.
        waits: When its processors wait, and in which call.
        busy: How long each lane works [cycles].
        waited: Lane, call, and how long the lane waits in it, the longest first [cycles].
    """

    core: tuple[int, int]
    cycles: int
    bars: tuple[Bar, ...]
    waits: tuple[Bar, ...]
    busy: Mapping[str, int]
    waited: tuple[tuple[str, str, int], ...]

    def shortened(self) -> Timeline:
        """The same with MOST_BARS bars of each kind at most, for a report that holds many."""
        bars, idle = (_shortened(one, self.cycles) for one in (self.bars, self.waits))
        return replace(self, bars=bars, waits=idle, waited=self.waited[:MOST_WAITS])


def timeline_of(core: tuple[int, int], cycles: int, timeline: Sequence[Interval]) -> Timeline:
    """A timeline of what a run has recorded of a core that was done so late."""
    busy = dict.fromkeys(LANES, 0)
    for one in timeline:
        busy[one.lane] += one.end - one.begin
    idle = waits(timeline)
    return Timeline(
        core=core,
        cycles=cycles,
        bars=_bars(_bar(one) for one in timeline),
        waits=tuple(map(_bar, idle)),
        busy=busy,
        waited=tuple((lane, what, length) for (lane, what), length in _by_time(map(_bar, idle))),
    )


def timeline_picture(title: str, timeline: Timeline) -> Picture:
    """The picture of a core's timeline.

    Args:
        title: What is said above it.
        timeline: The timeline. What follows the same thing within a pixel is one bar with it.
    """
    colours = _colours(timeline.bars)
    cycles = timeline.cycles
    top = MARGIN + 30
    bottom = top + len(LANES) * LANE_HEIGHT
    left = MARGIN + NAMES_WIDTH
    waited = timeline.waited[:MOST_WAITS]
    legend = bottom + 30

    def x_of(cycle: int) -> float:
        return left + WIDTH * cycle / max(cycles, 1)

    def drawn(bar: Bar, kind: str, said: str) -> str:
        lane, begin, end, _ = bar
        width = max(x_of(end) - x_of(begin), NARROWEST)
        return (
            f'<rect x="{x_of(begin):.2f}" y="{top + LANES.index(lane) * LANE_HEIGHT}" width="{width:.2f}" '
            f'height="{BAR_HEIGHT}" {kind}><title>{escape(said)}: {begin:,} to {end:,}</title></rect>'
        )

    return Picture(
        left + WIDTH + BUSY_WIDTH + MARGIN,
        legend + LEGEND_HEIGHT * (1 + max(len(colours), len(waited))) + MARGIN,
        title,
        [
            text(MARGIN, MARGIN + 12, title, size=14),
            *(
                f'<line class="line" x1="{x_of(cycle):.1f}" x2="{x_of(cycle):.1f}" y1="{top}" y2="{bottom}"/>'
                + text(round(x_of(cycle), 1), bottom + 14, f"{cycle:,}", anchor="middle")
                for cycle in range(0, cycles + 1, tick(cycles))
            ),
            *(
                text(MARGIN, top + place * LANE_HEIGHT + 14, lane)
                + text(left + WIDTH + BUSY_WIDTH, top + place * LANE_HEIGHT + 14, busy, "faint", "end")
                for place, (lane, busy) in enumerate(_busy_parts(timeline))
            ),
            *(drawn(bar, 'class="wait"', f"{bar[0]} waits in {bar[3]}") for bar in timeline.waits),
            *(
                drawn(bar, f'fill="{colours.get((bar[0], bar[3]), REST_COLOUR)}"', bar[3])
                for bar in _bars(timeline.bars, cycles / WIDTH)
            ),
            *_legend(left, legend, "Work, by unit and call", _work_entries(colours)),
            *(
                _legend(left + WIDTH // 2, legend, "Waits, by processor and call", _wait_entries(waited))
                if waited
                else ()
            ),
        ],
        style=_WAIT_STYLE,
    )


_WAIT_STYLE = ".wait{fill:#8c959f;fill-opacity:.22}"


def waits(timeline: Iterable[Interval]) -> list[Interval]:
    """When processors wait, between two calls; named after the first of them, which has not returned until then.

    What is behind the last call of a processor is no wait: its kernel has ended. The other lanes only do what they are
    told, and wait for work.
    """
    lanes: dict[str, list[Interval]] = {}
    for one in sorted(timeline, key=lambda it: (it.begin, it.end)):
        lanes.setdefault(one.lane, []).append(one)
    return [
        Interval(lane, before.end, after.begin, before.what)
        for lane in PROCESSORS
        for before, after in pairwise(lanes.get(lane, ()))
        if after.begin > before.end
    ]


def _busy_parts(timeline: Timeline) -> list[tuple[str, str]]:
    """How long each lane works, and which part of the time that is."""
    return [(lane, f"{busy:,} ({busy / max(timeline.cycles, 1):.0%})") for lane, busy in timeline.busy.items()]


def _legend(x: int, y: int, head: str, entries: Iterable[tuple[str, str]]) -> list[str]:
    """A column of a legend: how a box looks, and what it means."""
    lines = [text(x, y + 10, head, "faint")]
    for row, (kind, said) in enumerate(entries, 1):
        top = y + row * LEGEND_HEIGHT
        lines.append(f'<rect x="{x}" y="{top}" width="12" height="12" {kind}/>' + text(x + 18, top + 10, said))
    return lines


def _work_entries(colours: Mapping[Call, str]) -> list[tuple[str, str]]:
    """What the colours mean; all other calls share one, whatever their lanes."""
    return [(f'fill="{colour}"', f"{lane}: {what}" if lane else what) for (lane, what), colour in colours.items()]


def _wait_entries(waited: Iterable[tuple[str, str, int]]) -> list[tuple[str, str]]:
    """Who waits longest, and in which call."""
    return [('class="wait"', f"{lane} in {what}: {cycles:,} cycles") for lane, what, cycles in waited]


def _by_time(bars: Iterable[Bar]) -> list[tuple[Call, int]]:
    """How long each lane is in which call, the longest first."""
    cycles: Counter[Call] = Counter()
    for lane, begin, end, what in bars:
        cycles[lane, what] += end - begin
    return sorted(cycles.items(), key=lambda one: (-one[1], one[0]))


def _colours(bars: Iterable[Bar]) -> dict[Call, str]:
    """Colours by lane and call: those that take longest come first and have one each, and the others share one."""
    calls = [call for call, _ in _by_time(bars)]
    rest = {("", REST): REST_COLOUR} if len(calls) > len(COLOURS) else {}
    return dict(zip(calls, COLOURS, strict=False)) | rest


def _bar(one: Interval) -> Bar:
    return one.lane, one.begin, one.end, one.what


def _bars(bars: Iterable[Bar], apart: float = 1) -> tuple[Bar, ...]:
    """Bars, joined where they do the same with less than that between them [cycles]."""
    joined: list[Bar] = []
    for bar in sorted(bars, key=lambda it: (LANES.index(it[0]), it[1], it[2])):
        lane, begin, end, what = bar
        last = joined[-1] if joined else None
        if last and (last[0], last[3]) == (lane, what) and begin - last[2] < apart:
            joined[-1] = (lane, last[1], max(last[2], end), what)
        else:
            joined.append(bar)
    return tuple(joined)


def _shortened(bars: tuple[Bar, ...], cycles: int) -> tuple[Bar, ...]:
    """As many bars as are kept: joined where they are no longer than a pixel, or more if need be."""
    apart = max(cycles // WIDTH, 1)
    while len(bars) > MOST_BARS:
        bars = _merged(bars, apart)
        apart *= 2
    return bars


def _merged(bars: Iterable[Bar], apart: int) -> tuple[Bar, ...]:
    """Bars, joined where they end within so many cycles from where the first begins: named after the longer one."""
    merged: list[Bar] = []
    for bar in bars:
        last = merged[-1] if merged else None
        if last and last[0] == bar[0] and bar[2] - last[1] <= apart:
            longer = max(last, bar, key=lambda it: it[2] - it[1])
            merged[-1] = (bar[0], last[1], max(last[2], bar[2]), longer[3])
        else:
            merged.append(bar)
    return tuple(merged)
