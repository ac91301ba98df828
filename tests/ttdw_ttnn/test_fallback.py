"""What is passed on is told: the last reason, one warning for each, and the reports that are open."""

from __future__ import annotations

import warnings

import pytest

import ttdw_ttnn
from ttdw_ttnn import fallback
from ttdw_ttnn.fallback import STOCK, FallbackWarning, Record, close_report, note, open_report

SERVED = Record(1, (64, 64), (14, 14), (3, 3), (1, 1), 64, "planes")
PASSED_ON = Record(1, (64, 64), (14, 14), (3, 3), (2, 2), 64, STOCK, "activation MISH")


@pytest.fixture(autouse=True)
def _nothing_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "_told", set())
    monkeypatch.setattr(fallback, "last_fallback", None)


def test_the_last_reason_is_kept_until_a_call_is_served() -> None:
    with pytest.warns(FallbackWarning, match=r"passed on to ttnn.conv2d: activation MISH"):
        note(PASSED_ON)
    assert ttdw_ttnn.last_fallback == "activation MISH"
    note(SERVED)
    assert ttdw_ttnn.last_fallback is None


def test_a_reason_is_told_once() -> None:
    with pytest.warns(FallbackWarning):
        note(PASSED_ON)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        note(PASSED_ON)


@pytest.mark.filterwarnings("ignore::ttdw_ttnn.fallback.FallbackWarning")
def test_a_report_has_what_ran_while_it_was_open() -> None:
    note(SERVED)
    outer, inner = open_report(), open_report()
    note(PASSED_ON)
    close_report(inner)
    note(SERVED)
    close_report(outer)
    note(SERVED)
    assert (outer, inner) == ([PASSED_ON, SERVED], [PASSED_ON])


def test_records_are_read_by_people() -> None:
    assert str(PASSED_ON) == "1x14x14x64 -> 64, kernel 3x3, stride 2x2, groups 64: ttnn.conv2d (activation MISH)"
