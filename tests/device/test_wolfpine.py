"""Cases on wolfpine, a simulator with clocks: `pytest -m wolfpine`.

It needs wolfpine, as `ttdw doctor --install wolfpine` installs it, and a Python with ttnn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from codegen.bench.clocks import WITHIN, digest_of, plans_on, recorded
from codegen.cost.model import cost_of
from codegen.device import Device, DeviceError, DeviceSetup, MissingDeviceError, find_device, find_simulator
from codegen.judge.golden import golden
from codegen.judge.verify import CaseRun
from codegen.launch.emulated import emitted_texts, timed_run
from codegen.launch.measured import measure
from codegen.mutation.catalogue import all_mutations
from codegen.mutation.mutation import mutate
from codegen.plan.chip import ChipName
from codegen.reference.tensors import make_tensors
from codegen.schedules.flat.mutations import cases
from tests.device.conftest import plan_for

pytestmark = pytest.mark.wolfpine

SECONDS = 600


CHIPS: tuple[ChipName, ...] = ("wormhole", "blackhole")


def setup_of(chip: ChipName) -> DeviceSetup:
    """Wolfpine as a chip; without it, the test is skipped."""
    try:
        return find_device(None, SECONDS, (), simulator=find_simulator("wolfpine", chip))
    except MissingDeviceError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module", params=CHIPS)
def chip(request: pytest.FixtureRequest) -> Iterator[Device]:
    """Wolfpine as each of the chips, open."""
    with Device(setup_of(request.param)) as device:
        device.open()
        yield device


def test_a_case_passes_and_its_launches_are_recorded(chip: Device) -> None:
    plan = plan_for(cases.BLOCK, chip)
    tensors = make_tensors(plan.case)
    result = CaseRun(plan, tensors, golden(plan.case, tensors), chip).on("device")
    assert result.verdict == "pass", result.message
    first, second = chip.launches()[-2:]
    for launch in (first, second):
        assert len({core for core, _ in launch.kernels}) == len(plan.cores)
        assert {processor for _, processor in launch.kernels} == {"BRISC", "NCRISC", "TRISC0", "TRISC1", "TRISC2"}
    multiplies = [work.count for (_, _, name), work in first.units.items() if name == "ELWMUL"]
    assert multiplies == [multiplies[0]] * len(plan.cores)


def test_what_is_measured_is_the_work_of_the_model(chip: Device) -> None:
    """Multiplies take as long on both, and the whole nearly so."""
    plan = plan_for(cases.BLOCK, chip)
    cost = replace(cost_of(plan, timed_run(plan)), measured=measure(chip, plan))
    beside = {(one.lane, one.what): one for one in cost.beside()}
    assert beside["matrix unit", "works"].difference == 0
    assert abs(beside["core", "ends"].difference) <= WITHIN * beside["core", "ends"].measured


@pytest.mark.parametrize("name", CHIPS)
def test_the_record_repeats(name: ChipName) -> None:
    """Of the kernels of today, by the first launch of a process: tensors of a later one lie elsewhere."""
    plan = plans_on(name)["measured_block_c64"]
    recorded_once = recorded()[name][plan.case.id]
    if recorded_once.kernels != digest_of(plan):
        pytest.skip("of other kernels: a test of tests/cost says so")
    with Device(setup_of(name)) as fresh:
        assert measure(fresh, plan).slowest[1].cycles == recorded_once.cycles


def test_a_dropped_increment_names_the_line_at_which_each_processor_waits(chip: Device) -> None:
    """The sender awaits receivers that wait for it, and so do compute kernel and writer of all cores."""
    (mutation,) = (one for one in all_mutations() if one.id == "increment_dropped")
    plan = plan_for(cases.BLOCK, chip)
    tensors = make_tensors(plan.case)
    texts = mutate(emitted_texts(plan.variant), mutation, plan.variant.operation_name)
    with pytest.raises(DeviceError) as hang:
        chip.run(plan, tensors, texts)
    assert hang.value.verdict == "hang"
    message = str(hang.value)
    assert "these kernels have not ended:" in message
    for core in plan.cores:
        place = f"core ({core.core.x}, {core.core.y})"
        assert f"{place} BRISC: reader_depthwise_conv2d.cpp:" in message
        assert f"{place} TRISC0: compute_depthwise_conv2d.cpp:" in message
    reader = next(text for path, text in texts.items() if path.endswith("reader_depthwise_conv2d.cpp"))
    for line in re.findall(r"reader_depthwise_conv2d\.cpp:(\d+)(?= > multicast| in)", message):
        assert "wait" in reader.splitlines()[int(line) - 1], line
    assert message.count("in noc_semaphore_wait") == len(plan.cores)
    assert chip.run(plan, tensors, emitted_texts(plan.variant)).cache_hit, "the next program runs"
