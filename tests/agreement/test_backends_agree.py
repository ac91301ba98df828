"""Golden convolution, reference model and emulator on random cases.

A long run is `nox -s search`, of cases that are drawn in the same way by a seed. What it finds is kept as a case in
tests/agreement/found.yaml.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.model.slices import Slices
from codegen.plan.program import plan_program
from codegen.plan.sequence import CasePlan, SequencePlan, plan_case
from codegen.search.agree import fault_of
from tests.strategies import case_plans
from tests.variants import ALL

FOUND = [loaded.case for loaded in load_cases(Path(__file__).parent / "found.yaml", ALL)]


@given(case_plans())
def test_random_cases(plan: CasePlan) -> None:
    assert fault_of(plan) is None, plan.case


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.id)
def test_cases_that_were_found(case: Case) -> None:
    assert fault_of(plan_program(ALL[case.variant], case)) is None


def test_slices_that_change_places_disagree() -> None:
    """What random slices are held to: of two slices of one shape, each is right for itself."""
    case = Case(
        id="swapped",
        variant="height_sharded_planes",
        batch=1,
        channels=32,
        input=(6, 7),
        kernel=(1, 1),
        grid=(1, 1),
        slices=Slices(axis="height", count=2),
    )
    plan = plan_case(ALL[case.variant], case)
    assert isinstance(plan, SequencePlan)
    assert fault_of(plan) is None
    above, below = plan.slices
    swapped = (replace(above, outputs=below.outputs), replace(below, outputs=above.outputs))
    fault = fault_of(replace(plan, slices=swapped))
    assert fault
    assert fault.verdict == "mismatch"
