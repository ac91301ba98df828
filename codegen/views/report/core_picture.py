"""The map of the cores as a picture: their roles, their shards, and the way of the multicasts."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from codegen.cost.picture import Picture, text
from codegen.model.variant import Role
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.core_map import CoreMap, MapCore, MapMulticast, cores_of
from codegen.plan.grid import Core

CELL_WIDTH, CELL_HEIGHT, GAP, LEFT, TOP, MARGIN, LEGEND_HEIGHT = 78, 58, 18, 60, 28, 10, 40
"""Of a core, between two of them, and around all [pixels]."""

LEAST_WIDTH = 360
"""What the legend takes [pixels]."""

ROLES: dict[Role | None, str] = {"sender": "sends", "receiver": "receives", None: "reads its own"}
"""What a core does to get its weights."""

_FILLS = {"sender": "#54aeff", "receiver": "#b6e3ff", "alone": "#d0d7de"}

_STYLE = (
    "".join(f".core.{role} rect{{fill:{fill}}}" for role, fill in _FILLS.items())
    + ".core rect{stroke:#57606a;stroke-width:1}.core text{fill:#1f2328}"
    ".wire{fill:none;stroke:#8250df;stroke-width:1.6}.head{fill:#8250df}"
)
"""Cores are light in both schemes, and what is written on them is dark."""


def core_picture(chip: ChipName, a_map: CoreMap) -> Picture:
    """The picture of a map.

    Args:
        chip: The chip, which has a place on the NoC for each core.
        a_map: The map.
    """
    columns, rows = len(a_map.cells[0]), len(a_map.cells)
    cores = list(cores_of(a_map))
    width = max(LEFT + columns * (CELL_WIDTH + GAP) + MARGIN, LEAST_WIDTH)
    bottom = TOP + rows * (CELL_HEIGHT + GAP)
    x0, y0 = a_map.origin.x, a_map.origin.y
    return Picture(
        width,
        bottom + LEGEND_HEIGHT,
        f"Cores: {len(cores)}",
        [
            *(
                text(_left(a_map, x) + CELL_WIDTH / 2, TOP - 6, f"x={x}", "faint", "middle")
                for x in range(x0, x0 + columns)
            ),
            *(
                text(LEFT - GAP - 2, _top(a_map, y) + CELL_HEIGHT / 2 + 4, f"y={y}", "faint", "end")
                for y in range(y0, y0 + rows)
            ),
            *(_drawn_core(a_map, one, CHIPS[chip].noc_coordinates(one.core)) for one in cores),
            *(line for one in a_map.multicasts for line in _wires(a_map, one, {core.core for core in cores})),
            text(MARGIN, bottom + 14, "c: slice of channels, s: slice of output sticks", "faint"),
            *([text(MARGIN, bottom + 29, "Lines: who sends weights to whom", "faint")] if a_map.multicasts else []),
        ],
        style=_STYLE,
        role="group",
    )


def _left(a_map: CoreMap, x: int) -> int:
    return LEFT + (x - a_map.origin.x) * (CELL_WIDTH + GAP)


def _top(a_map: CoreMap, y: int) -> int:
    return TOP + (y - a_map.origin.y) * (CELL_HEIGHT + GAP)


def _drawn_core(a_map: CoreMap, one: MapCore, noc: Core) -> str:
    """A core; a page marks it by its class, and writes into its last line."""
    x, y = _left(a_map, one.core.x), _top(a_map, one.core.y)
    middle = x + CELL_WIDTH / 2
    place = f"{one.core.x},{one.core.y}"
    shards = f"channel slice {one.channel_shard}, stick slice {one.stick_shard}"
    label = f"core {place}, {ROLES[one.role]}, {shards}, NoC {noc.x},{noc.y}"
    lines = [
        text(middle, y + 17, ROLES[one.role], anchor="middle", size=11),
        text(middle, y + 34, f"c{one.channel_shard} s{one.stick_shard}", anchor="middle", size=13),
        text(middle, y + 50, f"NoC {noc.x},{noc.y}", "note", "middle", 10),
    ]
    return (
        f'<g class="core {one.role or "alone"}" data-core="{place}" aria-label={quoteattr(label)}>'
        f"<title>{label}</title>"
        f'<rect x="{x}" y="{y}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" rx="4"/>{"".join(lines)}</g>'
    )


def _wires(a_map: CoreMap, multicast: MapMulticast, known: set[Core]) -> Iterator[str]:
    """From the sender down into the gap below its row, along it, along the gaps of columns, and into the receivers."""
    sender = multicast.sender
    reached = {one for one in known if one != sender and any(one in area for area in multicast.reached)}
    if not reached:
        return
    trunk = _top(a_map, sender.y) + CELL_HEIGHT + GAP / 2
    start = _left(a_map, sender.x) + CELL_WIDTH / 2
    gaps = {x: _left(a_map, x) - GAP / 2 for x in {one.x for one in reached}}
    ends = (min(start, *gaps.values()), max(start, *gaps.values()))
    wires = [f"M{start:g} {trunk - GAP / 2:g}V{trunk:g}M{ends[0]:g} {trunk:g}H{ends[1]:g}"]
    for x, gap in gaps.items():
        middles = [_top(a_map, one.y) + CELL_HEIGHT / 2 for one in reached if one.x == x]
        wires.append(f"M{gap:g} {min(trunk, *middles):g}V{max(trunk, *middles):g}")
        wires += [f"M{gap:g} {middle:g}h{GAP / 2:g}" for middle in middles]
    yield f'<path class="wire" d="{"".join(wires)}"/>'
    yield "".join(
        f'<path class="head" d="M{_left(a_map, one.x):g} {_top(a_map, one.y) + CELL_HEIGHT / 2:g}l-6 -4v8z"/>'
        for one in sorted(reached)
    )
