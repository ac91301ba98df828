"""The pages: one file each, that fetches nothing, whose parts find each other, and what they know of the runs."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import pytest

from codegen.judge.verdict import Report
from codegen.views.report import page as page_module
from codegen.views.report.run_page import Run, page_data, run_page
from tests.report.faults import HANG, MISMATCH, RACE, SOUND
from tests.report.markup import Page

FOLDER = Path(page_module.__file__).parent
KINDS = ("run", "runs", "plans")

LARGEST_BYTES = 250_000
"""Of the page of the faulty runs: two core maps and two timelines in it."""


@pytest.fixture(params=KINDS)
def page(request: pytest.FixtureRequest, pages: dict[str, str]) -> Page:
    return Page(pages[request.param])


def test_a_page_is_well_formed(page: Page) -> None:
    assert page.faults == []
    assert page.source.startswith("<!DOCTYPE html>\n")
    (html,) = page.all("html")
    assert html.attributes["lang"] == "en"
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1


def test_nothing_has_to_be_fetched(page: Page) -> None:
    for one in page.elements:
        for name, value in one.attributes.items():
            if name in ("src", "href", "srcset", "action", "data", "poster", "xlink:href"):
                assert value.startswith(("#", "data:")), f"<{one.tag} {name}={value}>"
    addresses = set(re.findall(r"\w+://[^\s\"'<\\]+", page.source))
    assert addresses <= {"http://www.w3.org/2000/svg"}, "the name of SVG is no address"
    (style,) = page.all("style")
    assert not re.search(r"url\(|@import", style.text)
    assert not re.search(r"\bfetch\(|XMLHttpRequest|\bimport\b|WebSocket|sendBeacon", page.scripts)


def test_a_browser_is_forbidden_to_fetch(page: Page) -> None:
    (policy,) = (one for one in page.all("meta") if one.attributes.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.split(maxsplit=1) for rule in policy.attributes["content"].split("; "))
    assert rules.pop("default-src") == "'none'"
    assert set(rules.values()) == {"'unsafe-inline'", "data:"}


def test_all_ids_resolve(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.referred() <= set(page.ids)
    for name in re.findall(r"byId\(`filter-\$\{name\}`\)", page.scripts)[:1]:
        assert name
        assert {f"filter-{one}" for one in ("verdict", "variant", "backend", "chip")} <= set(page.ids)
    for name in set(re.findall(r'\bpart\("(\w+)"', page.scripts)):
        assert f"{name}-part" in page.ids


def test_every_control_has_a_name(page: Page) -> None:
    labelled = {one.attributes["for"] for one in page.all("label")}
    for one in page.elements:
        if one.tag in ("input", "select"):
            assert one.attributes["id"] in labelled
        if one.attributes.get("tabindex") == "0" or one.attributes.get("role") in ("group", "search"):
            assert {"aria-label", "aria-labelledby"} & set(one.attributes), one
        if one.tag == "th":
            assert one.attributes["scope"] == "col"


def test_the_pictures_are_xml(page: Page) -> None:
    data = page.data
    pictures = data.get("pictures") or [one[name] for one in data["plans"] for name in ("map", "shards", "image")]
    assert pictures
    for one in pictures:
        root = ElementTree.fromstring(one)
        assert root.get("role") in ("img", "group")
        assert root.get("aria-label")
        assert not any("id" in inner.attrib for inner in root.iter()), "two pictures of a page would share it"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_what_is_written_can_be_read(scheme: int) -> None:
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    colours = {
        name: pair[scheme]
        for name, *pair in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", style)
    }
    for ink, paper in product(("ink", "faint", "accent", "good", "bad", "unsure"), ("paper", "raised")):
        assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    levels = [luminance(colours[f"level-{level}"]) for level in range(10)]
    assert levels == sorted(levels, reverse=not scheme), "more is further from the paper"


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_page_knows_all_results(faulty: Report, pages: dict[str, str]) -> None:
    data = Page(pages["run"]).data
    shown = {(row["case"], row["backend"]): row["runs"][0] for row in data["rows"]}
    assert {key: one["verdict"] for key, one in shown.items()} == {
        (one.case, one.backend): one.verdict for one in faulty.results
    }
    verdicts = {case: shown[case, "emulator"]["verdict"] for case in (MISMATCH, HANG, RACE, SOUND)}
    assert list(verdicts.values()) == ["mismatch", "hang", "race", "pass"]
    assert "Explained:" in shown[MISMATCH, "emulator"]["message"]
    assert [one["core"] for one in shown[MISMATCH, "emulator"]["errors"]["cores"]] == [[1, 0], [2, 0], [0, 1], [1, 1]]
    assert shown[HANG, "emulator"]["stopped_at"] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert shown[RACE, "emulator"]["stopped_at"] == [[0, 0], [0, 1]]


def test_only_programs_that_end_have_a_timeline(pages: dict[str, str]) -> None:
    data = Page(pages["run"]).data
    with_timeline = {(row["case"], row["backend"]) for row in data["rows"] if row["runs"][0]["timeline"] is not None}
    assert with_timeline == {(MISMATCH, "emulator"), (SOUND, "emulator")}
    (row,) = (one for one in data["rows"] if (one["case"], one["backend"]) == (SOUND, "emulator"))
    assert "waits in cb_wait_front" in data["pictures"][row["runs"][0]["timeline"]]


def test_equal_pictures_stand_once(faulty: Report) -> None:
    data = page_data([Run("one", faulty)])
    maps = [shown.map for row in data.rows if (shown := row.runs[0])]
    assert len(maps) == 8
    assert len(set(maps)) == 2, "a grid of 5 cores, and one of 2 x 2"
    assert len(data.pictures) == 2 + 2


def test_several_runs_are_put_side_by_side(nights: list[Run]) -> None:
    data = page_data(nights)
    assert data.runs == ("monday", "tuesday", "wednesday")
    assert data.interrupted == (False, True, False)
    verdicts = {(row.case, row.backend): [one and one.verdict for one in row.runs] for row in data.rows}
    assert verdicts[MISMATCH, "emulator"] == ["pass", None, "mismatch"]
    assert verdicts[SOUND, "reference"] == ["pass", "pass", "pass"]
    assert verdicts[HANG, "emulator"] == [None, None, "hang"]


def test_runs_of_one_name_are_told_apart(faulty: Report) -> None:
    assert page_data([Run("night", faulty), Run("night", faulty), Run("day", faulty)]).runs == (
        "1: night",
        "2: night",
        "day",
    )


def test_no_text_of_a_result_becomes_markup(faulty: Report) -> None:
    evil = "</script><script>alert(1)</script><!--"
    result = faulty.results[0].model_copy(update={"case": evil, "message": evil, "notes": (evil,)})
    page = Page(run_page([Run(evil, Report(results=(result,)))]))
    assert page.faults == []
    assert len(page.all("script")) == 4
    assert page.data["rows"][0]["case"] == evil
    assert page.data["runs"] == [evil]


def test_results_without_a_plan_are_shown(faulty: Report) -> None:
    bare = faulty.results[0].model_copy(update={"cores": None, "backend": "plan", "verdict": "unsupported"})
    (row,) = page_data([Run("one", Report(results=(bare,)))]).rows
    assert row.runs[0]
    assert row.runs[0].map is None


def test_what_is_stored_makes_the_same_page(faulty: Report, pages: dict[str, str]) -> None:
    stored = Report.model_validate_json(faulty.to_json())
    assert run_page([Run("wednesday", stored)]) == pages["run"]


def test_a_page_is_small(pages: dict[str, str]) -> None:
    assert len(pages["run"]) < LARGEST_BYTES


def test_stored_results_are_small(faulty: Report) -> None:
    for result in faulty.results:
        size = {name: len(json.dumps(one)) for name, one in result.model_dump(mode="json").items()}
        assert size["cores"] < 600
        assert size["errors"] < 4_000
        assert size["timeline"] < 40_000


def test_the_plan_page_tells_what_cores_compute(pages: dict[str, str]) -> None:
    plans = {plan["title"].split()[0]: plan for plan in Page(pages["plans"]).data["plans"]}
    block = plans["block_2x2_c64_k3_s1"]
    core = block["cores"]["1,1"]
    assert (core["slice"], core["sender"]) == (1, "1,0")
    assert {"name": "first_output", "value": 32, "unit": "sticks", "doc": "first output of the core"} in core["facts"]
    titles = [table["title"] for table in block["tables"]]
    assert "Circular buffers" in titles
    assert "L1 of a core" in titles
