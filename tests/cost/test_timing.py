"""The rules of the clocks, one by one: all costs but those in question are nothing, so that a time is known by hand."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from codegen.commands.cases import plan_cases
from codegen.cost.model import times_of
from codegen.cost.throughputs import RATES, costs
from codegen.emulator.instructions import Settings
from codegen.emulator.run import RunResult
from codegen.emulator.times import LANES, CallCost, CoreTimes, Costs, Interval, Times
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import emitted_texts, launch
from codegen.model.case import Case
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import make_tensors
from codegen.schedules.flat.plan import weight_parts
from codegen.schedules.flat.reference import flat_geometry
from tests.emulator import toy
from tests.variants import SHIPPED

ONE_CORE = "width_2x1_c64_k3_s1"
"""Two cores that do not talk to each other: each reads the tiles of 9 taps."""
MULTICAST = "block_2x2_c64_k3_s1"
SLOW = 100_000
TILE_BYTES = 2048
TILES = 6
UNBOUNDED = 1e9

NO_RATES = {name: UNBOUNDED if "bytes" in name else 0.0 for name in RATES} | {"noc_columns": 10, "noc_rows": 12}
"""Bytes take a cycle however many they are, as a cycle is not divided."""


@cache
def plan_of(case: str, chip: str = "wormhole") -> ProgramPlan:
    return plan_cases("seed", [case], None, "blackhole" if chip == "blackhole" else "wormhole").plans[0]


def run(case: str, given: Costs | None, record: tuple[int, int] | None = None) -> RunResult:
    plan = plan_of(case)
    result = launch(plan, make_tensors(plan.case), costs=given, record=record)
    assert result.verdict == "pass", result.message
    return result


def times(case: str, calls: Mapping[str, Mapping[str, CallCost]], **rates: float) -> Times:
    return times_of(run(case, Costs({**NO_RATES, **rates}, calls)))


def core(result: Times, place: tuple[int, int]) -> CoreTimes:
    return next(one for one in result.cores if one.core == place)


@dataclass(frozen=True)
class ToyTimes:
    """The times of the toy's one core."""

    cycles: int
    busy: Mapping[str, int]
    timeline: tuple[Interval, ...]


def toy_times(
    scenario: str, given: Mapping[str, Mapping[str, CallCost]], record: bool = False, **rates: float
) -> ToyTimes:
    asked = replace(toy.request(scenario, tiles=TILES), costs=Costs({**NO_RATES, **rates}, given))
    result = toy.run(replace(asked, record=(0, 0)) if record else asked)
    assert result.verdict == "pass", result.message
    (one,) = times_of(result).cores
    return ToyTimes(one.cycles, one.busy, times_of(result).timeline)


def calls(scenario: str, processor: str, call: str) -> int:
    return toy.run(toy.request(scenario, tiles=TILES)).counters[0].processors[processor].calls[call]


def modelled(case: str) -> Costs:
    plan = plan_of(case)
    return costs(Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity))


def test_without_costs_there_are_no_times() -> None:
    assert run(ONE_CORE, None).times is None


def test_times_change_no_result() -> None:
    without, timed = run(MULTICAST, None), run(MULTICAST, modelled(MULTICAST), (1, 1))
    assert without.output is not None
    assert timed.output is not None
    assert (without.output == timed.output).all()
    assert without.counters == timed.counters


def test_a_call_without_a_cost_is_named() -> None:
    given = modelled(ONE_CORE)
    assert times_of(run(ONE_CORE, given)).untimed == ()
    without = Costs(given.rates, {name: cost for name, cost in given.calls.items() if name != "cb_wait_front"})
    assert times_of(run(ONE_CORE, without)).untimed == ("cb_wait_front",)


def test_a_push_carries_the_time_of_the_reader_to_the_wait() -> None:
    """The tiles are pushed late: all that needs them is late, and nothing else is."""
    late = toy_times("multiply", {"cb_push_back": {"BRISC": CallCost(riscv=SLOW)}})
    pushes = calls("multiply", "BRISC", "cb_push_back")
    assert late.busy["BRISC"] == pushes * SLOW
    assert pushes * SLOW <= late.cycles < pushes * SLOW + 1000
    assert late.busy["unpacker 0"] == TILES, "of a cycle each, as bytes take no time"


def test_a_pop_frees_the_buffer_for_the_producer_only_then() -> None:
    """The buffer of the stick schedule holds two windows: who gathers the last of n waits until n - 2 are popped."""
    plan = plan_cases("stick", ["stick_width_2x1_c64_k3_s1"], None, "wormhole").plans[0]
    given = Costs(NO_RATES, {"cb_pop_front": {"TRISC0": CallCost(riscv=SLOW)}})
    late = times_of(launch(plan, make_tensors(plan.case), costs=given, record=(0, 0)))
    windows = plan.cores[0].work.num_outputs
    last_gathered = max(bar.begin for bar in late.timeline if bar.lane == "NoC 1 out")
    # For each window it is popped, then its products are.
    assert last_gathered >= (2 * (windows - 2) - 1) * SLOW
    assert last_gathered < late.cores[0].cycles - 3 * SLOW
    assert late.cores[0].busy["NCRISC"] == 0


