"""Runs cases on backends and compares what they compute with the golden convolution."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from codegen.cost.model import cost_of, times_of
from codegen.cost.timeline import Timeline, timeline_of
from codegen.device import Device, DeviceError, DeviceRun, MissingDevice
from codegen.emulator import CompileError, RunnerError
from codegen.judge.compare import Comparison, compare, tolerance_of
from codegen.judge.error_map import error_map
from codegen.judge.explain import explain
from codegen.judge.golden import Golden, GoldenBy, golden
from codegen.judge.sequence import SequenceRun
from codegen.judge.verdict import Difference, OnDevice, Result
from codegen.launch.backends import BACKENDS, NO_DEVICE
from codegen.launch.emulated import emitted_texts, emulate, timed_run
from codegen.launch.error import BackendError, Verdict
from codegen.model.arrays import Floats
from codegen.model.case import BackendName
from codegen.model.formats import Format
from codegen.model.variant import Variant
from codegen.plan.core_map import core_map
from codegen.plan.program import ProgramPlan
from codegen.plan.sequence import CasePlan, SequencePlan
from codegen.reference.slices import tensors_of
from codegen.reference.tensors import InputKind, Tensors, WeightKind, make_tensors


def verify_plans(
    plans: Sequence[CasePlan],
    backends: Sequence[BackendName],
    weights: WeightKind = "random",
    numbers: InputKind = "random",
    device: Device | MissingDevice = NO_DEVICE,
    golden_by: GoldenBy = "numpy",
    timelines: bool = False,
) -> Iterator[Result]:
    """Run each plan on each backend with such weights and input; the results come one by one.

    Args:
        plans: The plans.
        backends: The backends.
        weights: What the weights are.
        numbers: What the input is.
        device: The chip.
        golden_by: What computes the golden output.
        timelines: Whether the emulator's results have a timeline: two more runs of each program that ends. Of a
            sequence of programs there is none.
    """
    for plan in plans:
        tensors = make_tensors(plan.case, weights, numbers)
        wanted = golden(plan.case, tensors, golden_by)
        if isinstance(plan, SequencePlan):
            runs = [
                CaseRun(program, tensors_of(one, tensors), wanted[one.outputs.place], device)
                for program, one in zip(plan.programs, plan.slices, strict=True)
            ]
            yield from map(SequenceRun(plan, tensors, wanted, runs).on, backends)
            continue
        run = CaseRun(plan, tensors, wanted, device)
        for name in backends:
            result = run.on(name)
            if timelines and name == "emulator" and name in run.outputs:
                result = result.model_copy(update={"timeline": slowest_timeline(plan)})
            yield result


@dataclass(frozen=True)
class CaseRun:
    """A case that is run on one backend after the other.

    Attributes:
        plan: The plan.
        tensors: What it computes with.
        wanted: The golden output.
        device: The chip, or what says why there is none.
        outputs: What the backends have computed so far.
        judged: The same without what the chip's adder spoils.
    """

    plan: ProgramPlan
    tensors: Tensors
    wanted: Golden
    device: Device | MissingDevice = NO_DEVICE
    outputs: dict[BackendName, Floats] = field(default_factory=dict)
    judged: dict[BackendName, Floats] = field(default_factory=dict)

    def on(self, name: BackendName) -> Result:
        """Run the case on a backend. Whatever happens there becomes a verdict."""
        started = time.perf_counter()
        verdict: Verdict = "pass"
        message, comparison, launched = "", None, None
        stopped_at: tuple[tuple[int, int], ...] = ()
        wrong: Floats | None = None
        number_format = self.plan.case.output_format
        try:
            _refuse_checkpoint(self.plan.variant)
            launched = self._launch() if name == "device" else None
            output = launched.output if launched else BACKENDS[name](self.plan, self.tensors)
        except (BackendError, DeviceError) as stopped:
            verdict, message = stopped.verdict, str(stopped)
            stopped_at = stopped.cores if isinstance(stopped, BackendError) else ()
        except Exception as failure:
            verdict, message = "error", f"{type(failure).__name__}: {failure}"
        else:
            self.outputs[name] = output
            comparison, message = self._compare(name, output)
            if comparison.fault:
                verdict, message = "mismatch", self._explain(comparison.fault, output)
                wrong = output
            elif launched and (changed := count_differences(launched.output, launched.again, number_format)):
                fault = f"the second launch, with other addresses, changes {changed} of {output.size} outputs"
                verdict, message = "mismatch", self._explain(fault, launched.again)
                wrong = launched.again
        return Result(
            case=self.plan.case.id,
            variant=self.plan.variant.name,
            backend=name,
            chip=self.plan.chip.name,
            verdict=verdict,
            expected=self.plan.case.expect,
            pcc=comparison.pcc if comparison else None,
            max_abs_err=comparison.max_abs_err if comparison else None,
            seconds=round(time.perf_counter() - started, 3),
            message=message,
            notes=self.plan.notes,
            device=self._on_device(launched) if name == "device" else None,
            cores=core_map(self.plan),
            stopped_at=stopped_at,
            errors=None if wrong is None else error_map(self.plan, self.tensors, wrong, self.wanted),
        )

    def _launch(self) -> DeviceRun:
        return self.device.run(self.plan, self.tensors, emitted_texts(self.plan.variant))

    def _compare(self, name: BackendName, output: Floats) -> tuple[Comparison, str]:
        """Compare an output with the golden one, apart from what the chip's adder spoils; what that was."""
        comparison = compare(output, self.wanted, tolerance_of(self.plan, self.tensors))
        self.judged[name] = output
        if not comparison.fault or name == "reference" or not self.plan.chip.adder_slips:
            return comparison, ""
        try:
            exact = emulate(self.plan, self.tensors, adder_slips=False)
            slipping = output if name == "emulator" else emulate(self.plan, self.tensors)
        except (BackendError, CompileError, RunnerError):  # nothing tells slips from faults
            return comparison, ""
        slipped = exact != slipping
        changed = np.count_nonzero(slipped)
        if not 0 < changed <= max(1, MOST_SLIPS * output.size):
            return comparison, ""
        self.judged[name] = np.where(slipped, exact, output)
        adder = f"the {self.plan.chip.name} adder"
        message = f"{changed} of {output.size} outputs are off by a slip of {adder}; judged without it"
        return compare(self.judged[name], self.wanted, tolerance_of(self.plan, self.tensors)), message

    def _explain(self, fault: str, output: Floats) -> str:
        return "\n".join(filter(None, [fault, explain(self.plan, self.tensors, output, self.wanted)]))

    def _on_device(self, launched: DeviceRun | None) -> OnDevice | None:
        facts = self.device.facts
        if facts is None:
            return None
        where = OnDevice(arch=facts.arch, simulated=facts.simulated, ttnn=facts.ttnn, target=self.plan.variant.target)
        if launched is None:
            return where
        emulated, number_format = self.outputs.get("emulator"), self.plan.case.output_format
        return where.model_copy(
            update={
                "compile_seconds": round(launched.compile_seconds, 3),
                "launch_seconds": tuple(round(one, 3) for one in launched.launch_seconds),
                "cache_hit": launched.cache_hit,
                "moved": launched.moved,
                "from_emulator": None if emulated is None else difference(launched.output, emulated, number_format),
            }
        )


