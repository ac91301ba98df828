"""The model over shipped cases, its bounds, and the table that it is made of."""

from __future__ import annotations

import math
from typing import get_args

import pytest

from codegen.commands.cases import plan_cases
from codegen.cost.lower_bound import lower_bounds
from codegen.cost.model import Cost, cost_of, times_of
from codegen.cost.throughputs import FREE_CALLS, RATES, RATES_VARIABLE, RISCV, Origin, costs
from codegen.emulator.instructions import CALLS, KERNEL_START, MATH, UNPACK, Settings
from codegen.emulator.request import Arch
from codegen.emulator.times import LANES, CallCost
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import launch
from codegen.model.case import FIDELITY_PHASES
from codegen.model.finding import InputError
from codegen.model.formats import BFLOAT8_B, BFLOAT16
from codegen.plan.chip import ChipName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import make_tensors

SMALL = [
    plan.case.id
    for file in ("seed", "stick")
    for plan in plan_cases(file, None, None, "wormhole").plans
    if math.prod((plan.case.batch, *plan.case.input, plan.case.channels)) <= 14 * 14 * 672
]
SETTINGS = Settings("wormhole_b0", "HiFi2")
WITHOUT_COST = {"gelu_tile", "gelu_tile_init", "silu_tile", "silu_tile_init"}


def plan_of(case: str, chip: ChipName = "wormhole") -> ProgramPlan:
    return plan_cases("stick" if case.startswith("stick") else "seed", [case], None, chip).plans[0]


def modelled(plan: ProgramPlan) -> Cost:
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    return cost_of(plan, launch(plan, make_tensors(plan.case), costs=costs(settings)))


@pytest.mark.parametrize("chip", ["wormhole", "blackhole"])
@pytest.mark.parametrize("case", SMALL)
def test_no_program_is_faster_than_its_lower_bound(case: str, chip: ChipName) -> None:
    cost = modelled(plan_of(case, chip))
    assert cost.cycles >= max(cost.lower_bounds.values())
    assert cost.ratio >= 1
    assert all(busy <= cost.cycles for busy in cost.slowest.busy.values())
    assert cost.slowest.busy[cost.bounding] == max(cost.slowest.busy.values())
    assert set(cost.untimed) <= WITHOUT_COST


def test_the_lower_bounds_by_hand() -> None:
    """64 channels, 8 x 8 outputs, 9 taps, 4 phases on 4 cores: 1,024 results a core."""
    assert lower_bounds(plan_of("block_2x2_c64_k3_s1")) == {
        "matrix unit": 9 * 1024 * 4 // 128,
        "unpackers": 9 * 1024 * 2 // 64,
        "packers": 1024 * 2 // 64,
    }


def test_the_lower_bounds_of_bfloat8_b() -> None:
    """17 of 32 bytes of bfloat16 for a datum of the input and of the output, which every schedule moves."""
    (plan,) = plan_cases("planes", ["planes_bf8_block_2x2_c64_k3_bias_relu6"], None, "wormhole").plans
    case = plan.case.model_copy(update={"dtype": "bfloat16", "output_dtype": "bfloat16"})
    for what in ("unpackers", "packers"):
        least = lower_bounds(plan_program(plan.variant, case))[what]
        assert lower_bounds(plan)[what] == math.ceil(least * 17 / 32)


def test_bytes_are_those_of_the_formats() -> None:
    """Tiles of the output are packed in the bytes of their format, whatever went before."""
    plan = plan_cases("planes", ["planes_block_1x2_gelu"], None, "wormhole").plans[0]
    case = plan.case.model_copy(update={"activation": "relu", "output_dtype": "bfloat8_b"})
    converting = plan_program(plan.variant, case, plan.chip)
    tiles = len(plan.cores) * next(buffer.num_pages for buffer in plan.buffers if buffer.name == "output")
    plain, converted = modelled(plan), modelled(converting)
    assert converted.bytes["unpacked"] == plain.bytes["unpacked"]
    assert plain.bytes["packed"] - converted.bytes["packed"] == tiles * (BFLOAT16.tile_bytes - BFLOAT8_B.tile_bytes)


def test_the_stick_schedule_costs_more() -> None:
    stick, flat = (modelled(plan_of(case)) for case in ("stick_block_2x2_c64_k3_s1", "block_2x2_c64_k3_s1"))
    assert stick.lower_bounds == flat.lower_bounds
    assert stick.cycles > 5 * flat.cycles
    assert stick.instructions > 5 * flat.instructions


def test_a_run_without_costs_has_no_cost() -> None:
    plan = plan_of("width_2x1_c64_k3_s1")
    with pytest.raises(ValueError, match="without costs"):
        times_of(launch(plan, make_tensors(plan.case)))


def test_each_constant_has_a_unit_and_a_source() -> None:
    assert all(rate.unit and rate.source for rate in RATES.values())
    chips: tuple[Arch, ...] = get_args(Arch)
    origins: tuple[Origin, ...] = get_args(Origin)
    assert all(rate.on(chip, origin) >= 0 for rate in RATES.values() for chip in chips for origin in origins)


def test_a_source_names_wolfpine_where_it_takes_another_number() -> None:
    assert all("wolfpine" in rate.source for rate in RATES.values() if rate.wolfpine)
    assert costs(SETTINGS, "wolfpine").rates != costs(SETTINGS, "documentation").rates


def test_the_environment_says_whose_rates_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert costs(SETTINGS) == costs(SETTINGS, "documentation")
    monkeypatch.setenv(RATES_VARIABLE, "wolfpine")
    assert costs(SETTINGS) == costs(SETTINGS, "wolfpine")
    monkeypatch.setenv(RATES_VARIABLE, "silicon")
    with pytest.raises(InputError, match=r"\$TTDW_RATES: \[rates-known\] no rates of 'silicon'"):
        costs(SETTINGS)


def test_a_call_costs_what_its_instructions_do() -> None:
    """mul_tiles: SETADCZW, SEMGET, SETC16 and a STALLWAIT of two cycles; 8 UNPACR of two; SETC16 and SETRWC."""
    for fidelity, phases in FIDELITY_PHASES.items():
        cost = costs(Settings("wormhole_b0", fidelity)).calls["mul_tiles"]
        assert cost[UNPACK] == CallCost(riscv=30, tensix=5, unit=16)
        assert cost[MATH] == CallCost(riscv=23, tensix=2 + (4 if phases == 1 else 0), unit=8 * phases)


def test_each_counted_call_has_a_cost() -> None:
    assert CALLS.keys() - {KERNEL_START} <= RISCV.keys() | set(FREE_CALLS)
    assert not RISCV.keys() & set(FREE_CALLS)


def test_the_lanes_are_those_of_the_runner() -> None:
    assert set(modelled(plan_of("width_2x1_c64_k3_s1")).slowest.busy) == set(LANES)
