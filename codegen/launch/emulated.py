"""Runs what a variant emits on the emulator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from codegen.emit.context import unit_of
from codegen.emit.output import files_of
from codegen.emulator import CompilerNotFoundError, RunResult, build, describe_hang, execute
from codegen.emulator.libraries import libraries_of
from codegen.emulator.times import Costs
from codegen.emulator.translate import ARCHITECTURES, dram_addresses, plan_differences, run_request
from codegen.launch.error import BackendError
from codegen.launch.time_limit import launch_seconds
from codegen.model.arrays import Floats
from codegen.model.variant import Variant
from codegen.plan.chip import Chip, ChipName
from codegen.plan.program import ProgramPlan, replace_weight_addr
from codegen.reference.shards import from_memory, join_output
from codegen.reference.tensors import Tensors, make_tensors


def emulate(plan: ProgramPlan, tensors: Tensors, adder_slips: bool | None = None) -> Floats:
    """The output of what the variant emits, on the emulator; parameters and errors are those of `launch`."""
    return output_of(plan, launch(plan, tensors, adder_slips))


def launch(
    plan: ProgramPlan,
    tensors: Tensors,
    adder_slips: bool | None = None,
    costs: Costs | None = None,
    record: tuple[int, int] | None = None,
) -> RunResult:
    """Compile what the variant emits, and run it on the emulator.

    The plan is made anew by the emitted C++; it must be the one that Python made.

    Args:
        plan: The plan.
        tensors: What it computes with.
        adder_slips: Whether the adder miscounts the sum -1; as the plan's chip does it if left out.
        costs: What calls cost; without it no times are kept.
        record: The core whose timeline is wanted.

    Raises:
        BackendError: There is no compiler, or the two plans differ. A program that does not end well has a verdict.
    """
    try:
        runner = runner_of(plan.variant, plan.chip)
    except CompilerNotFoundError as error:
        raise BackendError("unsupported", str(error)) from error
    request = run_request(plan, tensors, adder_slips)
    result = execute(runner, replace(request, costs=costs, record=record, time_limit=launch_seconds()))
    differences = emitted_differences(plan, result)
    if differences:
        raise BackendError("error", "the emitted plan differs: " + "; ".join(differences[:5]))
    return result


def emitted_differences(plan: ProgramPlan, result: RunResult) -> list[str]:
    """Where the plan that was executed is not the one that Python made."""
    if result.plan is None:
        return []
    return plan_differences(replace_weight_addr(plan, *dram_addresses(plan)), result.plan)


def output_of(plan: ProgramPlan, result: RunResult) -> Floats:
    """The output of a run, put together from the shards of the cores.

    Raises:
        BackendError: There is none.
    """
    if result.output is None:
        message = "\n".join([result.message, *describe_hang(result.waiting)])
        if result.verdict == "timeout":
            message += "\n    hint: --time-limit SECONDS sets another one"
        raise BackendError(result.verdict if result.verdict != "pass" else "error", message, stopped_cores(result))
    return plan.case.output_format.decode(join_output(plan, from_memory(plan, result.output)))


def stopped_cores(result: RunResult) -> tuple[tuple[int, int], ...]:
    """The cores that wait; of a program that was stopped, those that the runner names, as `core (x, y)`."""
    waiting = [one.core for one in result.waiting]
    named = [(int(x), int(y)) for x, y in re.findall(r"\bcore \((\d+), (\d+)\)", result.message)]
    return tuple(sorted({*(waiting or named)}))


def timed_run(plan: ProgramPlan, record: tuple[int, int] | None = None) -> RunResult:
    """Run a plan on the emulator, and keep the times of its calls.

    Args:
        plan: The plan.
        record: The core whose timeline is wanted.

    Raises:
        BackendError: It does not end well, or there is no compiler.
    """
    from codegen.cost.own_code import costs_of

    result = launch(plan, make_tensors(plan.case), costs=costs_of(plan), record=record)
    output_of(plan, result)
    return result


@cache
def runner_of(variant: Variant, chip: Chip) -> Path:
    """The emitted files of a variant, compiled for the CPU."""
    return compiled(variant, emitted_texts(variant), chip.name)


def compiled(variant: Variant, texts: Mapping[str, str], chip: ChipName) -> Path:
    """Emitted files of a variant, or what has been made of them, compiled for the CPU."""
    return build(texts, unit_of(variant), ARCHITECTURES[chip], libraries_of(variant))


@cache
def emitted_texts(variant: Variant) -> Mapping[str, str]:
    """The emitted files of a variant, and what all operations share, by their paths below the output folder."""
    return {str(path): text for path, text in files_of(variant).items()}
