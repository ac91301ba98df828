"""How near an output must be to the golden one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from codegen.plan.sequence import CasePlan
    from codegen.reference.tensors import Tensors
    from codegen.schedules.tolerance import Tolerance


class Comparison(NamedTuple):
    """An output against the golden one.

    Attributes:
        pcc: Pearson correlation; 0 where the output holds a value that is not finite. Where all golden values are the
            same number, it is 1 if the RMS error is tolerated, else 0.
        max_abs_err: Largest absolute difference; None where it is not finite.
        fault: What is wrong, with both numbers; empty if nothing.
    """

    pcc: float
    max_abs_err: float | None
    fault: str


def tolerance_of(plan: CasePlan, tensors: Tensors) -> Tolerance:
    """What number formats, fidelity and additions promise for a plan and the numbers that it computes with."""
    from codegen.schedules.schedule import schedule_of

    return schedule_of(plan.variant).tolerance(plan.case, tensors.are_integers)


def compare(output: NDArray[np.float32], golden: NDArray[np.float64], tolerance: Tolerance) -> Comparison:
    """Compare an output with the golden one."""
    if output.shape != golden.shape:
        return Comparison(0.0, None, f"output has shape {output.shape}, wanted {golden.shape}")
    finite = np.isfinite(output)
    if not finite.all():
        return Comparison(0.0, None, f"{np.count_nonzero(~finite)} of {output.size} outputs are not finite")
    error = float(np.abs(output - golden).max())
    rms_error = _rms(output - golden) / max(_rms(golden), np.finfo(np.float64).tiny)
    pcc = correlation(output, golden) if np.ptp(golden) else float(rms_error <= tolerance.rms_error)
    faults = []
    if pcc < tolerance.pcc:
        faults.append(f"PCC is {pcc:.6f}, wanted {tolerance.pcc} at least")
    if rms_error > tolerance.rms_error:
        faults.append(f"RMS error is {rms_error:.4g} of the golden RMS, wanted {tolerance.rms_error:.4g} at most")
    return Comparison(pcc, error, "; ".join(faults))


def _rms(numbers: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(np.square(numbers))))


def correlation(output: NDArray[np.float32], golden: NDArray[np.float64]) -> float:
    """Pearson correlation; of constant arrays 1 if they are equal and 0 if not."""
    left, right = (np.asarray(array, dtype=np.float64).ravel() for array in (output, golden))
    left, right = left - left.mean(), right - right.mean()
    scale = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / scale if scale else float(np.array_equal(output, golden))
