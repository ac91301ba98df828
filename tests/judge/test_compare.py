from __future__ import annotations

import numpy as np
import pytest

from codegen.judge.compare import compare, correlation
from codegen.model.arrays import Floats
from codegen.schedules.tolerance import EXACT

GOLDEN = np.random.default_rng(1).standard_normal((1, 4, 4, 8))
OUTPUT = GOLDEN.astype(np.float32)


def test_the_same_numbers_pass() -> None:
    comparison = compare(OUTPUT, GOLDEN, EXACT)
    assert comparison.fault == ""
    assert comparison.pcc == pytest.approx(1)


@pytest.mark.parametrize(
    ("output", "fault"),
    [
        (OUTPUT * 2, "RMS error is"),
        (OUTPUT + 1, "RMS error is"),
        (-OUTPUT, "PCC is -1.000000, wanted 0.99999 at least"),
        (OUTPUT[:, ::-1], "PCC is"),
        (np.zeros_like(OUTPUT), "PCC is 0.000000"),
        (np.where(OUTPUT.max() == OUTPUT, np.float32(np.nan), OUTPUT), "1 of 128 outputs are not finite"),
        (np.where(OUTPUT.max() == OUTPUT, np.float32(np.inf), OUTPUT), "1 of 128 outputs are not finite"),
        (OUTPUT[:, :2], "output has shape (1, 2, 4, 8), wanted (1, 4, 4, 8)"),
    ],
    ids=["scaled", "shifted", "negated", "turned", "empty", "nan", "infinite", "cut"],
)
def test_other_numbers_do_not(output: Floats, fault: str) -> None:
    assert fault in compare(output, GOLDEN, EXACT).fault


@pytest.mark.parametrize(("value", "fault"), [(324, ""), (300, "PCC is 0.000000")])
def test_a_constant_is_judged_by_its_error(value: float, fault: str) -> None:
    """Ones under the ramp of a 5x5 kernel: 325 everywhere, which bfloat16 rounds to 324."""
    comparison = compare(np.full((1, 2, 2, 8), value, np.float32), np.full((1, 2, 2, 8), 325.0), EXACT)
    assert comparison.fault.startswith(fault)
    assert bool(comparison.fault) == bool(fault)


def test_constant_arrays_have_a_correlation() -> None:
    ones = np.ones(4)
    assert correlation(ones.astype(np.float32), ones) == 1
    assert correlation(2 * ones.astype(np.float32), ones) == 0
