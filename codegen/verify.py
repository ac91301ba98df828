"""Runs cases on backends and compares what they compute with the golden convolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from codegen.emit.banner import shipped_source
from codegen.emit.output import SourcedVariant, output_files
from codegen.emit.render import namespace_of
from codegen.emulator import CompilerNotFoundError, RunResult, build, describe_hang, execute
from codegen.emulator.translate import ARCHITECTURES, plan_differences, run_request
from codegen.plan.chip import Chip
from codegen.plan.program import ProgramPlan, replace_weight_addr
from codegen.reference.bfloat16 import Floats, from_bits
from codegen.reference.execute import execute_plan
from codegen.reference.golden import Golden, golden
from codegen.reference.shards import join_output
from codegen.reference.tensors import InputKind, Tensors, WeightKind, make_tensors
from codegen.report.compare import Comparison, compare, tolerance_of
from codegen.report.explain import explain
from codegen.report.verdict import Result, Verdict
from codegen.spec.variant import Variant

BackendName = Literal["reference", "emulator"]

Backend = Callable[[ProgramPlan, Tensors], Floats]
"""From a plan and the tensors of its case to the output, [batch, height, width, channels]; or raises BackendError."""


class BackendError(Exception):
    """A backend gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


def emulate(plan: ProgramPlan, tensors: Tensors, adder_slips: bool | None = None) -> Floats:
    """Compile what the variant emits, and run it on the emulator.

    The plan is made anew by the emitted C++; it must be the one that Python made.

    Args:
        plan: The plan.
        tensors: What it computes with.
        adder_slips: Whether the adder miscounts the sum -1; as the plan's chip does it if left out.

    Raises:
        BackendError: The program does not end well, or the two plans differ.
    """
    try:
        runner = runner_of(plan.variant, plan.chip)
    except CompilerNotFoundError as error:
        raise BackendError("unsupported", str(error)) from error
    result = execute(runner, run_request(plan, tensors, adder_slips))
    differences = emitted_differences(plan, result)
    if differences:
        raise BackendError("error", "the emitted plan differs: " + "; ".join(differences[:5]))
    return output_of(plan, result)


def emitted_differences(plan: ProgramPlan, result: RunResult) -> list[str]:
    """Where the plan that was executed is not the one that Python made."""
    if result.plan is None:
        return []
    return plan_differences(replace_weight_addr(plan, plan.chip.dram_base), result.plan)


def output_of(plan: ProgramPlan, result: RunResult) -> Floats:
    """The output of a run, put together from the shards of the cores.

    Raises:
        BackendError: There is none.
    """
    if result.output is None:
        message = "\n".join([result.message, *describe_hang(result.waiting)])
        raise BackendError(result.verdict if result.verdict != "pass" else "error", message)
    return from_bits(join_output(plan, result.output))


@cache
def runner_of(variant: Variant, chip: Chip) -> Path:
    """The emitted files of a variant, compiled for the CPU."""
    return build(emitted_texts(variant), namespace_of(variant), ARCHITECTURES[chip.name])


@cache
def emitted_texts(variant: Variant) -> Mapping[str, str]:
    """The emitted files of a variant by their paths in its folder."""
    files = output_files([SourcedVariant(variant, shipped_source(variant.name))])
    return {str(path.relative_to(variant.name)): text for path, text in files.items()}


BACKENDS: dict[BackendName, Backend] = {"reference": execute_plan, "emulator": emulate}
"""The backends in the order in which they run."""


def verify_plans(
    plans: Sequence[ProgramPlan],
    backends: Sequence[BackendName],
    weights: WeightKind = "random",
    numbers: InputKind = "random",
) -> Iterator[Result]:
    """Run each plan on each backend with such weights and input; the results come one by one."""
    for plan in plans:
        tensors = make_tensors(plan.case, weights, numbers)
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
        if comparison.fault and name == "emulator" and plan.chip.adder_slips:
            comparison, message = _without_slips(plan, tensors, output, wanted, comparison)
        pcc, error = comparison.pcc, comparison.max_abs_err
        if comparison.fault:
            explanation = explain(plan, tensors, output, wanted)
            verdict, message = "mismatch", "\n".join(filter(None, [comparison.fault, explanation]))
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
        notes=plan.notes,
    )


MOST_SLIPS = 1e-3
"""Part of the outputs that slips can spoil at most; about one in a million is seen. More has another cause."""


def _without_slips(
    plan: ProgramPlan, tensors: Tensors, output: Floats, wanted: Golden, comparison: Comparison
) -> tuple[Comparison, str]:
    """Judge the program apart from its chip's adder: run it with an adder that does not slip.

    Returns:
        The comparison of that run, and how many outputs the slips changed; or, if no output changed, what there was.
    """
    exact = emulate(plan, tensors, adder_slips=False)
    changed = np.count_nonzero(exact != output)
    if not 0 < changed <= max(1, MOST_SLIPS * output.size):
        return comparison, ""
    message = f"{changed} of {output.size} outputs are off by a slip of the {plan.chip.name} adder; judged without it"
    return compare(exact, wanted, tolerance_of(plan.case)), message
