"""Runs cases on backends and compares what they compute with the golden convolution."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from codegen.device import Device, DeviceError, DeviceRun, MissingDevice
from codegen.emit.banner import shipped_source
from codegen.emit.output import SourcedVariant, output_files
from codegen.emit.render import namespace_of
from codegen.emulator import CompileError, CompilerNotFoundError, RunnerError, RunResult, build, describe_hang, execute
from codegen.emulator.times import Costs
from codegen.emulator.translate import ARCHITECTURES, dram_addresses, plan_differences, run_request
from codegen.judge.compare import Comparison, compare, tolerance_of
from codegen.judge.explain import explain
from codegen.judge.golden import Golden, GoldenBy, golden
from codegen.judge.verdict import Difference, OnDevice, Result, Verdict
from codegen.model.arrays import Floats
from codegen.model.formats import Format
from codegen.model.variant import Variant
from codegen.plan.chip import Chip
from codegen.plan.program import ProgramPlan, replace_weight_addr
from codegen.reference.execute import execute_plan
from codegen.reference.shards import join_output
from codegen.reference.tensors import InputKind, Tensors, WeightKind, make_tensors

BackendName = Literal["reference", "emulator", "device"]

Backend = Callable[[ProgramPlan, Tensors], Floats]
"""From a plan and the tensors of its case to the output, [batch, height, width, channels]; or raises BackendError."""


class BackendError(Exception):
    """A backend gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


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
    result = execute(runner, replace(run_request(plan, tensors, adder_slips), costs=costs, record=record))
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
        raise BackendError(result.verdict if result.verdict != "pass" else "error", message)
    return plan.case.number_format.decode(join_output(plan, result.output))


def timed_run(plan: ProgramPlan, record: tuple[int, int] | None = None) -> RunResult:
    """Run a plan on the emulator, and keep the times of its calls.

    Args:
        plan: The plan.
        record: The core whose timeline is wanted.

    Raises:
        BackendError: It does not end well, or there is no compiler.
    """
    from codegen.cost.throughputs import costs
    from codegen.emulator.instructions import Settings

    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    result = launch(plan, make_tensors(plan.case), costs=costs(settings), record=record)
    output_of(plan, result)
    return result


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
"""The backends that any machine may have, in the order in which they run; the device comes behind them."""

NO_DEVICE = MissingDevice("no device was asked for")


def verify_plans(
    plans: Sequence[ProgramPlan],
    backends: Sequence[BackendName],
    weights: WeightKind = "random",
    numbers: InputKind = "random",
    device: Device | MissingDevice = NO_DEVICE,
    golden_by: GoldenBy = "numpy",
) -> Iterator[Result]:
    """Run each plan on each backend with such weights and input; the results come one by one."""
    for plan in plans:
        tensors = make_tensors(plan.case, weights, numbers)
        run = CaseRun(plan, tensors, golden(plan.case, tensors, golden_by), device)
        for name in backends:
            yield run.on(name)


@dataclass(frozen=True)
class CaseRun:
    """A case that is run on one backend after the other.

    Attributes:
        plan: The plan.
        tensors: What it computes with.
        wanted: The golden output.
        device: The chip, or what says why there is none.
        outputs: What the backends have computed so far.
    """

    plan: ProgramPlan
    tensors: Tensors
    wanted: Golden
    device: Device | MissingDevice = NO_DEVICE
    outputs: dict[BackendName, Floats] = field(default_factory=dict)

    def on(self, name: BackendName) -> Result:
        """Run the case on a backend. Whatever happens there becomes a verdict."""
        started = time.perf_counter()
        verdict: Verdict = "pass"
        message, comparison, launched = "", None, None
        number_format = self.plan.case.number_format
        try:
            _refuse_checkpoint(self.plan.variant)
            launched = self._launch() if name == "device" else None
            output = launched.output if launched else BACKENDS[name](self.plan, self.tensors)
        except (BackendError, DeviceError) as stopped:
            verdict, message = stopped.verdict, str(stopped)
        except Exception as failure:
            verdict, message = "error", f"{type(failure).__name__}: {failure}"
        else:
            self.outputs[name] = output
            comparison, message = self._compare(name, output)
            if comparison.fault:
                verdict, message = "mismatch", self._explain(comparison.fault, output)
            elif launched and (changed := count_differences(launched.output, launched.again, number_format)):
                fault = f"the second launch, with other addresses, changes {changed} of {output.size} outputs"
                verdict, message = "mismatch", self._explain(fault, launched.again)
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
        )

    def _launch(self) -> DeviceRun:
        return self.device.run(self.plan, self.tensors, emitted_texts(self.plan.variant))

    def _compare(self, name: BackendName, output: Floats) -> tuple[Comparison, str]:
        """Compare an output with the golden one, apart from what the chip's adder spoils; what that was."""
        comparison = compare(output, self.wanted, tolerance_of(self.plan.case, self.plan.variant.schedule))
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
        judged = np.where(slipped, exact, output)
        adder = f"the {self.plan.chip.name} adder"
        message = f"{changed} of {output.size} outputs are off by a slip of {adder}; judged without it"
        return compare(judged, self.wanted, tolerance_of(self.plan.case, self.plan.variant.schedule)), message

    def _explain(self, fault: str, output: Floats) -> str:
        return "\n".join(filter(None, [fault, explain(self.plan, self.tensors, output, self.wanted)]))

    def _on_device(self, launched: DeviceRun | None) -> OnDevice | None:
        facts = self.device.facts
        if facts is None:
            return None
        where = OnDevice(arch=facts.arch, simulated=facts.simulated, ttnn=facts.ttnn, target=self.plan.variant.target)
        if launched is None:
            return where
        emulated, number_format = self.outputs.get("emulator"), self.plan.case.number_format
        return where.model_copy(
            update={
                "compile_seconds": round(launched.compile_seconds, 3),
                "launch_seconds": tuple(round(one, 3) for one in launched.launch_seconds),
                "cache_hit": launched.cache_hit,
                "moved": launched.moved,
                "from_emulator": None if emulated is None else difference(launched.output, emulated, number_format),
            }
        )


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
