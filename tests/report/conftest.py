"""Runs and plans that pages are made of."""

from __future__ import annotations

import pytest

from codegen.commands.cases import plan_cases
from codegen.judge.verdict import Report
from codegen.views.report.plan_page import plan_page
from codegen.views.report.run_page import Run, run_page
from tests.report.faults import HANG, MISMATCH, RACE, faulty_run


@pytest.fixture(scope="session")
def faulty() -> Report:
    """A run with a mismatch, a hang and a race."""
    return faulty_run(MISMATCH, HANG, RACE, timelines=True)


@pytest.fixture(scope="session")
def nights(faulty: Report) -> list[Run]:
    """Three runs: all is well, then one case is missing, then it goes wrong."""
    well = faulty_run()
    (reference, emulator) = well.results
    named = [one.model_copy(update={"case": MISMATCH, "variant": "height_sharded"}) for one in (reference, emulator)]
    first = Report(results=(*named, reference, emulator))
    return [
        Run("monday", first),
        Run("tuesday", well.model_copy(update={"interrupted": True})),
        Run("wednesday", faulty),
    ]


@pytest.fixture(scope="session")
def pages(nights: list[Run]) -> dict[str, str]:
    """The pages: of one run, of several, of plans, of nothing, and of thousands of results."""
    plans = plan_cases("seed", None, None, "blackhole").plans
    sound = nights[0].report.results[-1]
    many = Report(results=tuple(sound.model_copy(update={"case": f"case_{place}"}) for place in range(3000)))
    return {
        "run": run_page(nights[-1:]),
        "runs": run_page(nights),
        "plans": plan_page(plans),
        "empty": run_page([Run("nothing", Report(results=(), interrupted=True))]),
        "many": run_page([Run("many", many)]),
    }
