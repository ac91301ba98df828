"""Runs mutations on the emulator and judges what is said about them."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from codegen.emulator import PlanRefusal, PlanWords, execute
from codegen.emulator import plan as emitted_plans
from codegen.emulator.translate import dram_addresses, plan_request, run_request
from codegen.judge.compare import compare, tolerance_of
from codegen.judge.explain import explain
from codegen.judge.golden import golden
from codegen.launch.emulated import compiled, emitted_differences, emitted_texts, output_of, runner_of
from codegen.launch.error import BackendError, Verdict
from codegen.model.case import Case
from codegen.model.loader import load_variants
from codegen.model.variant import TargetName, Variant
from codegen.mutation.mutation import Mutation, mutate
from codegen.mutation.outcome import Outcome
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import make_tensors
from codegen.schedules.schedule import all_schedules, schedule_of


def run_mutations(mutations: Sequence[Mutation]) -> Iterator[Outcome]:
    """Run mutations, as many at once as there are processors; the outcomes come in their order.

    Raises:
        EditError: A mutation does not fit what is emitted.
        CompileError: A mutation does not compile, so it shows nothing.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield from pool.map(run_mutation, mutations)


def run_mutation(mutation: Mutation) -> Outcome:
    """Break the variant of a mutation, run its case, and judge the verdict and the message."""
    started = time.perf_counter()
    plan = plan_of(mutation.case, mutation.chip, mutation.target)
    texts = mutate(emitted_texts(plan.variant), mutation, plan.variant.operation_name)
    runner = compiled(plan.variant, texts, mutation.chip)
    control, _, _ = run_control(mutation.case, mutation.chip, mutation.target)
    verdict, message, differences = launch(plan, runner)
    return Outcome(
        id=mutation.id,
        variant=plan.variant.name,
        what=mutation.what,
        expected=mutation.expected,
        verdict=verdict,
        message=message,
        culprit=culprit_line(mutation.culprit, message),
        plan_difference=differences[0] if differences else "",
        control=control,
        seconds=round(time.perf_counter() - started, 3),
    )


def culprit_line(culprit: str, message: str) -> str:
    """The first line of a message that points to the broken place; empty if none does.

    A line that belongs to a heading, as what a processor waits for belongs to its cores, comes with the heading.
    """
    heading = ""
    for line in message.splitlines():
        told = f"{heading}: {line.strip()}" if line.startswith(" ") else line
        heading = heading if line.startswith(" ") else line
        if re.search(culprit, told):
            return told
    return ""


@cache
def run_control(case: Case, chip: ChipName, target: TargetName | None = None) -> tuple[Verdict, str, list[str]]:
    """The case of a mutation on what is really emitted."""
    plan = plan_of(case, chip, target)
    return launch(plan, runner_of(plan.variant, plan.chip))


def launch(plan: ProgramPlan, runner: Path) -> tuple[Verdict, str, list[str]]:
    """Run a compiled variant, whatever its plan is.

    `ttdw verify` would stop at the first difference of the two plans. Here it is the chip that has to show the fault.

    Returns:
        The verdict, its message, and the differences of the two plans.
    """
    tensors = make_tensors(plan.case)
    (words,) = emitted_plans(runner, [plan_request(plan, *dram_addresses(plan))])
    result = execute(runner, run_request(_cut_as_emitted(plan, words), tensors, adder_slips=False))
    differences = emitted_differences(plan, result)
    try:
        output = output_of(plan, result)
    except BackendError as stopped:
        return stopped.verdict, str(stopped), differences
    wanted = golden(plan.case, tensors)
    fault = compare(output, wanted, tolerance_of(plan, tensors)).fault
    if not fault:
        return "pass", "", differences
    return "mismatch", f"{fault}\n{explain(plan, tensors, output, wanted)}", differences


def _cut_as_emitted(plan: ProgramPlan, words: PlanWords | PlanRefusal) -> ProgramPlan:
    """The plan with the slices of work of the emitted one: on the chip, it is the emitted one that cuts the input."""
    if "error" in words:
        return plan
    work = schedule_of(plan.variant).work
    cores = [replace(core, work=work(*word["work"])) for core, word in zip(plan.cores, words["cores"], strict=True)]
    return replace(plan, cores=tuple(cores))


@cache
def plan_of(case: Case, chip: ChipName, target: TargetName | None = None) -> ProgramPlan:
    """The Python plan of a case."""
    folders = tuple(dict.fromkeys(schedule.specs for schedule in all_schedules()))
    variant = _variants(folders)[case.variant]
    return plan_program(variant.model_copy(update={"target": target or variant.target}), case, CHIPS[chip])


@cache
def _variants(folders: tuple[Path, ...]) -> dict[str, Variant]:
    return {loaded.variant.name: loaded.variant for loaded in load_variants(folders)}