def test_a_push_of_the_packer_comes_behind_what_it_packs() -> None:
    slow = toy_times("multiply_each", {}, pack_bytes_per_cycle=2)
    assert slow.busy["packer"] == TILES * TILE_BYTES // 2
    assert slow.cycles >= slow.busy["packer"]


def test_unpackers_share_the_bytes_of_a_cycle() -> None:
    one = toy_times("multiply", {}, both_unpack_bytes_per_cycle=64)
    assert one.busy["unpacker 0"] == one.busy["unpacker 1"] == TILES * 2 * TILE_BYTES // 64


def test_an_unpacker_may_have_bytes_of_its_own() -> None:
    one = toy_times("multiply", {}, unpack_bytes_per_cycle=64)
    assert one.busy["unpacker 0"] == one.busy["unpacker 1"] == TILES * TILE_BYTES // 64


def test_an_address_may_come_behind_the_bytes_of_the_one_before() -> None:
    """Of the four faces of a tile, three wait for the one before; the first one waits for that of the last tile."""
    plain, behind = (toy_times("multiply", {}, unpack_bytes_per_cycle=64, unpack_turn_cycles=turn) for turn in (0, 2))
    assert behind.busy["unpacker 0"] == plain.busy["unpacker 0"] + TILES * (4 - 1) * 2
    assert behind.cycles == plain.cycles + (TILES * 4 - 1) * 2


def test_unpackers_and_matrix_unit_overlap() -> None:
    """As long as each other, they take little more together than one alone."""
    both = toy_times("multiply", {"mul_tiles": {"TRISC1": CallCost(unit=64)}}, both_unpack_bytes_per_cycle=64)
    assert both.busy["matrix unit"] == both.busy["unpacker 0"] == TILES * 64
    assert TILES * 64 < both.cycles < TILES * 64 + 200


def test_the_unpackers_wait_for_banks() -> None:
    """A slow matrix unit holds them back: what it has not begun with are two tiles at most."""
    slow = toy_times("multiply", {"mul_tiles": {"TRISC1": CallCost(unit=1000)}}, record=True)
    unpacked, freed = ([bar.end for bar in slow.timeline if bar.lane == lane] for lane in ("unpacker 0", "matrix unit"))
    assert len(unpacked) == len(freed) == TILES
    assert all(one > before for one, before in zip(unpacked[2:], freed, strict=False))
    assert unpacked[2] < freed[1], "a bank is filled while the other one is in use"


def test_matrix_unit_and_packer_overlap_over_the_halves_of_dst() -> None:
    """Each tile is a section. The last one is packed alone, the others while the next one is computed."""
    multiply = {"mul_tiles": {"TRISC1": CallCost(unit=100)}}
    one = toy_times("multiply_each", multiply, pack_bytes_per_cycle=TILE_BYTES / 100)
    assert one.busy["matrix unit"] == one.busy["packer"] == TILES * 100
    assert (TILES + 1) * 100 <= one.cycles < (TILES + 2) * 100


def test_a_half_of_dst_is_acquired_when_it_has_been_packed() -> None:
    """The packer is slow: of n tiles it packs n, and nothing else adds to its time but the first multiply."""
    multiply = {"mul_tiles": {"TRISC1": CallCost(unit=100)}}
    one = toy_times("multiply_each", multiply, record=True, pack_bytes_per_cycle=2)
    packed = [bar.end for bar in one.timeline if bar.lane == "packer"]
    begun = [bar.begin for bar in one.timeline if bar.lane == "matrix unit"]
    assert all(begin >= end for begin, end in zip(begun[2:], packed, strict=False))


def test_a_semaphore_carries_the_time_of_the_sender() -> None:
    late = times(MULTICAST, {"noc_async_read_page": {"BRISC": CallCost(riscv=SLOW)}})
    assert core(late, (0, 1)).busy["BRISC"] == 0, "a receiver reads nothing"
    assert core(late, (0, 1)).cycles >= SLOW


def test_an_increment_carries_the_time_of_the_receiver() -> None:
    late = times(MULTICAST, {"noc_semaphore_inc": {"BRISC": CallCost(riscv=SLOW)}})
    assert core(late, (0, 0)).busy["BRISC"] == 0, "a sender increments nothing"
    assert core(late, (0, 0)).cycles >= SLOW


