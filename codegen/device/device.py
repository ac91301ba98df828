"""Runs plans on the chip: the emitted plan makes the program, and a worker that hangs or dies is replaced."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from codegen.device.error import DeviceError
from codegen.device.facts import Facts, read_facts, require_fit
from codegen.device.find import DeviceSetup, worker_environment
from codegen.device.job import read_output, write_job, write_kernels
from codegen.device.process import Spent, TimeUpError, WorkerDiedError, WorkerProcess
from codegen.emit.context import unit_of
from codegen.emulator import CompilerNotFoundError, PlanRequest, PlanWords, build_planner, prepare_bias, prepare_weights
from codegen.emulator import plan as emitted_plans
from codegen.emulator.translate import plan_differences, plan_request
from codegen.model.arrays import Floats, Words
from codegen.model.formats import BFLOAT16
from codegen.native.children import run
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import ProgramPlan, replace_weight_addr
from codegen.reference.tensors import Tensors

WORKER = Path(__file__).parent / "worker.py"

OPEN_LIMIT_SECONDS = 120
RESET_LIMIT_SECONDS = 300

MOVE_BYTES = 4096
"""How far the buffers move for the second launch, where L1 has that much left."""

DIFFERENCES = 5
"""Differences of the two plans that are told."""


@dataclass(frozen=True)
class DeviceRun:
    """Two launches of a program; the second one with its buffers at other addresses.

    Attributes:
        output: [batch, output height, output width, channels].
        again: The output of the second launch.
        compile_seconds: Time in which compilers ran for the kernels.
        launch_seconds: The other time of each launch, with the transfer of its output.
        cache_hit: Whether the second launch found its program in the program cache.
        moved: The tensors that lay elsewhere at the second launch.
    """

    output: Floats
    again: Floats
    compile_seconds: float
    launch_seconds: tuple[float, float]
    cache_hit: bool
    moved: tuple[str, ...]


@dataclass(frozen=True)
class MissingDevice:
    """Stands for the chip where there is none, or no way to reach it."""

    cause: str
    facts: Facts | None = None

    def open(self) -> Facts:
        """Say why there is none.

        Raises:
            DeviceError: Always.
        """
        raise DeviceError("unsupported", self.cause)

    def run(self, _plan: ProgramPlan, _tensors: Tensors, _texts: Mapping[str, str]) -> DeviceRun:
        """Say why nothing runs.

        Raises:
            DeviceError: Always.
        """
        raise DeviceError("unsupported", self.cause)


class Device:
    """The chip. The worker that holds it is started when it is first needed, and again after one that was lost."""

    def __init__(self, setup: DeviceSetup, command: tuple[str, ...] = ()) -> None:
        """Nothing is started yet.

        Args:
            setup: How programs reach the chip.
            command: The worker; worker.py in the Python of the setup if left out.
        """
        self._setup = setup
        self._command = command or (setup.python, str(WORKER))
        self._worker: WorkerProcess | None = None
        self._scratch = tempfile.TemporaryDirectory(prefix="ttdw-device-")
        self._jobs = 0
        self._closed: DeviceError | None = None
        self.facts: Facts | None = None
        """What the chip is; None until it was opened."""

    def __enter__(self) -> Device:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None) -> None:
        if self._worker and kind and issubclass(kind, KeyboardInterrupt):
            self._worker.kill()  # it may be in the middle of a launch
        elif self._worker:
            self._worker.close()
        self._scratch.cleanup()

    def open(self) -> Facts:
        """Open the chip, unless it is open.

        Raises:
            DeviceError: It does not open; nor is it tried again.
        """
        if self._closed:
            raise self._closed
        if self._worker is None or self.facts is None:
            try:
                self._worker, self.facts = self._start()
            except DeviceError as error:
                self._closed = error
                raise
        return self.facts

    def run(self, plan: ProgramPlan, tensors: Tensors, texts: Mapping[str, str]) -> DeviceRun:
        """Launch a program twice.

        Args:
            plan: The plan that the emitted one must agree with.
            tensors: What it computes with.
            texts: The emitted files of the plan's variant, by their paths below the output folder.

        Raises:
            DeviceError: There is no output.
        """
        require_fit(plan, self.open())
        try:
            planner = build_planner(texts, unit_of(plan.variant))
        except CompilerNotFoundError as error:
            raise DeviceError("unsupported", f"the emitted plan has to be compiled: {error}") from error
        folder = self._new_folder("job")
        try:
            write_job(folder, plan, tensors, *self._prepare(planner, plan, tensors), write_kernels(texts))
            return self._launch_twice(planner, plan, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _launch_twice(self, planner: Path, plan: ProgramPlan, folder: Path) -> DeviceRun:
        left = plan.budget.available - plan.budget.used
        alignment = plan.chip.l1_buffer_alignment
        first = self._launch(planner, plan, folder, "first", 0)
        second = self._launch(planner, plan, folder, "second", min(left, MOVE_BYTES) // alignment * alignment)
        return DeviceRun(
            output=first.output,
            again=second.output,
            compile_seconds=first.spent.compiling + second.spent.compiling,
            launch_seconds=(first.spent.running, second.spent.running),
            cache_hit=second.cache_hit,
            moved=tuple(name for name, address in second.addresses.items() if address != first.addresses[name]),
        )

    def _start(self) -> tuple[WorkerProcess, Facts]:
        try:
            worker = WorkerProcess(self._command, self._new_folder("worker"), worker_environment(self._setup.device_id))
        except OSError as error:
            raise DeviceError("unsupported", f"the Python for the device does not start: {error}") from error
        try:
            line, _ = worker.receive(OPEN_LIMIT_SECONDS)
            return worker, read_facts(line, self._setup.simulated)
        except (TimeUpError, WorkerDiedError) as error:
            message = f"the chip does not open: {error}"
            if isinstance(error, TimeUpError):
                message += f"\n{worker.log()}"
            worker.kill()
            raise DeviceError("error", message) from error
        except BaseException:
            worker.kill()
            raise

    def _new_folder(self, kind: str) -> Path:
        self._jobs += 1
        folder = Path(self._scratch.name) / f"{kind}-{self._jobs}"
        folder.mkdir()
        return folder

    def _prepare(self, planner: Path, plan: ProgramPlan, tensors: Tensors) -> tuple[Words, Words]:
        """What the emitted code prepares: weights [tiles, datums of a tile], bias [channel shards, datums of a stick].

        The bias is empty unless it is a tensor of its own.
        """
        encode = plan.case.weights_format.encode
        datums = prepare_weights(planner, self._request(plan, 0), encode(tensors.weights), encode(tensors.bias))
        wanted = plan.geometry.channel_shards * plan.geometry.weight_pitch_tiles * TILE_DATUMS
        if datums.size != wanted:
            message = f"the emitted code prepares {datums.size} datums of weights, the kernels read {wanted}"
            raise DeviceError("error", message)
        bias = prepare_bias(planner, self._request(plan, 0), encode(tensors.bias))
        return datums.reshape(-1, TILE_DATUMS), bias.reshape(-1, plan.geometry.shard_channels)

    def _launch(self, planner: Path, plan: ProgramPlan, folder: Path, which: str, move_bytes: int) -> _Launch:
        allocate = {"do": "allocate", "job": str(folder), "move_bytes": move_bytes}
        allocated, _ = self._ask(allocate, f"while it allocates for the {which} launch")
        addresses: dict[str, int] = allocated["addresses"]
        words = self._emitted_plan(planner, plan, addresses["weights"], addresses.get("bias", 0))
        file = folder / f"{which}.npy"
        launched, spent = self._ask({"do": "launch", "plan": words, "output": str(file)}, f"at the {which} launch")
        return _Launch(BFLOAT16.decode(read_output(plan, file)), addresses, launched["cached"], spent)

    def _request(self, plan: ProgramPlan, weight_addr: int, bias_addr: int = 0) -> PlanRequest:
        """The question to the emitted plan, with the coordinates of the chip that was found."""
        assert self.facts
        request = plan_request(plan, weight_addr, bias_addr)
        return replace(request, chip=replace(request.chip, noc_coordinates=self.facts.noc))

    def _emitted_plan(self, planner: Path, plan: ProgramPlan, weight_addr: int, bias_addr: int) -> Mapping[str, Any]:
        """The emitted plan for a launch with weights and bias at these addresses [bytes]: the one that Python makes."""
        (words,) = emitted_plans(planner, [self._request(plan, weight_addr, bias_addr)])
        if refusal := words.get("error"):
            raise DeviceError("error", f"the emitted plan is refused: {refusal}")
        differences = plan_differences(replace_weight_addr(plan, weight_addr, bias_addr), cast("PlanWords", words))
        if differences:
            raise DeviceError("error", "the emitted plan differs: " + "; ".join(differences[:DIFFERENCES]))
        return words

    def _ask(self, request: dict[str, Any], when: str) -> tuple[dict[str, Any], Spent]:
        """Ask the worker; one that does not answer as it should is given up."""
        assert self._worker
        try:
            answer, spent = self._worker.ask(request, self._setup.time_limit)
        except TimeUpError as error:
            self._give_up().kill()
            message = "\n".join(filter(None, [f"{when}: {error}; the worker was ended", self._reset()]))
            raise DeviceError("hang", message) from error
        except WorkerDiedError as error:
            self._give_up().kill()
            raise DeviceError("error", f"{when}: {error}") from error
        if "error" in answer:
            self._give_up().close()
            raise DeviceError("error", f"{when}: {answer['error']}")
        return answer, spent

    def _give_up(self) -> WorkerProcess:
        """The worker, which is not asked again."""
        assert self._worker
        worker, self._worker = self._worker, None
        return worker

    def _reset(self) -> str:
        """Reset the chip after a hang, if a command for it is known; what came of it."""
        command = self._setup.reset_command
        if not command or self._setup.simulated:
            return ""
        told = f"reset with `{shlex.join(command)}`"
        try:
            done = run(command, seconds=RESET_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            return (
                f"{told} failed: it has not ended within {RESET_LIMIT_SECONDS:g} s; --reset-command names another one"
            )
        except OSError as error:
            return f"{told} failed: {error}"
        if done.returncode != 0:
            complaint = (done.stderr or done.stdout).decode(errors="replace").strip()
            return f"{told} failed with exit code {done.returncode}: {complaint}"
        return told


@dataclass(frozen=True)
class _Launch:
    output: Floats
    addresses: dict[str, int]
    cache_hit: bool
    spent: Spent
