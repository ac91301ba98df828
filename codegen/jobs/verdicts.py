"""What is said of a case that workers have run: its results, and what became of it on the way."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.jobs.verifying import Verdicts, Verifying
from codegen.jobs.work import Done
from codegen.judge.verdict import Result
from codegen.plan.sequence import CasePlan


def verdicts_of(done: Done[CasePlan, Verdicts], work: Verifying) -> Verdicts:
    """The results of a case; if the workers that had it died, each of its backends has failed."""
    if done.answer is None:
        return tuple(result.model_copy(update={"worker": done.worker}) for result in _fatal(done, work))
    notes = [f"ran again: worker {one} died" for one in done.died]
    if done.before:
        verdicts, worker = done.before
        notes += [f"ran again: {_failures(verdicts)} on worker {worker}"]
    return tuple(one.model_copy(update={"worker": done.worker, "notes": (*one.notes, *notes)}) for one in done.answer)


def _fatal(done: Done[CasePlan, Verdicts], work: Verifying) -> Sequence[Result]:
    return [
        Result(
            case=done.item.case.id,
            variant=done.item.variant.name,
            backend=name,
            chip=done.item.chip.name,
            verdict="error",
            expected=done.item.case.expect,
            seconds=0,
            message=done.why_no_answer,
            notes=done.item.notes,
        )
        for name in work.backends
    ]


def _failures(verdicts: Verdicts) -> str:
    """What a board has made of a case, in a line: its chip's verdict, and why."""
    failures = [one for one in verdicts if one.backend == "device"]
    return "; ".join(f"{one.verdict}: {one.message.splitlines()[0] if one.message else ''}" for one in failures)
