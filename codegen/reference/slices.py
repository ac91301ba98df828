"""The tensors of a layer cut into those of its slices, and put together again: what moves between DRAM and L1."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.plan.sequence import CasePlan, SequencePlan
from codegen.plan.slices import Slice
from codegen.reference.tensors import Tensors


def tensors_of(one: Slice, tensors: Tensors) -> Tensors:
    """What a slice computes with, of what its layer does."""
    channels = one.outputs.channels
    own = slice(channels.start, channels.stop)
    return Tensors(one.inputs.of(tensors.input), tensors.weights[own], tensors.bias[own])


def join_slices(plan: SequencePlan, outputs: Iterable[Floats]) -> Floats:
    """The output of a layer, [batch, output height, output width, channels], of those of its slices."""
    whole = np.empty((plan.case.batch, *plan.case.output, plan.case.out_channels), np.float32)
    for one, output in zip(plan.slices, outputs, strict=True):
        whole[one.outputs.place] = output
    return whole


def run_case(plan: CasePlan, tensors: Tensors, run: Callable[[ProgramPlan, Tensors], Floats]) -> Floats:
    """The output of a case: of its program, or of its slices one behind the other.

    Args:
        plan: The plan.
        tensors: What the whole case computes with.
        run: From a program and its tensors to its output.
    """
    if isinstance(plan, ProgramPlan):
        return run(plan, tensors)
    pairs = zip(plan.programs, plan.slices, strict=True)
    return join_slices(plan, (run(program, tensors_of(one, tensors)) for program, one in pairs))
