"""The rooms of the source, and which imports which: a page and a picture, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from codegen.cost.picture import BOX_STYLE, Picture, box
from codegen.handbook.imports import A_SCHEDULE, ASPECTS, ROOT, room_imports
from codegen.handbook.markdown import BANNER, code, plain, table

BOX_WIDTH, BOX_HEIGHT, GAP, LINE_GAP, MARGIN = 104, 30, 18, 46, 14
"""Of a room, between two of them, between two lines of them, and around all [pixels]."""

_STYLE = BOX_STYLE + (
    ".room{fill:#b6e3ff;stroke:#57606a}.use{fill:none;stroke:#8250df;stroke-width:1.2;stroke-opacity:.7}"
)

_TOLD = """\
`codegen/` is cut into rooms: folders, and a few modules. Each knows only the rooms below it, so that one of them can be
read, tested and replaced without those above. [Rooms](rooms.md) says what all folders of the repository hold.

![Rooms, and which imports which](pictures/rooms.svg)

A line leads from a room down to one that it imports. It is left out where a room on the way imports that one, too;
the table has all of them. `tests/test_architecture.py` refuses an import against this order.
"""

_SCHEDULES = """\
## A schedule

The folder of a schedule, `codegen/schedules/<name>/`, holds modules of several rooms. Their names tell whose they are:

"""

_ROAD = """\

Nobody imports them but the folder itself. All others ask one object, `SCHEDULE`; `codegen/schedules/schedule.py` lists
what ([Add a schedule](howto/add-a-schedule.md)).

## The road of the data

| Step | From | To | Room |
|---|---|---|---|
| load | spec and case files | `Variant`, `Case` | `model` |
| plan | a variant and a case | `ProgramPlan`: frozen records | `plan`, `schedules` |
| render | an operation | `{path: text}`, in memory | `emit` |
| write, check, compare | that | `generated/`, drift, a diff | `emit`, `semantic` |
| launch | a plan | outputs, counters | `reference`, `emulator`, `device`, by `launch` |
| judge | outputs and the golden convolution | a verdict, and its explanation | `judge` |
| show | verdicts, plans, counters | tables, JSON, JUnit, pages, pictures | `views` |
"""


def architecture_page() -> str:
    """The page."""
    rows = [
        (code(room), plain(_purpose(room)), ", ".join(map(code, sorted(others))) or "nothing")
        for room, others in room_imports().items()
        if room != A_SCHEDULE
    ]
    aspects = [(f"`{name}.py`, or a folder `{name}/`", code(room)) for name, room in ASPECTS.items()]
    return "\n".join(
        [
            BANNER,
            "# Architecture\n",
            _TOLD,
            table(("Room", "What it does", "Imports"), rows),
            _SCHEDULES + table(("Module", "Room"), [*aspects, ("all others", "the schedule's own: its plan")]) + _ROAD,
        ]
    )


def _purpose(room: str) -> str:
    """The first sentence of its docstring."""
    folder = ROOT / room
    source = folder / "__init__.py" if folder.is_dir() else ROOT / f"{room}.py"
    told = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return told.split("\n\n")[0]


def rooms_picture() -> str:
    """The SVG of the rooms in lines: each above all that it imports."""
    uses = room_imports()
    lines: list[list[str]] = []
    level: dict[str, int] = {}
    for room, others in uses.items():
        level[room] = max((level[one] + 1 for one in others), default=0)
        lines += [[]] * (level[room] + 1 - len(lines))
        lines[level[room]] = [*lines[level[room]], room]
    widest = max(map(len, lines))
    width = 2 * MARGIN + widest * (BOX_WIDTH + GAP) - GAP
    height = 2 * MARGIN + len(lines) * (BOX_HEIGHT + LINE_GAP) - LINE_GAP
    places = {
        room: (
            width / 2 - (len(line) * (BOX_WIDTH + GAP) - GAP) / 2 + place * (BOX_WIDTH + GAP),
            height - MARGIN - BOX_HEIGHT - number * (BOX_HEIGHT + LINE_GAP),
        )
        for number, line in enumerate(lines)
        for place, room in enumerate(line)
    }
    drawn = [*_wires(uses, places), *(box("room", *places[room], BOX_WIDTH, BOX_HEIGHT, room, 12) for room in uses)]
    return Picture(width, height, "Rooms of codegen, and which imports which", drawn, _STYLE).svg()


def _wires(uses: Mapping[str, frozenset[str]], places: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    for room, others in uses.items():
        for other in sorted(others - _by_way_of(uses, others)):
            (x, y), (to_x, to_y) = places[room], places[other]
            x, y, to_x = x + BOX_WIDTH / 2, y + BOX_HEIGHT, to_x + BOX_WIDTH / 2
            bend = (to_y - y) / 2
            yield f'<path class="use" d="M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"/>'


def _by_way_of(uses: Mapping[str, frozenset[str]], rooms: frozenset[str]) -> frozenset[str]:
    """All that rooms import, and what these import."""
    found: frozenset[str] = frozenset().union(*(uses[one] for one in rooms))
    return found | _by_way_of(uses, found) if found else found