def slowest_timeline(plan: ProgramPlan) -> Timeline | None:
    """What the core that is done last does when, as `ttdw cost --timeline` draws it; None if it does not end there."""
    try:
        slowest = cost_of(plan, timed_run(plan)).slowest
        recorded = times_of(timed_run(plan, slowest.core)).timeline
    except (BackendError, CompileError, RunnerError):
        return None
    return timeline_of(slowest.core, slowest.cycles, recorded).shortened()


def _refuse_checkpoint(variant: Variant) -> None:
    """The emulator and the device launch kernels without the emitted factory, which would stop them.

    Raises:
        BackendError: The variant is a checkpoint; whatever a backend computes, the operation does not.
    """
    if variant.is_checkpoint:
        reason = "its program factory stops before anything runs; set stage: implementation to verify it"
        raise BackendError("unsupported", f"{variant.memory_layout} variant {variant.name} is a checkpoint: {reason}")


MOST_SLIPS = 1e-3
"""Part of the outputs that slips can spoil at most; about one in a million is seen. More has another cause."""


def count_differences(one: Floats, other: Floats, number_format: Format) -> int:
    """How many words of two outputs differ in memory."""
    return int(np.count_nonzero(number_format.encode(one) != number_format.encode(other)))


def difference(output: Floats, other: Floats, number_format: Format) -> Difference:
    """How two outputs differ, word by word."""
    with np.errstate(invalid="ignore"):  # of two infinities
        apart = output.astype(np.float64) - other
    largest = float(np.abs(apart).max()) if np.isfinite(apart).all() else None
    return Difference(outputs=count_differences(output, other, number_format), largest=largest)
