"""Chromium without a window, and a page in it from a file on this disk."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium-driver")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextmanager
def chromium(profile: Path) -> Iterator[Any]:
    """The browser, driven by selenium; a test that wants it is skipped where one of the two is missing.

    Args:
        profile: A new folder for what the browser writes.
    """
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    browser, driver = (next(filter(None, map(shutil.which, names)), None) for names in (BROWSERS, DRIVERS))
    if not browser or not driver:
        missing = "no Chromium" if not browser else "no driver of Chromium"
        pytest.skip(f"{missing}: on Debian, apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver, log_output=os.devnull)
    window = webdriver.Chrome(options=options, service=service)
    try:
        yield window
    finally:
        window.quit()


def requested(window: Any) -> list[str]:
    """What pages have asked for since the browser was asked last; its own pages, and data in a page, are left out."""
    messages = (json.loads(entry["message"])["message"] for entry in window.get_log("performance"))
    sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    return [address for address in sent if not address.startswith(("chrome:", "data:"))]


def view(window: Any, width: int, scheme: str) -> None:
    """Show a page as wide as a screen, in a colour scheme of the system."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
    features = [{"name": name, "value": value} for name, value in wishes.items()]
    window.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
