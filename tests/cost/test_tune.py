"""Candidates, their estimates, and why one is behind another."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path

import pytest

from codegen.commands.cases import case_path
from codegen.commands.selection import load_specs
from codegen.cost.candidates import Candidate, Candidates, find_candidates
from codegen.cost.estimate import estimate
from codegen.cost.model import cost_of
from codegen.cost.own_code import TABLE_VARIABLE
from codegen.cost.reasons import reason_behind
from codegen.launch.emulated import timed_run
from codegen.model.case import Case
from codegen.model.cores import Grid
from codegen.model.loader import load_cases
from codegen.model.variant import Variant
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.placements import Placement, placements
from codegen.plan.program import plan_program
from codegen.plan.reach import check_multicasts
from codegen.schedules.flat.plan import FlatWork
from codegen.schedules.schedule import schedule_of

VARIANTS = {name: loaded.variant for name, loaded in load_specs(()).items()}
CASES = {loaded.case.id: loaded.case for file in ("seed", "models") for loaded in load_cases(case_path(file), VARIANTS)}
SMALL, MIDDLE = "block_2x2_c64_k3_s1", "mobilenet_v2_14x14_c576_k3_s1"


@cache
def candidates_of(case: str, most: Grid = (8, 8), chip: ChipName = "wormhole") -> Candidates:
    return find_candidates(CASES[case], VARIANTS.values(), CHIPS[chip], most)


def candidate(case: str, variant: str, grid: Grid) -> Candidate:
    return next(one for one in candidates_of(case).ranked if one.place == (variant, Placement(grid)))


def modelled(one: Candidate) -> int:
    return cost_of(one.plan, timed_run(one.plan)).cycles


@pytest.mark.parametrize("chip", ["wormhole", "blackhole"])
@pytest.mark.parametrize("case", [SMALL, "block_7x2_c672_k5_s2"])
def test_each_candidate_has_a_legal_plan(case: str, chip: ChipName) -> None:
    found = candidates_of(case, (5, 4), chip)
    wanted = found.case.batch * found.case.output[0] * found.case.output[1] * found.case.channels
    varied = {"variant", "grid", "cores", "expect"}
    for one in found.ranked:
        plan = one.plan
        assert plan == plan_program(VARIANTS[plan.variant.name], plan.case, CHIPS[chip])
        assert plan.case.model_dump(exclude=varied) == found.case.model_dump(exclude=varied)
        assert plan.budget.fits
        assert plan.case.grid[0] <= 5
        assert plan.case.grid[1] <= 4
        assert sum(core.work.num_outputs for core in plan.cores) * plan.geometry.shard_channels >= wanted
        assert not any(check.all_faults for check in check_multicasts(plan))


@pytest.mark.parametrize("case", [SMALL, MIDDLE])
def test_all_combinations_are_counted(case: str) -> None:
    found = candidates_of(case)
    tried = sum(len(list(placements(variant, CASES[case], (8, 8)))) for variant in VARIANTS.values())
    assert len(found.ranked) + sum(refusal.count for refusal in found.refusals) == tried
    assert found.refusals[0].rule == "channels-fill-shards"
    assert [one.estimate.cycles for one in found.ranked] == sorted(one.estimate.cycles for one in found.ranked)


def test_a_checkpoint_is_no_candidate() -> None:
    variant = VARIANTS["block_sharded"].model_copy(update={"stage": "checkpoint"})
    found = find_candidates(CASES[SMALL], [variant], CHIPS["wormhole"], (2, 2))
    assert not found.ranked
    assert [(one.rule, one.count) for one in found.refusals] == [("checkpoint", 4)]


def test_the_case_itself_is_a_finalist() -> None:
    found = candidates_of(SMALL)
    assert found.as_written
    assert found.as_written.place == ("block_sharded", Placement((2, 2)))
    assert found.finalists(1) == (found.ranked[0], found.as_written)
    whole = len(found.ranked)
    assert found.finalists(whole) == found.ranked


@pytest.mark.parametrize("case", [SMALL, "mobilenet_v2_7x7_c960_k3_s1"])
def test_a_part_of_a_grid_can_be_as_written(case: str) -> None:
    """Its shards are smaller than on one core less, so it is among what is tried."""
    part = CASES[case].model_copy(update={"variant": "height_sharded", "grid": (4, 2), "cores": 5})
    found = find_candidates(part, [VARIANTS["height_sharded"]], CHIPS["wormhole"], (4, 2))
    assert found.as_written
    assert found.as_written.place == ("height_sharded", Placement((4, 2), 5))
    assert len(found.as_written.plan.cores) == 5


def test_the_estimate_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """32 channels and 4 rows of 8 outputs on each of 2 x 2 cores: 4 chunks of 2 blocks, 9 taps, 4 parts, 4 phases.

    Of calls alone: what kernels do between them is measured anew now and then.
    """
    plan = candidate(SMALL, "block_sharded", (2, 2)).plan
    (tmp_path / "own_code.json").write_text("{}")
    monkeypatch.setenv(TABLE_VARIABLE, str(tmp_path / "own_code.json"))
    found = estimate(plan)
    assert found.units == {
        "unpackers": (9 * 4 + 1) * 2 * 256 // 64 + 9 * 4 * 2,
        "TRISC0": 9 * (12 + 10 + 4 + 10 + 5 + 4 + 4 * 4),
        "matrix unit": 9 * 4 * 2 * 4,
        "packer": 4 * 2048 // 64,
        "writer": 3 * 11,  # tiles of all rows but the first would pass the end of the shard
    }
    round_trip = (10 + 12) * 9 + 4 * 5
    tile, over_noc = 2048 / 22.2, 2048 / 32  # out of a channel, and over the NoC
    asked = 3 + 18  # for the first tile, which is a part; those behind it are three tiles
    handed_on = 1 + 24 + 24 + 5 + 11
    there = 14 + asked + round_trip + 99 + tile  # when all that is asked for ahead has been
    assert found.first_weights == math.ceil(there + handed_on + over_noc + round_trip / 2)
    period = 3 * over_noc  # of three tiles from three channels; a fourth of the way of a read is less, as are calls
    assert found.all_weights == math.ceil(there + 3 * period + handed_on + 3 * over_noc + round_trip / 2)
    assert found.bounding == "weights"
    assert found.cycles == found.all_weights + 549 // 9


def test_a_core_of_shorter_runs_begins_with_a_later_slot() -> None:
    """Runs have three chunks, or two where outputs end in the next row: 9 taps and a bias come before theirs."""
    plan = candidate(MIDDLE, "height_sharded", (7, 7)).plan
    schedule = schedule_of(plan.variant)
    works = [(core, core.work) for core in plan.cores]
    wanted = {work.num_runs: schedule.first_wanted(plan, core) for core, work in works if isinstance(work, FlatWork)}
    assert wanted.items() >= {1: 1, 2: 1 + 10}.items()
    found = estimate(plan)
    assert found.first_weights < found.wanted_weights < found.all_weights
    assert found.cycles == found.wanted_weights + found.compute


def test_a_part_takes_what_the_sender_does_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between calls, too: with 400 cycles more in a turn, reads wait for the sender instead of the sender for them.

    It asks for all four parts, and hands on one behind the other.
    """
    between = {"BRISC": {"cb_push_back noc_async_read_barrier_with_trid": 400, "start cb_reserve_back": 50}}
    table = {"wormhole_b0": {"starts": {"BRISC": 30}, "kernels": {"flat": between}}}
    (tmp_path / "own_code.json").write_text(json.dumps(table))
    plan = candidate(SMALL, "block_sharded", (2, 2)).plan
    monkeypatch.setenv(TABLE_VARIABLE, str(tmp_path / "own_code.json"))
    found = estimate(plan)
    parts, handed_on = (1, 2, 3, 3), 5 + 1 + 24 + 24 + 5 + 11
    begin = 30 + 50 + 14 + sum(3 + 18 * tiles for tiles in parts)
    behind = handed_on - 5 + 3 * 2048 / 32 + ((10 + 12) * 9 + 4 * 5) / 2
    assert found.all_weights == begin + 3 * (handed_on + 400) + behind
    (tmp_path / "without.json").write_text("{}")
    monkeypatch.setenv(TABLE_VARIABLE, str(tmp_path / "without.json"))
    assert found.first_weights == estimate(plan).first_weights + 30 + 50


