"""A run of `verify` in which programs are broken on purpose: what a report is made for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from codegen.emulator import execute
from codegen.emulator.translate import run_request
from codegen.judge.verdict import Report
from codegen.judge.verify import verify_plans
from codegen.launch.backends import BACKENDS
from codegen.launch.emulated import compiled, emitted_texts, output_of, runner_of
from codegen.model.arrays import Floats
from codegen.mutation.catalogue import all_mutations
from codegen.mutation.mutation import Mutation, mutate
from codegen.mutation.run import plan_of
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import Tensors

MISMATCH, HANG, RACE = "first_output_column_ignored", "increment_dropped", "sender_does_not_wait"
"""A mutation for each verdict that a report has something to show of."""

SOUND = "sound"
"""A case that is left alone."""


def faulty_run(*faults: str, timelines: bool = False) -> Report:
    """What verify says of the cases of mutations, each under the name of its mutation, and of a sound one."""
    known = {one.id: one for one in all_mutations()}
    plans = [_plan(known[fault], fault) for fault in faults]
    sound = _plan(known[HANG], SOUND)
    with _broken({fault: known[fault] for fault in faults}):
        results = verify_plans([*plans, sound], ("reference", "emulator"), timelines=timelines)
        return Report(results=tuple(results))


def _plan(mutation: Mutation, name: str) -> ProgramPlan:
    return plan_of(mutation.case.model_copy(update={"id": name}), mutation.chip, mutation.target)


@contextmanager
def _broken(mutations: Mapping[str, Mutation]) -> Iterator[None]:
    def emulate(plan: ProgramPlan, tensors: Tensors) -> Floats:
        return output_of(plan, execute(_runner(plan, mutations.get(plan.case.id)), run_request(plan, tensors)))

    with patch.dict(BACKENDS, {"emulator": emulate}):
        yield


def _runner(plan: ProgramPlan, mutation: Mutation | None) -> Path:
    if mutation is None:
        return runner_of(plan.variant, plan.chip)
    texts = mutate(emitted_texts(plan.variant), mutation, plan.variant.operation_name)
    return compiled(plan.variant, texts, plan.chip.name)
