"""The toy program: what it needs to run, and chips to run it on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codegen.emit.context import EmittedUnit
from codegen.emulator import Chip, PlanRequest, RunRequest, RunResult, build, execute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from codegen.emulator import Arch, MathFidelity

FOLDER = Path(__file__).parent
EMITTED = Path(__file__).parents[2] / "generated"
BLOCK_MULTIPLY = "toy/device/kernels/compute/block_multiply.hpp"
USED = {
    BLOCK_MULTIPLY: "depthwise_conv2d/device/kernels/compute/block_multiply.hpp",
    "toy/device/plan/numbers.hpp": "depthwise_conv2d/device/plan/numbers.hpp",
    "depthwise_common/kernels/kernel_api.hpp": "depthwise_common/kernels/kernel_api.hpp",
    "depthwise_common/plan/numbers.hpp": "depthwise_common/plan/numbers.hpp",
}
"""Files that are emitted, by where the toy uses them as they are."""

SCENARIO_NAMES = "toy/device/plan/scenarios.hpp"
PROGRAM = "toy/device/plan/program.hpp"
LAYOUT = "toy/device/plan/toy_args.hpp"
READER = "toy/device/kernels/dataflow/reader_toy.cpp"
WRITER = "toy/device/kernels/dataflow/writer_toy.cpp"
COMPUTE = "toy/device/kernels/compute/compute_toy.cpp"
UNIT = EmittedUnit(folder="toy", namespace="toy_variant", variant="alone", define="VARIANT_ALONE")
TILE_DATUMS = 1024
PAGE_DATUMS = 32  # of the ring
RING_DATUMS = 48 * PAGE_DATUMS
POISON = 0x7F7F  # what a datum reads that nobody has written

SCENARIOS = {
    name: int(number)
    for name, number in re.findall(r"^    (\w+) = (\d+),", (FOLDER / SCENARIO_NAMES).read_text(), flags=re.MULTILINE)
}
PLAN_FAULTS = {
    name: int(number)
    for name, number in re.findall(r"^    (\w+) = (\d+),", (FOLDER / PROGRAM).read_text(), flags=re.MULTILINE)
}

WORMHOLE = Chip(
    arch="wormhole_b0",
    l1_bytes=1_499_136,
    l1_base=105_824,
    l1_alignment=32,
    dram_banks=12,
    dram_alignment=32,
    noc_coordinates={(x, y): (18 + x, 18 + y) for x in range(8) for y in range(9)},
)
BLACKHOLE = Chip(
    arch="blackhole",
    l1_bytes=1_572_864,
    l1_base=111_744,
    l1_alignment=64,
    dram_banks=8,
    dram_alignment=64,
    noc_coordinates={(x, y): (x + 1 if x < 7 else x + 3, y + 2) for x in range(13) for y in range(10)},
)
CHIPS: dict[Arch, Chip] = {"wormhole_b0": WORMHOLE, "blackhole": BLACKHOLE}


def bfloat16(values: NDArray[np.floating]) -> NDArray[np.uint16]:
    """Bits of the values, cut to bfloat16."""
    return (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)


def float32(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Values of bfloat16 bits."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def request(
    scenario: str,
    *,
    parameter: int = 0,
    tiles: int = 2,
    columns: int = 1,
    rows: int = 1,
    plan_fault: str = "none",
    arch: Arch = "wormhole_b0",
    inputs: NDArray[np.uint16] | None = None,
    weights: NDArray[np.uint16] | None = None,
    fp32_dest_acc: bool = True,
    math_fidelity: MathFidelity = "HiFi4",
    time_limit: float = 20,
    buffer_users: Mapping[int, tuple[str, str | None]] | None = None,
) -> RunRequest:
    """A run of the toy; inputs and weights are uint16 [tiles, 1024], the inputs the same on every core."""
    if inputs is None:
        inputs = bfloat16(np.arange(1, tiles * TILE_DATUMS + 1, dtype=np.float32))
    if weights is None:
        weights = bfloat16(np.ones(tiles * TILE_DATUMS))
    problem = PlanRequest(
        conv=(SCENARIOS[scenario], tiles, PLAN_FAULTS[plan_fault], parameter),
        grid=[((0, 0), (columns - 1, rows - 1))],
        chip=CHIPS[arch],
        weight_addr=1_048_640 if arch == "wormhole_b0" else 1_048_704,
        fp32_dest_acc=fp32_dest_acc,
        l1_bytes=0,
    )
    return RunRequest(
        problem=problem,
        weights=weights.reshape(tiles, 32, 32),
        bias=np.zeros(0, np.uint16),
        input_shards=np.tile(inputs.reshape(1, -1), (columns * rows, 1)),
        output_shard_words=tiles * TILE_DATUMS,
        adder_slips=arch == "wormhole_b0",
        math_fidelity=math_fidelity,
        buffer_names={0: "input", 1: "weights", 2: "ring", 3: "output"},
        semaphore_names={0: "wanted", 1: "valid"},
        buffer_users=buffer_users or {},
        time_limit=time_limit,
    )


def sources() -> dict[str, str]:
    """The files of the toy, by relative path."""
    own = {path.relative_to(FOLDER).as_posix(): path.read_text() for path in FOLDER.glob("toy/**/*.[ch]pp")}
    return own | {path: (EMITTED / emitted).read_text() for path, emitted in USED.items()}


def run(asked: RunRequest, edited: Mapping[str, str] | None = None) -> RunResult:
    """Builds the toy, or the toy with edited files, for the chip of the request, unless it is built, and runs it."""
    return execute(build(sources() | dict(edited or {}), UNIT, asked.problem.chip.arch), asked)


def output_of(result: RunResult) -> NDArray[np.uint16]:
    """The output of a run that must have passed."""
    assert result.verdict == "pass", result.message
    assert result.output is not None
    return result.output


def with_chip(asked: RunRequest, chip: Chip) -> RunRequest:
    """The same request on another chip."""
    return replace(asked, problem=replace(asked.problem, chip=chip))
