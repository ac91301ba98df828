"""Asks a runner for plans, and has it execute programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

import numpy as np

from codegen.emulator.counters import CoreCounters, read_counters
from codegen.emulator.request import (
    Core,
    PlanRequest,
    RunRequest,
    encode_plan_request,
    encode_run_request,
    encode_weights_request,
)
from codegen.emulator.times import Times, read_times
from codegen.native.ask import GRACE_SECONDS, PLAN_SECONDS, RunnerError, ask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

Verdict = Literal["pass", "hang", "error", "race", "timeout"]


class CoreWords(TypedDict):
    """What the emitted plan says about a core; words in the order of the emitted structs."""

    core: list[int]
    noc: list[int]
    work: list[int]
    reader_args: list[int]
    compute_args: list[int]
    writer_args: list[int]


class KernelWords(TypedDict):
    """The arguments of a kernel that are the same on every core."""

    compile_time_args: list[int]
    common_args: list[int]


class PlanWords(TypedDict):
    """An emitted plan; words in the order of the emitted structs.

    A circular buffer is [index, num_pages, page_bytes, memory], a semaphore [id, initial_value].
    """

    geometry: list[int]
    circular_buffers: list[list[int]]
    semaphores: list[list[int]]
    reader: KernelWords
    compute: KernelWords
    writer: KernelWords
    cores: list[CoreWords]


class PlanRefusal(TypedDict):
    """The emitted plan threw std::invalid_argument with this message."""

    error: str


@dataclass(frozen=True)
class Waiting:
    """A processor that waited when nobody could go on.

    Attributes:
        core: Logical coordinates.
        processor: BRISC, NCRISC, TRISC0, TRISC1 or TRISC2.
        role: reader, writer, unpack, math or pack.
        waits_for: The call, what it waits for, what it needs and what is there.
        site: File and line of the kernel, where it waits.
        feeder: Who has to act for it to go on, and what keeps it from that.
        signals: For a semaphore: each core and processor that has set or incremented it, and where.
    """

    core: Core
    processor: str
    role: str
    waits_for: str
    site: str = ""
    feeder: str = ""
    signals: tuple[tuple[Core, str], ...] | None = None


@dataclass(frozen=True)
class RunResult:
    """What became of a program.

    Attributes:
        verdict: `pass` says that it ran to its end, not that the output is right.
        message: What went wrong, and on which processor of which core.
        waiting: On a hang, every processor that has not ended.
        output: bfloat16 bits, uint16 [cores, datums of an output shard]; None unless the verdict is `pass`.
            What no kernel has written reads 0x7f7f.
        plan: The plan that was executed, None if there is none.
        counters: What each core has done, also if the program did not end well. The launch that checks the semaphores
            (see `error` of the next launch in the README) is not in it.
        times: When each core was done, and what its lanes did until then; None unless the request brings costs.
    """

    verdict: Verdict
    message: str
    waiting: tuple[Waiting, ...]
    output: NDArray[np.uint16] | None
    plan: PlanWords | None
    counters: tuple[CoreCounters, ...] = ()
    times: Times | None = None


def plan(program: Path, requests: Sequence[PlanRequest]) -> list[PlanWords | PlanRefusal]:
    """The plan for each request, by one process.

    Args:
        program: What `build` or `build_planner` has returned.
        requests: Any number of them.

    Raises:
        RunnerError: If the runner fails.
    """
    answers = ask(
        [str(program), "plan"], b"".join(map(encode_plan_request, requests)), timeout=PLAN_SECONDS
    ).splitlines()
    if len(answers) != len(requests):
        raise RunnerError(f"the runner answered {len(answers)} of {len(requests)} requests")
    return [json.loads(answer) for answer in answers]


def prepare_weights(
    planner: Path, request: PlanRequest, weights: NDArray[np.uint16], bias: NDArray[np.uint16]
) -> NDArray[np.uint16]:
    """Weights and bias as the emitted code lays them out for its kernels.

    Args:
        planner: What `build_planner` has returned.
        request: The problem.
        weights: bfloat16 bits, [channels, kernel_height, kernel_width].
        bias: bfloat16 bits, [channels]; not looked at unless the problem has a bias.

    Returns:
        bfloat16 bits, one after the other.

    Raises:
        RunnerError: If the emitted code refuses the problem, or the planner fails.
    """
    return _prepare(planner, "weights", encode_weights_request(request, weights, bias))


def prepare_bias(planner: Path, request: PlanRequest, bias: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """A bias that is a tensor of its own, as the emitted code lays it out for its kernels.

    Args:
        planner: What `build_planner` has returned.
        request: The problem.
        bias: bfloat16 bits, [channels].

    Returns:
        bfloat16 bits, one after the other; none if the problem has no bias, or the weights hold it.

    Raises:
        RunnerError: If the emitted code refuses the problem, or the planner fails.
    """
    return _prepare(planner, "bias", encode_weights_request(request, np.empty(0, np.uint16), bias))


def _prepare(planner: Path, tensor: str, question: bytes) -> NDArray[np.uint16]:
    header, _, datums = ask([str(planner), tensor], question, timeout=PLAN_SECONDS).partition(b"\n")
    if refusal := json.loads(header).get("error"):
        verb = "are" if tensor == "weights" else "is"
        raise RunnerError(f"the {tensor} {verb} refused: {refusal}")
    return np.frombuffer(datums, dtype="<u2").astype(np.uint16)


def execute(program: Path, request: RunRequest) -> RunResult:
    """Runs a program on all its cores.

    Args:
        program: What `build` has returned, for the architecture of the request's chip.
        request: The program and its data.

    Raises:
        RunnerError: If the runner fails. What the program does wrong is a verdict, no exception.
    """
    answer = ask([str(program), "run"], encode_run_request(request), timeout=request.time_limit + GRACE_SECONDS)
    header, _, shards = answer.partition(b"\n")
    outcome = json.loads(header)
    output = None
    if outcome["verdict"] == "pass":
        output = np.frombuffer(shards, dtype="<u2").reshape(-1, request.output_shard_words).astype(np.uint16)
    return RunResult(
        verdict=outcome["verdict"],
        message=outcome["message"],
        waiting=tuple(map(_waiting, outcome["waiting"])),
        output=output,
        plan=outcome["plan"],
        counters=read_counters(outcome["counters"]),
        times=read_times(outcome["times"]),
    )


def _waiting(it: dict[str, Any]) -> Waiting:
    x, y = it["core"]
    signals = it["signals"]
    if signals is not None:
        signals = tuple(sorted(((x, y), who) for x, y, who in signals))
    return Waiting((x, y), it["processor"], it["role"], it["waits_for"], it["site"], it["feeder"], signals)
