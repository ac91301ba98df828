"""The verdict on a layer in slices, of the verdicts on these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.judge.compare import compare, tolerance_of
from codegen.judge.golden import Golden
from codegen.judge.verdict import Difference, OnDevice, Result
from codegen.model.case import BackendName
from codegen.plan.sequence import SequencePlan
from codegen.reference.slices import join_slices
from codegen.reference.tensors import Tensors

if TYPE_CHECKING:
    from codegen.judge.verify import CaseRun


@dataclass(frozen=True)
class SequenceRun:
    """A case in slices that is run on one backend after the other: its programs one behind the other.

    Attributes:
        plan: The plan.
        tensors: What the whole layer computes with.
        wanted: Its golden output.
        runs: Those of the slices. Each is judged by its part of the golden output of the whole layer, so that a wrong
            cut is a mismatch.
    """

    plan: SequencePlan
    tensors: Tensors
    wanted: Golden
    runs: Sequence[CaseRun]

    def on(self, name: BackendName) -> Result:
        """Run all slices on a backend, up to the first that does not pass."""
        results: list[Result] = []
        for run in self.runs:
            results.append(run.on(name))
            if results[-1].verdict != "pass":
                break
        told = [f"{self._where(number)}: {one.message}" for number, one in enumerate(results, 1) if one.message]
        result = results[-1].model_copy(
            update={
                "case": self.plan.case.id,
                "seconds": round(sum(one.seconds for one in results), 3),
                "message": "\n".join(told),
                "notes": self.plan.notes,
                "device": on_device([one.device for one in results if one.device]),
            }
        )
        return result if result.verdict != "pass" else self._judged(name, result)

    def _judged(self, name: BackendName, result: Result) -> Result:
        """The verdict on the whole output, where all slices have passed."""
        output = join_slices(self.plan, (run.judged[name] for run in self.runs))
        comparison = compare(output, self.wanted, tolerance_of(self.plan, self.tensors))
        return result.model_copy(
            update={
                "verdict": "mismatch" if comparison.fault else "pass",
                "message": "\n".join(filter(None, [comparison.fault, result.message])),
                "pcc": comparison.pcc,
                "max_abs_err": comparison.max_abs_err,
            }
        )

    def _where(self, number: int) -> str:
        """Which slice it is, counted from 1, and of what."""
        what, part = self.plan.slices[number - 1].outputs.along(self.plan.axis)
        return f"slice {number} of {len(self.runs)}, {what} {part.start} to {part.stop - 1}"


def on_device(runs: Sequence[OnDevice]) -> OnDevice | None:
    """What the runs of slices on the device come to; None if there are none."""
    launches = [one.launch_seconds for one in runs if one.launch_seconds]
    if not launches:
        return runs[-1] if runs else None
    apart = [one.from_emulator for one in runs if one.from_emulator]
    return runs[0].model_copy(
        update={
            "compile_seconds": round(sum(one.compile_seconds or 0 for one in runs), 3),
            "launch_seconds": tuple(round(sum(ones), 3) for ones in zip(*launches, strict=True)),
            "cache_hit": all(one.cache_hit for one in runs),
            "moved": tuple(dict.fromkeys(name for one in runs for name in one.moved)),
            "from_emulator": _largest(apart) if apart else None,
        }
    )


def _largest(differences: Sequence[Difference]) -> Difference:
    far = [one.largest for one in differences if one.largest is not None]
    largest = max(far) if len(far) == len(differences) else None
    return Difference(outputs=sum(one.outputs for one in differences), largest=largest)
