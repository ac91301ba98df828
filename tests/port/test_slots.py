"""Slot for slot: the shipped operations are the same programs, and what is planted in one side is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codegen.launch.emulated import emitted_texts
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.model.variant import TargetName, Variant
from codegen.plan.grid import Core
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.port import factories
from codegen.port.records import Row
from codegen.port.slots import slots
from codegen.resources import shipped_cases
from codegen.schedules.schedule import schedule_of
from tests.port.planted import PLANTED, Planted
from tests.variants import ALL, SHIPPED

FILES = ("seed", "rows", "planes", "planes_tiles", "stick")
"""All shipped variants; the cases of networks take minutes, and are more of the same."""

CASES = [one.case for file in FILES for one in load_cases(shipped_cases() / f"{file}.yaml", SHIPPED)]
PORTED = [name for name, variant in ALL.items() if {"0.81", "metal2"} <= set(schedule_of(variant).targets)]
HEIGHT = next(one for one in CASES if one.id == "height_4x1_c64_k3_s1")


def plans(case: Case) -> tuple[ProgramPlan, ProgramPlan]:
    """A case under both targets."""

    def plan(target: TargetName) -> ProgramPlan:
        return plan_program(ALL[case.variant].model_copy(update={"target": target}), case)

    return plan("0.81"), plan("metal2")


def rows(case: Case) -> dict[tuple[str, str], Row]:
    return {(row.where, row.name): row for row in slots(*plans(case))}


def faults(case: Case) -> list[Row]:
    return [row for row in slots(*plans(case)) if row.status == "different"]


@pytest.mark.parametrize("name", [name for name in PORTED if name in SHIPPED])
def test_nothing_differs_in_a_shipped_operation(name: str) -> None:
    compared = 0
    for case in CASES:
        if case.variant == name and case.expect == "pass":
            assert faults(case) == [], case.id
            compared += 1
    assert compared


@pytest.mark.parametrize("name", [name for name in PORTED if name not in SHIPPED])
def test_nothing_differs_in_unusual_variants(name: str) -> None:
    """Other orders of cores, senders that are not the first, common, pinned and reserved arguments."""
    layout = ALL[name].memory_layout
    case = next(one for one in CASES if SHIPPED[one.variant].memory_layout == layout and one.expect == "pass")
    try:
        assert faults(case.model_copy(update={"variant": name})) == []
    except PlanError as error:
        pytest.skip(str(error))


def test_each_slot_says_what_became_of_it() -> None:
    found = rows(HEIGHT)
    assert found["compute", "optimization"].status == "equal"
    assert found["input", "what kernels call it"].status == "renamed"
    assert found["weights_wanted", "what kernels call it"].new.found == "sem::weights_wanted"
    address = found["reader runtime, sender", "weight_addr"]
    assert (address.status, address.new.found) == ("moved", "tensor::weights")
    flag = found["reader runtime, receiver", "is_sender"]
    assert (flag.status, flag.new.found) == ("gone", "reader_receiver")
    assert found["reader runtime, sender", "mcast_rectangles"].status == "moved"
    assert found["linear", "producer"].status == "added"


def test_a_semaphore_is_known_by_its_name_whatever_its_id() -> None:
    """The ids of this variant are 3 and 1: Metal 2.0 numbers semaphores in their order."""
    named = next(one for one in CASES if one.id == "block_2x2_c64_k3_s1")
    found = rows(named.model_copy(update={"variant": "block_col_major_noc1"}))
    row = found["weights_wanted", "what kernels call it"]
    assert (row.status, row.old.found) == ("renamed", "id 3")


def test_an_argument_has_its_value_on_each_core() -> None:
    row = rows(HEIGHT)["compute runtime", "first_output_row"]
    assert [(one.value, *one.cores) for one in row.new.values] == [(2 * x, Core(x, 0)) for x in range(4)]
    assert row.old.values == row.new.values
    assert (row.old.found, row.new.found) == ("runtime 3", "args::first_output_row")


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_named(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(planted, monkeypatch)
    named = {(row.where, row.name): row.differs for row in faults(HEIGHT)}
    assert named[planted.where, planted.slot] == tuple(Core(*core) for core in planted.cores)


def plant(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change what the factory of metal2 computes."""

    def texts(variant: Variant) -> Mapping[str, str]:
        emitted = emitted_texts(variant)
        if variant.target != "metal2":
            return emitted
        name = "depthwise_common/program_factory.cpp"
        assert emitted[name].count(planted.old) == 1, "the emitted text is another one"
        return {**emitted, name: emitted[name].replace(planted.old, planted.new)}

    monkeypatch.setattr(factories, "emitted_texts", texts)
