"""How near an output must be to the golden one: derived from formats, math fidelity and the number of additions."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from codegen.model.case import FIDELITY_PHASES, Case


class Tolerance(NamedTuple):
    """What an output must keep to.

    Attributes:
        pcc: Least Pearson correlation. It does not see a wrong scale or offset, and a constant has none.
        rms_error: Largest root mean square of the differences, as a part of that of the golden values. It does.
    """

    pcc: float
    rms_error: float


EXACT = Tolerance(pcc=0.99999, rms_error=2**-8)
"""HiFi4 with accumulation in 32 bits: all products are exact, the result is rounded to 8 bits of mantissa."""

APPROXIMATE = Tolerance(pcc=0.9998, rms_error=2**-5)
"""The same behind the fast form of gelu."""

LOSSY_PCC = 0.999
"""Least correlation where products are cut, or sums rounded on their way."""

CUT_PRODUCTS = {"LoFi": 2**-4, "HiFi2": 2**-7, "HiFi3": 2**-12, "HiFi4": 0.0}
"""What the phases that are left out take from a product at most, as a part of it.

SrcA is cut into its leading 5 bits and the rest, SrcB into its leading 7 bits and the rest: LoFi loses the rest of
SrcA, HiFi2 that of SrcB, HiFi3 the product of the two (tt-metal, tech_reports/matrix_engine).
"""

ULP_16 = 2**-7
"""Distance of two numbers in a Dst of 16 bits: 7 bits behind the leading one, as a part of the power of two below."""

MEAN_ULP = 1 / (2 * math.log(2))
MEAN_SQUARED_ULP = 3 / (8 * math.log(2))
"""Of a number, as a part of it, and its square, where leading digits are as frequent as mostly (Benford's law)."""

MEAN_STEP = 1 / 16
MEAN_SQUARED_STEP = 11 / 128
"""What rounding a sum adds to its magnitude, and the square of that [ulp].

A term brings 3 bits more than Dst keeps, and a half is rounded away from zero: 0, -1, -2, -3, 4, 3, 2 or 1 eighths.
"""

MARGIN = 2.0
"""Sums of one sign or of round numbers meet halves more often than random ones: 1.7 was seen, with 1, 2, 3, ..."""


def tolerance_for(case: Case, finest: Tolerance, products_at_once: int) -> Tolerance:
    """What the arithmetic of a case promises.

    Args:
        case: The case.
        finest: The same where products are exact and sums have 32 bits.
        products_at_once: Products that one addition into Dst takes.
    """
    least = APPROXIMATE if case.activation == "gelu" else finest
    cut = CUT_PRODUCTS[case.math_fidelity]
    rounded = 0.0
    if not case.fp32_dest_acc:
        additions = math.ceil(products_inside(case) / products_at_once) + case.bias
        rounded = MARGIN * rounded_sum_error(additions, FIDELITY_PHASES[case.math_fidelity])
    if not cut and not rounded:
        return least
    # An error e leaves a correlation of 1 - e^2 / 2; of 1 - e^2 where the mean of outputs is as large as their spread.
    return Tolerance(min(least.pcc, LOSSY_PCC, 1 - rounded**2), least.rms_error + cut + rounded)


def rounded_sum_error(additions: float, phases: int) -> float:
    """RMS error of a sum in 16 bits, as a part of the RMS of such sums.

    Each addition rounds the sum S_k so far. The k-th has the variance k s^2, that of the whole sum is n s^2.

    - Rounding steps are independent: each has the variance v S_k^2. All together: v n / 2, for each phase.
      (N. J. Higham, T. Mary: A New Approach to Probabilistic Rounding Error Analysis, SIAM J. Sci. Comput. 41(5),
      2019.)
    - They are not without a mean: each adds b S_k, so the error is b times the sum of all S_k, whose second moment is
      n^3 s^2 / 3. All together: (b n)^2 / 3. The later phases add too little to meet a half.

    Against the emulator, on random numbers: within 10 % from 9 to 625 taps (tests/judge/test_tolerance.py).

    Args:
        additions: Additions into Dst, n.
        phases: Phases of each.
    """
    step = MEAN_STEP * MEAN_ULP * ULP_16
    variance = MEAN_SQUARED_STEP * MEAN_SQUARED_ULP * ULP_16**2
    return math.sqrt((step * additions) ** 2 / 3 + variance * phases * additions / 2)


def products_inside(case: Case) -> float:
    """Taps of an output that lie inside the image, on average: a zero beside it changes no sum."""
    top, bottom, left, right = case.padding_sides
    rows = _inside(case.input[0], case.kernel[0], case.stride[0], case.dilation[0], top, bottom)
    columns = _inside(case.input[1], case.kernel[1], case.stride[1], case.dilation[1], left, right)
    return rows * columns


def _inside(size: int, taps: int, stride: int, dilation: int, before: int, after: int) -> float:
    """The same along one axis."""
    outputs = (before + size + after - dilation * (taps - 1) - 1) // stride + 1
    first = np.arange(outputs) * stride - before
    counts = sum(
        np.count_nonzero((first + tap * dilation >= 0) & (first + tap * dilation < size)) for tap in range(taps)
    )
    return float(counts / outputs)
