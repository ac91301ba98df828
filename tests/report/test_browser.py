"""The pages in a real browser: from the list to the map to the explanation, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.report.chromium import chromium, requested, view
from tests.report.faults import HANG, MISMATCH, RACE, SOUND

pytestmark = pytest.mark.browser

DESKTOP, PHONE = 1280, 390
RIGHT, DOWN, ENTER = "\ue014", "\ue015", "\ue007"
"""Keys, as WebDriver names them."""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


class Opened:
    """A page that is open."""

    def __init__(self, window: Any, file: Path) -> None:
        self.window, self.file = window, file

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.window.find_elements("css selector", selector)
        return found

    def one(self, selector: str) -> Any:
        (found,) = self.all(selector)
        return found

    def text(self, selector: str) -> str:
        return str(self.one(selector).text)

    def shown(self, selector: str) -> bool:
        return bool(self.one(selector).is_displayed())

    def choose(self, select: str, value: str) -> None:
        self.one(f"{select} option[value='{value}']").click()

    def row(self, case: str, backend: str = "emulator") -> Any:
        """The link of a result in the list."""
        (found,) = (one for one in self.all("#rows tr") if case in one.text.splitlines()[0] and backend in one.text)
        return found.find_element("css selector", ".case")

    def colour(self) -> str:
        return str(self.window.execute_script("return getComputedStyle(document.body).backgroundColor"))


@pytest.fixture
def opened(window: Any, pages: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest) -> Opened:
    """The page of the test's parameter, the one of a single run if it has none, as wide as a desk."""
    name = getattr(request, "param", "run")
    file = tmp_path / f"{name}.html"
    file.write_text(pages[name], encoding="utf-8")
    requested(window)
    window.get_log("browser")
    view(window, DESKTOP, "light")
    window.get(file.as_uri())
    return Opened(window, file)


several_pages = pytest.mark.parametrize("opened", ["run", "runs", "plans"], indirect=True)


@several_pages
def test_it_asks_nobody_for_anything_and_has_no_fault(opened: Opened) -> None:
    for one in opened.all("button.case"):
        one.click()
    for one in opened.all(".core"):
        one.click()
    assert requested(opened.window) == [opened.file.as_uri()]
    assert opened.window.get_log("browser") == []


def test_from_the_list_to_the_map_to_the_explanation(opened: Opened) -> None:
    opened.row(MISMATCH).click()
    assert opened.text("#detail-head") == MISMATCH
    assert "Explained:" in opened.text("#explanation")
    marked = {one.get_attribute("data-core"): one for one in opened.all("#map .core.marked")}
    assert set(marked) == {"1,0", "2,0", "0,1", "1,1"}
    assert opened.text("#map-said").startswith("4 of 5 cores hold wrong outputs")
    marked["0,1"].click()
    assert opened.text("#core-said") == (
        "core 0,1, receives, channel slice 0, stick slice 3, NoC 18,19; 702 of its 832 outputs are wrong"
    )
    assert "chosen" in marked["0,1"].get_attribute("class")
    assert opened.shown("#timeline svg")


@pytest.mark.parametrize(
    ("case", "cores", "words"),
    [
        (HANG, {"0,0", "1,0", "0,1", "1,1"}, "waits for noc_semaphore_wait"),
        (RACE, {"0,0", "0,1"}, "which nobody has reserved"),
        (SOUND, set(), ""),
    ],
)
def test_what_else_ends_a_program(case: str, cores: set[str], words: str, opened: Opened) -> None:
    opened.row(case).click()
    assert {one.get_attribute("data-core") for one in opened.all("#map .core.marked")} == cores
    assert opened.shown("#explanation-part") == bool(words)
    assert words in opened.text("#explanation")
    assert not opened.shown("#errors-part")
    assert opened.shown("#timeline-part") == (case == SOUND)
    assert not opened.shown("#history-part"), "there is one run"


def test_the_first_failure_is_shown_at_once(opened: Opened) -> None:
    assert opened.text("#detail-head") == MISMATCH
    assert opened.text("#facts .verdict") == "mismatch"
    assert opened.text("#summary").split() == ["wednesday:", "5", "pass", "1", "mismatch", "1", "hang", "1", "race"]


def test_the_errors_over_image_and_channels(opened: Opened) -> None:
    cells = opened.all("#heat rect")
    assert len(cells) == 8 * 8
    far_off = [one for one in cells if one.get_attribute("data-level") != "0"]
    assert len(far_off) == 5 + 2 + 2 + 7 + 4 + 4, "rows 2 to 7, as the explanation says"
    assert len(opened.all("#slices button")) == 1 + 16
    opened.all("#slices button")[3].click()
    assert opened.one("#slices [aria-pressed=true]").text == "8 to 11"
    assert "channels 8 to 11" in opened.one("#heat svg").get_attribute("aria-label")
    opened.one("#heat svg").send_keys(DOWN, DOWN, DOWN, RIGHT)
    assert opened.text("#cell-said").startswith("row 2, column 1: up to ")
    opened.one("#heat svg").send_keys(DOWN, DOWN, RIGHT, RIGHT)
    assert opened.text("#cell-said") == "row 4, column 3: tolerated"


@pytest.mark.parametrize(
    ("name", "value", "left"),
    [("verdict", "race", 1), ("variant", "block_sharded", 6), ("backend", "reference", 4), ("chip", "wormhole", 8)],
)
def test_filters(name: str, value: str, left: int, opened: Opened) -> None:
    opened.choose(f"#filter-{name}", value)
    assert len(opened.all("#rows tr")) == left
    assert opened.text("#count") == f"{left} of 8 results"
    opened.one("#filters button").click()
    assert len(opened.all("#rows tr")) == 8


