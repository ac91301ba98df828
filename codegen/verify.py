"""Runs cases on backends and compares what they compute with the golden convolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from codegen.plan.program import ProgramPlan
from codegen.reference.bfloat16 import Floats
from codegen.reference.execute import execute_plan
from codegen.reference.golden import Golden, golden
from codegen.reference.tensors import Tensors, make_tensors
from codegen.report.compare import compare, tolerance_of
from codegen.report.verdict import Result, Verdict

BackendName = Literal["reference", "emulator"]

Backend = Callable[[ProgramPlan, Tensors], Floats]
"""From a plan and the tensors of its case to the output, [batch, height, width, channels]; or raises BackendError."""


class BackendError(Exception):
    """A backend gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def _emulator(plan: ProgramPlan, tensors: Tensors) -> Floats:  # noqa: ARG001
    raise BackendError("unsupported", "the emulator is not there yet")


BACKENDS: dict[BackendName, Backend] = {"reference": execute_plan, "emulator": _emulator}
"""The backends in the order in which they run."""


def verify_plans(plans: Sequence[ProgramPlan], backends: Sequence[BackendName]) -> Iterator[Result]:
    """Run each plan on each backend; the results come one by one."""
    for plan in plans:
        tensors = make_tensors(plan.case)
        wanted = golden(plan.case, tensors)
        for name in backends:
            yield run_backend(plan, name, tensors, wanted)


def run_backend(plan: ProgramPlan, name: BackendName, tensors: Tensors, wanted: Golden) -> Result:
    """Run a plan on one backend. Whatever happens there becomes a verdict."""
    started = time.perf_counter()
    verdict: Verdict = "pass"
    message, pcc, error = "", None, None
    try:
        output = BACKENDS[name](plan, tensors)
    except BackendError as stopped:
        verdict, message = stopped.verdict, str(stopped)
    except Exception as failure:
        verdict, message = "error", f"{type(failure).__name__}: {failure}"
    else:
        comparison = compare(output, wanted, tolerance_of(plan.case))
        pcc, error = comparison.pcc, comparison.max_abs_err
        if comparison.fault:
            verdict, message = "mismatch", comparison.fault
    return Result(
        case=plan.case.id,
        variant=plan.variant.name,
        backend=name,
        chip=plan.chip.name,
        verdict=verdict,
        pcc=pcc,
        max_abs_err=error,
        seconds=round(time.perf_counter() - started, 3),
        message=message,
    )