def test_a_flag_comes_behind_the_data() -> None:
    """Nine tiles at 2 bytes a cycle, in parts of 1, 2, 3 and 3: twelve tiles' time, as some leave while others come."""
    one = core(times(MULTICAST, {}, noc_bytes_per_cycle=2), (0, 1))
    assert (4 + 8) * TILE_BYTES // 2 <= one.cycles < (4 + 8 + 1) * TILE_BYTES // 2


def test_a_read_goes_out_as_a_header_and_comes_in_with_its_bytes() -> None:
    one = core(times(ONE_CORE, {}, noc_bytes_per_cycle=32), (0, 0))
    assert one.busy["NoC 0 out"] == 9
    assert one.busy["NoC 0 in"] == 9 * (1 + TILE_BYTES // 32)


def test_slow_weights_take_nothing_from_the_input() -> None:
    """Four chunks in three taps of 768 bytes each; the first weights come fast, with nothing beside them."""
    one = toy_times("multiply_over_a_jump", {}, unpack_bytes_per_cycle=64, slow_unpack_bytes_per_cycle=16)
    assert one.busy["unpacker 0"] == 3 * 4 * 768 // 64
    assert one.busy["unpacker 1"] == 768 // 64 + 2 * 768 // 16


def test_routers_take_their_time() -> None:
    """A read goes once around both rings; one more part of the weights is asked for when the first of some is there."""
    case = {"batch": 1, "channels": 64, "input": (8, 8), "kernel": (5, 5), "padding": (2, 2), "grid": (2, 1)}
    variant = SHIPPED["width_sharded"]
    plan = plan_program(variant, Case.model_validate({"id": "many_taps", "variant": variant.name, **case}))
    numbers = emitted_texts(plan.variant)[f"{plan.variant.operation_name}/device/plan/numbers.hpp"]
    (at_once,) = re.findall(r"kPartsOnTheirWay = (\d+);", numbers)
    parts = len(list(weight_parts(flat_geometry(plan))))
    rounds = math.ceil(parts / int(at_once))
    assert 1 < rounds < parts
    slow = times_of(launch(plan, make_tensors(plan.case), costs=Costs({**NO_RATES, "hop_cycles": 1000}, {})))
    round_cycles = (10 + 12) * 1000
    assert slow.cores[0].cycles // round_cycles == rounds


def test_a_channel_of_dram_serves_one_after_the_other() -> None:
    """Both cores read their 9 tiles from the same channels."""
    slow = times(ONE_CORE, {}, dram_bytes_per_cycle=1)
    assert sum(slow.dram_busy) == 2 * 9 * TILE_BYTES
    assert max(one.cycles for one in slow.cores) >= max(slow.dram_busy)
    assert max(one.cycles for one in slow.cores) < sum(slow.dram_busy)


def test_a_channel_serves_many_readers_one_after_the_other() -> None:
    """Pieces that others have taken lie without a gap: none of them may be taken again."""
    case = {"batch": 1, "channels": 960, "input": (7, 7), "kernel": (3, 3), "padding": (1, 1), "grid": (8, 5)}
    variant = SHIPPED["width_sharded"]
    plan = plan_program(variant, Case.model_validate({"id": "many", "variant": variant.name, **case}))
    given = costs(Settings("wormhole_b0", plan.case.math_fidelity))
    slow = times_of(launch(plan, make_tensors(plan.case), costs=given))
    assert sum(core.role != "receiver" for core in plan.cores) == 40
    assert max(one.cycles for one in slow.cores) >= max(slow.dram_busy)


@pytest.mark.parametrize("rate", [name for name in RATES if name not in ("noc_columns", "noc_rows")])
def test_nothing_is_faster_with_a_slower_unit(rate: str) -> None:
    given = modelled(MULTICAST)
    slower = given.rates[rate] / 4 if "bytes" in rate else (given.rates[rate] or 1) * 4
    before = times_of(run(MULTICAST, given))
    after = times_of(run(MULTICAST, replace(given, rates={**given.rates, rate: slower})))
    pairs: list[tuple[Any, Any]] = list(zip(before.cores, after.cores, strict=True))
    assert all(one.cycles <= other.cycles for one, other in pairs)
    assert rate == "store_cycles" or any(one.cycles < other.cycles for one, other in pairs), "no store in this kernel"


def test_the_timeline_is_that_of_the_lanes() -> None:
    """Of the recorded core alone; no lane does two things at once, and its work is the sum."""
    result = times_of(run(MULTICAST, modelled(MULTICAST), (1, 1)))
    one = core(result, (1, 1))
    for lane in LANES:
        bars = [bar for bar in result.timeline if bar.lane == lane]
        assert sum(bar.end - bar.begin for bar in bars) == one.busy[lane]
        assert all(bar.end <= one.cycles for bar in bars)
        assert all(before.end <= after.begin for before, after in pairwise(bars))
