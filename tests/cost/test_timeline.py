"""The picture of a timeline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codegen.cost.timeline import COLOURS, MOST_BARS, REST, REST_COLOUR, timeline_of, timeline_picture, waits
from codegen.emulator.times import LANES, Interval

GOLDEN = Path(__file__).parent / "timeline.svg"
TIMELINE = (
    Interval("BRISC", 0, 30, "noc_async_read_page"),
    Interval("NoC 0 in", 18, 82, "noc_async_read"),
    Interval("unpacker 0", 200, 264, "mul_tiles"),
    Interval("unpacker 1", 200, 264, "mul_tiles"),
    Interval("matrix unit", 216, 250, "mul_tiles"),
    Interval("matrix unit", 250, 272, "mul_tiles"),
    Interval("packer", 280, 312, "pack_tile<a & b>"),
)


def picture(title: str, cycles: int, timeline: Sequence[Interval]) -> str:
    return timeline_picture(title, timeline_of((0, 0), cycles, timeline)).svg()


def test_the_picture() -> None:
    """To be looked at in a browser when it changes."""
    assert picture("one case, core 0,0", 320, TIMELINE) == GOLDEN.read_text(encoding="utf-8")


def test_it_is_xml_with_a_name_for_each_lane() -> None:
    root = ElementTree.fromstring(picture("<case>", 320, TIMELINE))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "<case>"
    assert set(LANES) <= set(texts)
    assert "packer: pack_tile<a & b>" in texts


def test_a_unit_and_a_call_have_an_entry_of_their_own() -> None:
    root = ElementTree.fromstring(picture("", 320, TIMELINE))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"matrix unit: mul_tiles", "unpacker 0: mul_tiles", "unpacker 1: mul_tiles"} <= set(texts)


@pytest.mark.parametrize(("cycles", "ticks"), [(1840, range(0, 1801, 200)), (7, range(8)), (1_000_000, None)])
def test_ticks_are_round_and_their_numbers_whole(cycles: int, ticks: range | None) -> None:
    root = ElementTree.fromstring(picture("", cycles, ()))
    marks = [one for one in root.iter("{http://www.w3.org/2000/svg}text") if one.get("text-anchor") == "middle"]
    numbers = [int((one.text or "").replace(",", "")) for one in marks]
    assert numbers == list(ticks or range(0, 1_000_001, 100_000))
    last = float(marks[-1].get("x", 0)) + 8 * len(marks[-1].text or "") / 2
    assert last <= float(root.get("width", 0)), "the last number is inside the picture"


def test_what_touches_is_one_bar() -> None:
    root = ElementTree.fromstring(picture("", 320, TIMELINE))
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles.count("mul_tiles: 216 to 272") == 1
    assert len(titles) == len(TIMELINE) - 1


def test_it_does_not_depend_on_the_order() -> None:
    assert picture("", 320, TIMELINE) == picture("", 320, TIMELINE[::-1])


def test_only_the_longest_calls_have_a_colour_of_their_own() -> None:
    many = [
        Interval("packer", place * 10, place * 10 + place + 1, f"call_{place}") for place in range(len(COLOURS) + 3)
    ]
    root = ElementTree.fromstring(picture("", 200, many))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[-len(COLOURS) - 1 :] == [f"packer: call_{place}" for place in range(len(COLOURS) + 2, 2, -1)] + [REST]
    fills = [one.get("fill") for one in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert fills.count(REST_COLOUR) == 3 + 1, "the three shortest, and the legend"


WAITING = (
    Interval("BRISC", 0, 30, "noc_async_read_barrier"),
    Interval("BRISC", 100, 110, "cb_push_back"),
    Interval("BRISC", 110, 120, "noc_semaphore_wait"),
    Interval("BRISC", 150, 151, "noc_semaphore_wait"),
    Interval("packer", 20, 30, "pack_tile"),
    Interval("packer", 60, 70, "pack_tile"),
)


def test_waits_are_named_after_the_call_that_waits() -> None:
    assert waits(WAITING) == [
        Interval("BRISC", 30, 100, "noc_async_read_barrier"),
        Interval("BRISC", 120, 150, "noc_semaphore_wait"),
    ]
    root = ElementTree.fromstring(picture("", 320, WAITING))
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[texts.index("Waits, by processor and call") + 1 :] == [
        "BRISC in noc_async_read_barrier: 70 cycles",
        "BRISC in noc_semaphore_wait: 30 cycles",
    ]


def test_a_long_timeline_is_kept_short() -> None:
    calls = ("cb_wait_front", "mul_tiles")
    many = [
        Interval(lane, 10 * place, 10 * place + 4 + place % 2, calls[place % 2])
        for lane in ("TRISC0", "matrix unit")
        for place in range(20_000)
    ]
    whole = timeline_of((0, 0), 200_000, many)
    short = whole.shortened()
    assert len(whole.bars) == len(many)
    assert 0 < len(short.bars) <= MOST_BARS
    assert 0 < len(short.waits) <= MOST_BARS
    assert (short.busy, short.waited) == (whole.busy, whole.waited), "numbers stay those of all calls"
    assert {bar[3] for bar in short.bars} == {"mul_tiles"}, "the longer of two"
    assert {(bar[0], bar[1]) for bar in short.bars} >= {("TRISC0", 0), ("matrix unit", 0)}
    assert len(json.dumps(asdict(short), indent=2)) < 80_000
    assert max(bar[2] for bar in short.bars) == max(one.end for one in many)