def test_the_text_filter_and_a_filter_together(opened: Opened) -> None:
    opened.one("#filter-text").send_keys("DROPPED")
    opened.choose("#filter-backend", "emulator")
    assert [one.text for one in opened.all("#rows .case")] == [HANG]
    opened.one("#filter-text").send_keys("x")
    assert opened.text("#count") == "0 of 8 results"


def test_by_keyboard_alone(opened: Opened) -> None:
    opened.row(HANG).send_keys(ENTER)
    assert opened.text("#detail-head") == HANG
    assert opened.window.switch_to.active_element.get_attribute("id") == "detail"
    first = opened.one("#map [data-core='0,0']")
    first.send_keys(RIGHT)
    second = opened.window.switch_to.active_element
    assert second.get_attribute("data-core") == "1,0"
    second.send_keys(DOWN)
    third = opened.window.switch_to.active_element
    third.send_keys(ENTER)
    assert opened.text("#core-said").startswith("core 1,1, receives")
    assert third.get_attribute("aria-pressed") == "true"


def test_a_link_leads_to_a_result(opened: Opened) -> None:
    opened.row(RACE).click()
    address = opened.window.current_url
    assert "#row-" in address
    opened.window.get("about:blank")
    opened.window.get(address)
    assert opened.text("#detail-head") == RACE


@pytest.mark.parametrize("opened", ["empty"], indirect=True)
def test_a_run_without_results(opened: Opened) -> None:
    assert opened.text("#count") == "0 of 0 results"
    assert opened.text("#detail-head") == "No result is chosen"
    assert opened.window.get_log("browser") == []


@pytest.mark.parametrize("opened", ["many"], indirect=True)
def test_thousands_of_results(opened: Opened) -> None:
    assert opened.text("#count") == "3000 of 3000 results"
    assert len(opened.all("#rows tr")) == 200
    opened.one("#more").click()
    assert len(opened.all("#rows tr")) == 400
    opened.one("#filter-text").send_keys("case_2999")
    assert [one.text for one in opened.all("#rows .case")] == ["case_2999"]
    assert not opened.shown("#more")


@pytest.mark.parametrize("opened", ["runs"], indirect=True)
def test_the_history_of_a_result(opened: Opened) -> None:
    opened.row(MISMATCH).click()
    assert [one.text.split()[0] for one in opened.all("#history-rows tr")] == ["monday", "wednesday"]
    assert len(opened.all("#history svg")) == 2
    assert len(opened.all("#history .dot.failed")) == 2, "PCC and error of the last run"
    assert len(opened.all("#history .dot:not(.failed)")) == 2
    assert "0.659" in opened.text("#history-rows")
    opened.choose("#filter-run", "1")
    assert "interrupted before all cases were done" in opened.text("#summary")
    assert len(opened.all("#rows tr")) == 2
    opened.choose("#filter-run", "0")
    assert opened.row(MISMATCH).is_displayed()


@pytest.mark.parametrize("opened", ["plans"], indirect=True)
def test_a_core_of_a_plan_is_seen_on_the_image(opened: Opened) -> None:
    opened.choose("#plan", "1")
    opened.one("#map [data-core='1,1']").click()
    assert opened.text("#core-head") == "Core 1,1 gets its weights from core 1,0"
    lit = opened.all("#image .slice.on")
    assert {one.get_attribute("data-slice") for one in lit} == {"1"}
    assert {"first_output 32 sticks first output of the core"} <= {one.text for one in opened.all("#core-facts tr")}
    opened.all("summary")[-1].click()
    assert "available" in opened.all("details table")[-1].text


@pytest.mark.parametrize(
    ("opened", "width", "scheme"),
    list(product(["runs", "plans"], [DESKTOP, PHONE], ["light", "dark"])),
    indirect=["opened"],
)
def test_no_screen_is_too_narrow_and_no_scheme_is_forgotten(opened: Opened, width: int, scheme: str) -> None:
    view(opened.window, width, scheme)
    wide = opened.window.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width, "nothing but a picture scrolls sideways"
    assert opened.colour() == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
    paper = opened.window.execute_script("return getComputedStyle(document.querySelector('svg .paper')).fill")
    assert paper == opened.colour(), "pictures follow the page"


def test_the_switch_of_the_colours(opened: Opened) -> None:
    for scheme, colour in (("dark", "rgb(13, 17, 23)"), ("light", "rgb(255, 255, 255)")):
        opened.choose("#scheme", scheme)
        assert opened.colour() == colour
        opened.window.refresh()
        assert opened.colour() == colour, "it is kept"
    opened.choose("#scheme", "automatic")
    view(opened.window, DESKTOP, "dark")
    assert opened.colour() == "rgb(13, 17, 23)"


def test_on_a_phone_one_comes_to_the_details_and_back(opened: Opened) -> None:
    view(opened.window, PHONE, "light")
    place = "return document.getElementById(arguments[0]).getBoundingClientRect().top"
    assert opened.window.execute_script(place, "detail") > 900, "the details are below the list"
    opened.row(MISMATCH).click()
    assert abs(opened.window.execute_script(place, "detail")) < 5
    opened.one(".back").click()
    assert abs(opened.window.execute_script(place, "list-head")) < 5
