"""The emitted preparation of the input, compiled for this CPU, and the input shards of the Python plan."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from codegen.emit.context import namespace_of
from codegen.emulator.build import is_planning
from codegen.launch.emulated import emitted_texts
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.variant import Variant
from codegen.native.compiler import find_compiler
from codegen.native.writing import write_texts
from codegen.plan.buffers import round_up
from codegen.plan.chip import TILE_SIDE
from codegen.plan.program import CONV_FIELDS, ProgramPlan, conv_values, plan_program
from codegen.reference.shards import input_shards
from codegen.reference.tiles import to_tiles
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL

CASES: tuple[dict[str, object], ...] = (
    {"batch": 2, "input": (5, 6), "kernel": (3, 3), "padding": (1, 1)},
    {"batch": 1, "input": (9, 7), "kernel": (3, 5), "padding": (0, 2, 3, 1), "stride": (2, 3), "dilation": (2, 1)},
    {"batch": 3, "input": (2, 2), "kernel": (1, 1), "padding": (2, 0, 0, 1)},
    {"batch": 2, "input": (3, 5), "kernel": (3, 3), "padding": (4, 1, 0, 6), "padding_mode": "replicate"},
    {"batch": 2, "input": (5, 4), "kernel": (3, 5), "padding": (4, 1, 2, 3), "padding_mode": "reflect"},
)

MAIN = """
#include <numeric>
#include <cstdio>
#include <cstring>
#include <string>

#include "device/plan/input_layout.hpp"

// Arguments: the fields of Conv2d, channel shards, stick shards. The input holds 1, 2, 3, ...
int main(int, char** arguments) {
    using namespace NAMESPACE;
    uint32_t values[NUM_FIELDS + 2];
    for (uint32_t& value : values) {
        value = std::stoul(*++arguments);
    }
    Conv2d conv;
    static_assert(sizeof(conv) == NUM_FIELDS * sizeof(uint32_t));
    std::memcpy(&conv, values, sizeof(conv));
    const auto geometry = plan_geometry(conv, values[NUM_FIELDS], values[NUM_FIELDS + 1], kShardUnit, true);
    std::vector<uint32_t> input(conv.batch * conv.input_height * conv.input_width * conv.channels);
    std::iota(input.begin(), input.end(), 1);
    for (const uint32_t datum : lay_out_input(input, conv, geometry)) {
        std::printf("%u ", datum);
    }
}
"""


@pytest.mark.parametrize("variant", ALL.values(), ids=ALL)
def test_python_and_cpp_lay_out_the_same_input(variant: Variant, tmp_path: Path) -> None:
    channels = 9 * schedule_of(variant).channel_multiple
    program = compile_main(variant, tmp_path)
    modes = schedule_of(variant).padding_modes
    for number, shape in enumerate(one for one in CASES if one.get("padding_mode", "zeros") in modes):
        case = Case.model_validate(
            {"id": f"case_{number}", "variant": variant.name, "channels": channels, "grid": (3, 3)} | shape
        )
        plan = plan_program(variant, case)
        assert np.array_equal(emitted_layout(program, plan), joined_shards(plan)), case


def compile_main(variant: Variant, folder: Path) -> Path:
    main = MAIN.replace("NAMESPACE", namespace_of(variant.operation_name)).replace("NUM_FIELDS", str(len(CONV_FIELDS)))
    texts = {path: text for path, text in emitted_texts(variant).items() if is_planning(path)}
    write_texts(texts | {"main.cpp": main}, folder)
    own = variant.operation_name
    arithmetic = [path for path in texts if path.startswith(f"{own}/") and path.endswith(".cpp")]
    find_compiler().run(["-std=c++20", "-O1", f"-I{own}", "main.cpp", *arithmetic, "-o", "main"], folder)
    return folder / "main"


def emitted_layout(program: Path, plan: ProgramPlan) -> Floats:
    values = conv_values(plan.case)
    numbers = [*(values[one.name] for one in CONV_FIELDS), plan.geometry.channel_shards, plan.geometry.stick_shards]
    done = subprocess.run([str(program), *map(str, numbers)], capture_output=True, text=True, check=True, timeout=60)
    return np.array(done.stdout.split(), np.float32)


def joined_shards(plan: ProgramPlan) -> Floats:
    """The shards of all cores, side by side and below each other, in the order of the tensor's memory."""
    case, geometry = plan.case, plan.geometry
    counted = np.arange(1, case.batch * case.input[0] * case.input[1] * case.channels + 1, dtype=np.float32)
    sticks = np.full(shape_of(plan), np.nan, np.float32)
    shards = input_shards(plan, counted.reshape(case.batch, *case.input, case.channels))
    for shard, core in zip(shards, plan.cores, strict=True):
        row = core.work.stick_shard * geometry.input_shard_sticks
        column = core.work.channel_shard * geometry.shard_channels
        sticks[row : row + len(shard), column : column + geometry.shard_channels] = shard
    rows, schedule = case.batch * case.input[0] * case.input[1], schedule_of(plan.variant)
    if schedule.layout == "TILE":
        sticks = to_tiles(sticks[: round_up(rows, TILE_SIDE), : round_up(case.channels, TILE_SIDE)])
    elif schedule.gathers:
        sticks = sticks[:rows]
    return sticks.reshape(-1)


def shape_of(plan: ProgramPlan) -> tuple[int, int]:
    geometry = plan.geometry
    return (
        geometry.stick_shards * geometry.input_shard_sticks,
        geometry.channel_shards * geometry.shard_channels,
    )
