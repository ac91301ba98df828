"""The site is built without a warning, fetches nothing, and a browser agrees."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import codegen
from tests.report.chromium import chromium, requested, view
from tests.report.markup import Page

ROOT = Path(codegen.__file__).parent.parent
SECONDS = 120
"""What building the site may take."""

FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Where a page names what a browser fetches, or may fetch."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: the extra `docs` brings it")
    pytest.importorskip("material", reason="mkdocs-material is not installed: the extra `docs` brings it")
    folder = tmp_path_factory.mktemp("site")
    words = ("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder))
    blocked = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **blocked, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_each_page_is_there(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if not (site / page).is_file()] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        page = Page(path.read_text(encoding="utf-8"))
        named = [
            one.attributes[FETCHED[one.tag]]
            for one in page.elements
            if one.tag in FETCHED and FETCHED[one.tag] in one.attributes
        ]
        assert len(named) > 3
        assert [name for name in named if re.match(r"(\w+:)?//", name) and not name.startswith("data:")] == [], path
    for path in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8")), path


@pytest.mark.browser
def test_a_browser_asks_nobody(site: Path, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile") as window:
        for name in ("index.html", "flat.html", "reference/command-line.html", "howto/change-an-argument.html"):
            for width, scheme in ((1280, "light"), (390, "dark")):
                view(window, width, scheme)
                window.get((site / name).as_uri())
                asked = requested(window)
                assert asked
                assert [address for address in asked if not address.startswith(site.as_uri())] == []
                broken = "return [...document.images].filter(one => !one.complete || !one.naturalWidth).length"
                assert window.execute_script(broken) == 0, name
                wider = "return document.documentElement.scrollWidth - window.innerWidth"
                assert window.execute_script(wider) <= 0, f"{name} is wider than the screen of {width}"