@pytest.mark.parametrize(
    ("grid", "left"),
    [
        ((2, 2), 1 / 9),  # one batch: its last tap
        ((4, 5), (2 - 1 + 1 / 9) / 2),  # a part of a row before the others: a batch of its own
    ],
)
def test_what_is_left_when_the_last_weights_are_wanted(grid: Grid, left: float) -> None:
    assert candidate(SMALL, "block_sharded", grid).estimate.behind_weights == pytest.approx(left)


NETWORKS = (SMALL, MIDDLE, "block_7x2_c672_k5_s2", "mobilenet_v2_7x7_c960_k3_s1")


def flat_candidates(case: str) -> list[Candidate]:
    return [one for one in candidates_of(case).ranked if one.plan.variant.schedule == "flat"]


@pytest.mark.parametrize("case", NETWORKS)
def test_the_estimate_finds_the_best_of_a_spread(case: str) -> None:
    """Ten candidates from the first to the last of the flat ones: the model's best is among the first three."""
    flat = flat_candidates(case)
    spread = [flat[place * (len(flat) - 1) // 9] for place in range(10)]
    cycles = [modelled(one) for one in spread]
    assert cycles.index(min(cycles)) < 3
    assert cycles[0] <= 1.05 * min(cycles)
    assert max(cycles) in cycles[-3:]
    assert all(0.9 <= real / one.estimate.cycles <= 1.5 for one, real in zip(spread, cycles, strict=True))


@pytest.mark.parametrize("case", NETWORKS)
def test_the_best_of_four_is_near_that_of_twelve(case: str) -> None:
    """`tune` runs the first four on the model."""
    cycles = [modelled(one) for one in flat_candidates(case)[:12]]
    assert min(cycles[:4]) <= 1.05 * min(cycles)


def test_the_estimate_knows_what_the_stick_schedule_costs() -> None:
    places = (("block_sharded_stick", (2, 4)), ("height_sharded_stick", (8, 2)), ("width_sharded_stick", (2, 1)))
    sticks = [candidate(SMALL, *place) for place in places]
    assert sorted(sticks, key=modelled) == sorted(sticks, key=lambda one: one.estimate.cycles)
    assert min(one.estimate.cycles for one in sticks) > candidate(SMALL, "block_sharded", (2, 2)).estimate.cycles


@pytest.mark.parametrize(
    ("slower", "faster", "reason"),
    [
        (("block_sharded_stick", (2, 4)), ("block_sharded", (8, 7)), "stick schedule"),
        (("block_sharded", (8, 2)), ("block_sharded", (8, 7)), "fewer cores: 16, not 56"),
        (("block_sharded", (8, 8)), ("block_sharded", (8, 7)), "partial rows: "),
        (("height_sharded", (8, 6)), ("block_sharded", (8, 7)), "late weights: "),
    ],
)
def test_why_a_program_is_behind(slower: tuple[str, Grid], faster: tuple[str, Grid], reason: str) -> None:
    assert str(reason_behind(candidate(MIDDLE, *slower), candidate(MIDDLE, *faster))).startswith(reason)


def test_padding_and_uneven_shards_are_reasons() -> None:
    def on(variant: Variant, grid: Grid, **case: object) -> Candidate:
        changed = CASES[SMALL].model_copy(update={"grid": grid, "variant": variant.name, **case})
        plan = plan_program(variant, Case.model_validate(changed.model_dump()), CHIPS["wormhole"])
        return Candidate(plan, estimate(plan))

    block = VARIANTS["block_sharded"]
    padded = on(block, (4, 2), channels=320 - 24, input=(64, 64))
    assert padded.plan.geometry.padded_channels == 320
    even = on(block, (2, 4), channels=320 - 24, input=(64, 64))
    assert str(reason_behind(padded, even)) == "padded channels: 320, not 304"

    uneven, all_busy = (on(VARIANTS["height_sharded"], grid, input=(64, 64)) for grid in ((8, 7), (7, 8)))
    assert str(reason_behind(uneven, all_busy)) == "unexplained by the estimate"
