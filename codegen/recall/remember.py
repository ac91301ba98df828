"""Makes the record of a verification that passed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from codegen.emulator import plan as emitted_plans
from codegen.emulator.request import encode_run_request
from codegen.emulator.translate import dram_addresses, plan_request, run_request
from codegen.judge.compare import tolerance_of
from codegen.judge.golden import convolution_of
from codegen.launch.emulated import runner_of
from codegen.plan.program import ProgramPlan
from codegen.recall.record import CaseRecord, Record, write_record
from codegen.reference.shards import join_output
from codegen.reference.tensors import InputKind, WeightKind, make_tensors

MOST_OUTPUTS = 1_000_000
"""Outputs of all cases together [numbers]. What has more takes so long that its start does not count."""


def remember(
    words: Sequence[str],
    files: Sequence[str],
    files_digest: str,
    plans: Sequence[ProgramPlan],
    weights: WeightKind,
    numbers: InputKind,
    quiet: bool,
) -> None:
    """Keep what a verification on the emulator asked, all cases of which passed without a remark.

    Args:
        words: The words behind `ttdw`.
        files: The specs and cases that the user named; files and folders.
        files_digest: Their digest from before they were read.
        plans: The plans of the cases.
        weights: What the weights are.
        numbers: What the input is.
        quiet: Whether it prints nothing.
    """
    if sum(plan.case.batch * plan.case.channels * np.prod(plan.case.output) for plan in plans) > MOST_OUTPUTS:
        return
    cases = tuple(_case_record(plan, weights, numbers) for plan in plans)
    write_record(words, files, files_digest, Record(quiet, cases))


def _case_record(plan: ProgramPlan, weights: WeightKind, numbers: InputKind) -> CaseRecord:
    tensors = make_tensors(plan.case, weights, numbers)
    request = run_request(plan, tensors)
    runner = runner_of(plan.variant, plan.chip)
    (planned,) = emitted_plans(runner, [plan_request(plan, *dram_addresses(plan))])
    places = np.arange(len(plan.cores) * request.output_shard_datums).reshape(len(plan.cores), -1)
    return CaseRecord(
        case=plan.case.id,
        runner=str(runner),
        request=encode_run_request(request),
        time_limit=request.time_limit,
        plan=dict(planned),
        placement=join_output(plan, places),
        convolution=convolution_of(plan.case, tensors),
        tolerance=tolerance_of(plan.case, plan.variant.schedule),
        notes=plan.notes,
    )
