"""How near an output must be to the golden one: what its number formats, its fidelity and its additions promise.

RMS errors are parts of the RMS of the golden values. The constants were held against the emulator, whose arithmetic is
that of the simulated chips bit for bit: 1 to 729 taps of random numbers without padding, each fidelity, activation and
width of Dst, on both chips (tests/judge/test_tolerance.py does so for some of them).
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from codegen.model.case import MathFidelity
    from codegen.model.formats import Format


class Tolerance(NamedTuple):
    """What an output must keep to.

    Attributes:
        pcc: Least Pearson correlation. It does not see a wrong scale or offset, and a constant has none.
        rms_error: Largest root mean square of the differences, as a part of that of the golden values. It does.
    """

    pcc: float
    rms_error: float

    def and_also(self, other: Tolerance) -> Tolerance:
        """What is left of both promises where two things round."""
        return Tolerance(min(self.pcc, other.pcc), max(self.rms_error, other.rms_error))

    def after(self, additions: int, integers: bool) -> Tolerance:
        """What is left after additions whose sums are rounded to 8 bits of mantissa, as those in a Dst of 16 bits.

        An addition is off by half an ulp at most, 2^-8 of the sum, half of that in the mean. Random errors of n sums
        that grow as their square roots add up to 2^-9 sqrt(n) of the last one. The adder rounds what lies in the middle
        of two numbers away from zero: one sum in eight where addends are random, so that the result drifts by 2^-12 n;
        one in two where they are integers beyond 256, whose sums grow faster: by 2^-8 n / 6.

        A vector of errors with the RMS e lowers the correlation by e^2 / 2, twice that where the mean is not 0.

        Args:
            additions: How many; those of a section of Dst.
            integers: Whether weights and inputs are integers.
        """
        error = 2**-9 * sqrt(additions) + (2**-8 / 6 if integers else 2**-12) * additions
        return Tolerance(self.pcc - error**2, self.rms_error + error)

    def rounded_to(self, number_format: Format) -> Tolerance:
        """What is left after results were rounded to a format whose datums share exponents; see its rounding_error."""
        error = number_format.rounding_error
        return Tolerance(self.pcc - error**2, self.rms_error + error)


EXACT = Tolerance(pcc=0.99999, rms_error=2**-8)
"""All products are exact and summed in 32 bits; the result is rounded to 8 bits of mantissa."""

GATE = Tolerance(pcc=0.9998, rms_error=2**-8)
"""Results around one half, whose rounding is 2^-8 / sqrt(12) = 0.0011 in the mean, however little they differ from
each other: where s >= 0.06 is their standard deviation, it takes (0.0011 / s)^2 / 2 from the correlation."""

BY_ACTIVATION: dict[str, Tolerance] = {
    "gelu": Tolerance(pcc=0.9998, rms_error=2**-5),  # its fast form is an approximation
    "sigmoid": GATE,
    "hardsigmoid": GATE,
}
"""What an activation promises, if that is less than EXACT."""

BY_FIDELITY: dict[MathFidelity, Tolerance] = {
    "HiFi4": EXACT,
    "HiFi3": EXACT,
    "HiFi2": Tolerance(pcc=0.9999, rms_error=2**-7),
    "LoFi": Tolerance(pcc=0.999, rms_error=2**-4),
}
"""Fewer phases leave out products of the lower bits of the mantissas; the one that HiFi3 leaves out is that of bits
which bfloat16 does not have."""
