"""Runs cases on backends and compares what they compute with the golden convolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from codegen.plan.program import ProgramPlan
from codegen.report.compare import compare, tolerance_of
from codegen.report.verdict import Result, Verdict

BackendName = Literal["reference", "emulator"]
Tensors = Any

Backend = Callable[[ProgramPlan, Tensors], NDArray[np.float32]]
"""From a plan and the tensors of its case to the output, [batch, height, width, channels]; or raises BackendError."""


class BackendError(Exception):
    """A backend gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def _tensors(plan: ProgramPlan) -> Tensors:
    raise BackendError("unsupported", "the reference model is not there yet")


def _golden(plan: ProgramPlan, tensors: Tensors) -> NDArray[np.float64]:
    raise BackendError("unsupported", "the reference model is not there yet")


def _reference(plan: ProgramPlan, tensors: Tensors) -> NDArray[np.float32]:
    raise BackendError("unsupported", "the reference model is not there yet")


def _emulator(plan: ProgramPlan, tensors: Tensors) -> NDArray[np.float32]:
    raise BackendError("unsupported", "the emulator is not there yet")


BACKENDS: dict[BackendName, Backend] = {"reference": _reference, "emulator": _emulator}
"""The backends in the order in which they run. Each imports what it needs when it is called."""


def verify_plans(plans: Sequence[ProgramPlan], backends: Sequence[BackendName]) -> Iterator[Result]:
    """Run each plan on each backend; the results come one by one."""
    for plan in plans:
        tensors = _tensors(plan)
        golden = _golden(plan, tensors)
        for name in backends:
            yield run_backend(plan, name, tensors, golden)


def run_backend(plan: ProgramPlan, name: BackendName, tensors: Tensors, golden: NDArray[np.float64]) -> Result:
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
        comparison = compare(output, golden, tolerance_of(plan.case))
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
