"""How near an output must be to the golden one."""

from __future__ import annotations

from typing import NamedTuple


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

ROUNDED = Tolerance(pcc=0.999, rms_error=2**-4)
"""Fewer phases of the multiplier, or accumulation in 16 bits."""
