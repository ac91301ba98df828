"""What can be asked of a runner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from codegen.model.case import FIDELITY_PHASES, MathFidelity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from codegen.emulator.times import Costs

Arch = Literal["wormhole_b0", "blackhole"]
Core = tuple[int, int]
"""Logical or NoC coordinates, (x, y)."""


@dataclass(frozen=True)
class Chip:
    """The facts of a chip that a program depends on. Sizes and addresses are in bytes.

    Attributes:
        arch: Architecture; `build` must have been told the same.
        l1_bytes: Size of L1, and the end of the sharded tensors, which are placed from there downwards.
        l1_base: First address for circular buffers, which are placed from there upwards.
        l1_alignment: Of circular buffers and sharded tensors.
        dram_banks: Number of banks, over which the pages of an interleaved tensor are spread.
        dram_alignment: Of pages in DRAM; reads of DRAM must be congruent modulo this.
        noc_coordinates: NoC coordinates of each worker core by its logical ones.
    """

    arch: Arch
    l1_bytes: int
    l1_base: int
    l1_alignment: int
    dram_banks: int
    dram_alignment: int
    noc_coordinates: Mapping[Core, Core]


@dataclass(frozen=True)
class PlanRequest:
    """A problem and the place where it is to be solved.

    Attributes:
        conv: The fields of the emitted struct Conv2d, in their order.
        grid: Ranges of logical cores in shard order; both corners belong to a range.
        chip: The chip.
        weight_addr: Address of the prepared weights in DRAM.
        fp32_dest_acc: Whether Dst accumulates in fp32.
        l1_bytes: What a core has for the buffers and shards of a program.
        bias_addr: Address of the prepared bias, where it is a tensor of its own.
    """

    conv: Sequence[int]
    grid: Sequence[tuple[Core, Core]]
    chip: Chip
    weight_addr: int
    fp32_dest_acc: bool
    l1_bytes: int
    bias_addr: int = 0


@dataclass(frozen=True)
class RunRequest:
    """A program with its data.

    Attributes:
        problem: What is planned and executed.
        weights: bfloat16 bits, uint16 [channels, kernel_height, kernel_width], not yet laid out.
        bias: bfloat16 bits, uint16 [channels]; not looked at unless the problem has a bias.
        input_shards: What memory holds, uint16 [cores, words of a shard], in shard order.
        output_shard_words: Words of 16 bits of an output shard of a core.
        adder_slips: Whether the adder miscounts the sum -1, as Wormhole's does.
        math_fidelity: How many phases a multiply takes.
        reader_noc: NoC of the reader kernel.
        writer_noc: NoC of the writer kernel.
        buffer_names: Names of circular buffers by index, for messages.
        semaphore_names: Names of semaphores by id, for messages.
        buffer_users: The kernels that push to a circular buffer and pop from it, by index: reader, compute, writer, or
            nobody. A buffer with a consumer must be empty at the end.
        buffer_rows: Height of the tiles of a circular buffer, by index; 32 if left out.
        receivers: The cores whose reader receives, where that is a kernel of its own.
        costs: What calls cost; without it no times are kept.
        record: The core whose timeline is wanted.
        time_limit: Seconds after which a program that still runs is ended, with the verdict timeout.
    """

    problem: PlanRequest
    weights: NDArray[np.uint16]
    bias: NDArray[np.uint16]
    input_shards: NDArray[np.uint16]
    output_shard_words: int
    adder_slips: bool = False
    math_fidelity: MathFidelity = "HiFi4"
    reader_noc: int = 0
    writer_noc: int = 1
    buffer_names: Mapping[int, str] = field(default_factory=dict)
    semaphore_names: Mapping[int, str] = field(default_factory=dict)
    buffer_users: Mapping[int, tuple[str | None, str | None]] = field(default_factory=dict)
    buffer_rows: Mapping[int, int] = field(default_factory=dict)
    receivers: Sequence[Core] = ()
    costs: Costs | None = None
    record: Core | None = None
    time_limit: float = 60


def encode_plan_request(request: PlanRequest, math_fidelity: MathFidelity = "HiFi4") -> bytes:
    """The request as the runner reads it: lines of a key and values, closed by a line `end`."""
    return _text([*_plan_lines(request, math_fidelity, adder_slips=False), "end"])


def encode_weights_request(request: PlanRequest, weights: NDArray[np.uint16], bias: NDArray[np.uint16]) -> bytes:
    """The request as the planner reads it, with the weights and the bias that are to be laid out."""
    lines = [*_plan_lines(request, "HiFi4", adder_slips=False), f"tensors {weights.size} {bias.size} 0 0 0", "end"]
    return _text(lines) + b"".join(tensor.astype("<u2").tobytes() for tensor in (weights, bias))


def encode_run_request(request: RunRequest) -> bytes:
    """The request as the runner reads it: lines up to `end`, then the tensors as raw little-endian words."""
    shards, datums = request.input_shards.shape
    lines = [
        *_plan_lines(request.problem, request.math_fidelity, request.adder_slips),
        f"processor_nocs {request.reader_noc} {request.writer_noc}",
        f"time_limit {request.time_limit}",
        *(f"buffer_name {index} {name}" for index, name in request.buffer_names.items()),
        *(f"semaphore_name {index} {name}" for index, name in request.semaphore_names.items()),
        *(
            f"buffer_users {index} {producer or 'nobody'} {consumer or 'nobody'}"
            for index, (producer, consumer) in request.buffer_users.items()
        ),
        *(f"buffer_rows {index} {rows}" for index, rows in request.buffer_rows.items()),
        *(f"receiver {x} {y}" for x, y in request.receivers),
        *(_cost_lines(request.costs, request.record) if request.costs else []),
        f"tensors {request.weights.size} {request.bias.size} {shards} {datums} {request.output_shard_words}",
        "end",
    ]
    tensors = (request.weights, request.bias, request.input_shards)
    return _text(lines) + b"".join(tensor.astype("<u2").tobytes() for tensor in tensors)


def _plan_lines(request: PlanRequest, math_fidelity: MathFidelity, adder_slips: bool) -> list[str]:
    chip = request.chip
    return [
        f"arch {chip.arch}",
        f"l1 {chip.l1_bytes} {chip.l1_base} {chip.l1_alignment}",
        f"l1_for_programs {request.l1_bytes}",
        f"dram {chip.dram_banks} {chip.dram_alignment} {request.weight_addr} {request.bias_addr}",
        f"math {FIDELITY_PHASES[math_fidelity]} {int(request.fp32_dest_acc)} {int(adder_slips)}",
        *(f"noc {x} {y} {noc_x} {noc_y}" for (x, y), (noc_x, noc_y) in chip.noc_coordinates.items()),
        f"conv {' '.join(map(str, request.conv))}",
        *(f"range {start[0]} {start[1]} {end[0]} {end[1]}" for start, end in request.grid),
    ]


def _cost_lines(costs: Costs, record: Core | None) -> list[str]:
    from codegen.emulator.times import cost_lines

    return cost_lines(costs, record)


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
