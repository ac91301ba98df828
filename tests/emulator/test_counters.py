"""The counters of the emulator are those of simulated chips, on every core and processor."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from codegen.commands.cases import plan_cases
from codegen.emulator import Arch, CoreCounters, ProcessorCounters, Settings, Traffic, count_instructions
from codegen.emulator.build import INCLUDE
from codegen.emulator.counters import DATA_MOVEMENT, SYNCHRONISATIONS, synchronisations
from codegen.emulator.instructions import CALLS, KERNEL_START, TENSIX_PROCESSORS
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import launch
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import make_tensors
from tests.emulator import toy

CONVERSIONS = Path(__file__).parent / "one_core_bf8.yaml"
CONVERTED = json.loads((Path(__file__).parent / "chip_instructions_bf8.json").read_text(encoding="utf-8"))["programs"]
ONE_CORE = Path(__file__).parent / "one_core.yaml"
PROGRAMS: list[dict[str, Any]] = [
    program
    for file in ("chip_counters.json", "chip_counters_stick.json")
    for program in json.loads((Path(__file__).parent / file).read_text(encoding="utf-8"))["programs"]
]


@cache
def plans(chip: str) -> Mapping[str, ProgramPlan]:
    return {
        plan.case.id: plan
        for file in ("seed", "stick", str(ONE_CORE))
        for plan in plan_cases(file, None, None, "blackhole" if chip == "blackhole" else "wormhole").plans
    }


def settings_of(plan: ProgramPlan) -> Settings:
    return Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)


def as_measured(counters: CoreCounters, settings: Settings) -> dict[str, Any]:
    """The counters of a core in the words of the file."""
    issued = count_instructions(counters, settings)
    assert issued.not_counted == {}
    processors = counters.processors.values()
    return {
        "instructions": {name: dict(sorted(numbers.items())) for name, numbers in issued.by_processor.items()},
        "datums": {what: sum(one.datums[what] for one in processors) for what in ("src_a", "src_b", "packed")},
        "noc": {
            name: {kind: [one.transactions, one.bytes] for kind, one in counters.processors[name].noc.items()}
            for name in DATA_MOVEMENT
        },
    }


@pytest.mark.parametrize("program", PROGRAMS, ids=[f"{one['case']}-{one['chip']}" for one in PROGRAMS])
def test_the_counters_are_those_of_a_chip(program: dict[str, Any]) -> None:
    plan = plans(program["chip"])[program["case"]]
    result = launch(plan, make_tensors(plan.case))
    assert result.verdict == "pass", result.message
    measured = {tuple(core): group for group in program["groups"] for core in group["cores"]}
    assert {one.core for one in result.counters} == measured.keys()
    for one in result.counters:
        for what, numbers in as_measured(one, settings_of(plan)).items():
            assert numbers == measured[one.core][what], f"{what} of core {one.core}"


def test_the_measured_programs_cover_layouts_fidelities_and_chips() -> None:
    covered = {(plan.variant.name, plan.case.math_fidelity, plan.chip.name) for plan in map(plan_of, PROGRAMS)}
    assert {variant for variant, _, _ in covered} == {
        "height_sharded",
        "block_sharded",
        "width_sharded",
        "block_sharded_stick",
        "width_sharded_stick",
    }
    assert {fidelity for _, fidelity, _ in covered} == {"HiFi2", "HiFi4"}
    assert {chip for _, _, chip in covered} == {"wormhole", "blackhole"}


def plan_of(program: dict[str, Any]) -> ProgramPlan:
    return plans(program["chip"])[program["case"]]


def core_that_calls(calls: Mapping[str, int]) -> CoreCounters:
    one = ProcessorCounters(calls, {}, {}, {}, {})
    return CoreCounters((0, 0), dict.fromkeys((*DATA_MOVEMENT, *TENSIX_PROCESSORS), one))


def test_a_call_without_a_row_is_named() -> None:
    counted = count_instructions(core_that_calls({"mul_tiles": 3, "reduce_tile": 2}), Settings("wormhole_b0", "LoFi"))
    assert counted.not_counted == {"reduce_tile": 2}
    assert counted.by_processor["TRISC1"]["ELWMUL"] == 3 * 8


@pytest.mark.parametrize(
    ("fidelity", "multiplies", "row_counters"), [("LoFi", 8, 5), ("HiFi2", 16, 1), ("HiFi3", 24, 1), ("HiFi4", 32, 1)]
)
def test_a_multiply_takes_its_phases(fidelity: Any, multiplies: int, row_counters: int) -> None:
    """As measured with one more mul_tiles, on both chips and with both widths of Dst."""
    for arch in ("wormhole_b0", "blackhole"):
        issued = CALLS["mul_tiles"](Settings(arch, fidelity))
        assert issued["TRISC1"] == {"ELWMUL": multiplies, "SETRWC": row_counters, "SETC16": 1}
        assert issued["TRISC0"] == {"SETADCZW": 1, "STALLWAIT": 1, "UNPACR": 8, "SEMGET": 1, "SETC16": 1}


def api_functions() -> set[str]:
    texts = [file.read_text(encoding="utf-8") for file in (INCLUDE / "api").rglob("*.h")]
    texts.append((INCLUDE / "emulator" / "kernel_arguments.hpp").read_text(encoding="utf-8"))
    return {name for text in texts for name in re.findall(r"^[A-Za-z].*?\b(\w+)\(", text, re.M)}


def test_the_tables_name_functions_of_the_api() -> None:
    assert (CALLS.keys() - {KERNEL_START}) | SYNCHRONISATIONS.keys() <= api_functions()


def test_a_call_of_a_compute_kernel_synchronises_where_it_acts() -> None:
    counters = core_that_calls({"cb_push_back": 2, "tile_regs_commit": 1, "mul_tiles": 5}).processors["TRISC0"]
    assert synchronisations("TRISC0", counters) == {}
    assert synchronisations("TRISC1", counters) == {"tile_regs_commit": 1}
    assert synchronisations("TRISC2", counters) == {"cb_push_back": 2}


def test_a_program_that_hangs_is_counted_until_then() -> None:
    result = toy.run(toy.request("wait_for_pages", columns=2))
    assert result.verdict == "hang"
    assert [one.core for one in result.counters] == [(0, 0), (1, 0)]
    assert [synchronisations("NCRISC", one.processors["NCRISC"]) for one in result.counters] == [
        {"cb_wait_front": 1}
    ] * 2


@pytest.mark.parametrize(("arch", "packets"), [("wormhole_b0", 2), ("blackhole", 1)])
def test_a_long_transfer_takes_packets_of_a_burst(arch: Arch, packets: int) -> None:
    """10,240 bytes, in bursts of 8,192 on Wormhole and of 16,384 on Blackhole."""
    pages = 10_240 // 64
    longer = toy.sources()[toy.LAYOUT].replace("ring_pages = 48;", f"ring_pages = {pages};")
    result = toy.run(toy.request("copy_through_ring", tiles=5, arch=arch), {toy.LAYOUT: longer})
    assert result.verdict == "pass", result.message
    assert result.counters[0].processors["BRISC"].noc["l1_reads"] == Traffic(packets, 10_240)


def test_weights_are_sent_in_parts_of_three_tiles() -> None:
    """50 tiles: one, two, and then three at once, with a flag behind each part."""
    plan = plans("wormhole")["block_7x2_c672_k5_s1"]
    sender = launch(plan, make_tensors(plan.case)).counters[0].processors["BRISC"].noc
    assert sender["multicasts"] == Traffic(18 * 2, 50 * 2048 + 18 * 4)


@pytest.mark.parametrize("program", CONVERTED, ids=lambda one: f"{one['case']}-{one['chip']}")
def test_conversions_issue_what_simulated_chips_have_counted(program: dict[str, Any]) -> None:
    planned = plan_cases(str(CONVERSIONS), None, None, program["chip"]).plans
    plan = next(one for one in planned if one.case.id == program["case"])
    (core,) = launch(plan, make_tensors(plan.case)).counters
    issued = count_instructions(core, settings_of(plan))
    assert issued.not_counted == {}
    counted = {name: dict(sorted(numbers.items())) for name, numbers in issued.by_processor.items()}
    assert counted == program["instructions"]
