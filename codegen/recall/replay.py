"""Runs what was verified before, and compares it again."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from codegen.judge.compare import compare
from codegen.model.formats import BFLOAT16
from codegen.native.ask import GRACE_SECONDS, RunnerError, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen.recall.record import CaseRecord, Record


class ReplayError(RuntimeError):
    """Something is not as it was: the long way must tell what."""


class Passed(NamedTuple):
    """A case that passes again; the fields are those of codegen.judge.verdict.Result."""

    case: str
    pcc: float | None
    max_abs_err: float | None
    seconds: float
    notes: tuple[str, ...]
    backend: str = "emulator"
    verdict: Literal["pass"] = "pass"
    message: str = ""
    device: None = None


def replay(record: Record) -> Iterator[Passed]:
    """Run the cases one by one.

    Raises:
        ReplayError: One does not pass.
    """
    return map(_replay_case, record.cases)


def _replay_case(one: CaseRecord) -> Passed:
    started = time.perf_counter()
    try:
        answer = ask([one.runner, "run"], one.request, one.time_limit + GRACE_SECONDS)
    except (RunnerError, OSError) as error:
        raise ReplayError(str(error)) from error
    header, _, shards = answer.partition(b"\n")
    outcome = json.loads(header)
    if outcome["verdict"] != "pass":
        raise ReplayError(f"{one.case}: {outcome['verdict']}")
    if outcome["plan"] != one.plan:
        raise ReplayError(f"{one.case}: another plan")
    output = BFLOAT16.decode(np.frombuffer(shards, dtype="<u2")[one.placement])
    comparison = compare(output, one.convolution.compute(), one.tolerance)
    if comparison.fault:
        raise ReplayError(f"{one.case}: {comparison.fault}")
    seconds = round(time.perf_counter() - started, 3)
    return Passed(one.case, comparison.pcc, comparison.max_abs_err, seconds, one.notes)
