"""Whether golden convolution, reference and emulator agree on a case."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from codegen.judge.golden import Golden, golden_numpy
from codegen.launch.emulated import emulate
from codegen.launch.error import BackendError, Verdict
from codegen.model.arrays import Floats
from codegen.plan.sequence import CasePlan
from codegen.reference.execute import execute_plan
from codegen.reference.slices import run_case
from codegen.reference.tensors import make_tensors
from codegen.schedules.schedule import schedule_of
from codegen.search.bound import error_bound, exact


class Fault(NamedTuple):
    """Why a case is worth a look: the verdict, and which backend is off or stops."""

    verdict: Verdict
    message: str


def fault_of(plan: CasePlan) -> Fault | None:
    """Where the backends do not agree on a plan; None if they do."""
    case, tensors, schedule = plan.case, make_tensors(plan.case), schedule_of(plan.variant)
    wanted = golden_numpy(case, tensors)
    bounds = {"reference": error_bound(exact(case), tensors, wanted, schedule)}
    bounds["emulator"] = error_bound(case, tensors, wanted, schedule)
    try:
        outputs = {"reference": run_case(plan, tensors, execute_plan)}
        outputs["emulator"] = run_case(plan, tensors, partial(emulate, adder_slips=False))
    except BackendError as stopped:
        return Fault(stopped.verdict, f"emulator: {stopped}")
    except Exception as failure:
        return Fault("error", f"{type(failure).__name__}: {failure}")
    off = [f"{name}: {told}" for name, it in outputs.items() if (told := _beyond(it, wanted, bounds[name]))]
    return Fault("mismatch", "; ".join(off)) if off else None


def _beyond(output: Floats, wanted: Golden, bound: Golden) -> str:
    """What of an output no rounding explains, in words; empty if nothing."""
    error = np.abs(output - wanted)
    fits = error <= bound  # also wrong is what is not a number
    if fits.all():
        return ""
    worst = tuple(map(int, np.unravel_index(np.argmin(np.where(fits, np.inf, bound - error)), error.shape)))
    count = np.count_nonzero(~fits)
    return (
        f"{count} of {output.size} outputs are off by more than rounding explains, as that at {worst}: "
        f"{output[worst]:.6g}, wanted {wanted[worst]:.6g} +- {bound[worst]:.2g}"
    )
