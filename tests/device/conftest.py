"""The chip, open; and a fake worker that does what a test tells it to, with plans for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from codegen.device import Device, MissingDeviceError, find_device
from codegen.device import device as device_module
from codegen.device.find import PYTHON_VARIABLE
from codegen.device.simulator import SIMULATOR_VARIABLE
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.formats import BFLOAT16
from codegen.model.loader import load_cases
from codegen.plan.chip import CHIPS, Chip
from codegen.plan.grid import Core
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from tests.variants import ALL, SHIPPED

TIME_LIMIT = 120
"""Seconds for a launch: a simulated chip shares its processor with other tests."""


@pytest.fixture(scope="module")
def chip() -> Iterator[Device]:
    """The chip, open."""
    try:
        setup = find_device(None, TIME_LIMIT, ())
    except MissingDeviceError as error:
        pytest.skip(str(error))
    with Device(setup) as device:
        device.open()
        yield device


def plan_for(case: Case, chip: Device) -> ProgramPlan:
    """The plan of a case for the chip; a case that does not fit there is skipped, with what does not fit."""
    found = chip.open().chip
    assert found
    try:
        return plan_program(ALL[case.variant], case, CHIPS[found])
    except PlanError as error:
        pytest.skip(str(error))


CASES = {loaded.case.id: loaded.case for loaded in load_cases(shipped_cases() / "seed.yaml", SHIPPED)}
BLOCK = "block_2x2_c64_k3_s1"
WIDTH = "width_2x1_c64_k3_s1"


def plan_of(case: str) -> ProgramPlan:
    return plan_program(SHIPPED[CASES[case].variant], CASES[case])


def facts_of(chip: Chip, arch: str) -> dict[str, Any]:
    """What a worker says about a chip that is as the plan has it."""
    columns, rows = chip.grid
    places = [Core(x, y) for y in range(rows) for x in range(columns)]
    nocs = [chip.noc_coordinates(place) for place in places]
    noc = [[one.x, one.y, noc.x, noc.y] for one, noc in zip(places, nocs, strict=True)]
    return {"arch": arch, "grid": [columns, rows], "noc": noc, "ttnn": "0.81.1", "python": "3.12.1"}


FACTS: Mapping[str, dict[str, Any]] = {
    "wormhole": facts_of(CHIPS["wormhole"], "wormhole_b0"),
    "blackhole": facts_of(CHIPS["blackhole"], "blackhole"),
}


@dataclass(frozen=True)
class FakeWorker:
    """The script of a fake worker, and what the worker has noted."""

    folder: Path

    def says(self, facts: Any) -> None:
        (self.folder / "facts.json").write_text(json.dumps(facts))

    def launches(self, *what: tuple[str, Path]) -> None:
        (self.folder / "launches.json").write_text(json.dumps([(one, str(output)) for one, output in what]))

    def has_a_companion(self) -> None:
        (self.folder / "with_companion").touch()

    def notes(self, file: str) -> list[Any]:
        path = self.folder / file
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def output_of(self, case: str, output: Floats | None = None) -> Path:
        """The right output of a case, or another one, as a worker saves it."""
        plan = plan_of(case)
        numbers = execute_plan(plan, make_tensors(plan.case)) if output is None else output
        file = self.folder / f"{case}{'' if output is None else '-other'}.npy"
        np.save(file, as_tensor(plan, numbers))
        return file


def as_tensor(plan: ProgramPlan, output: Floats) -> Any:
    """The shards of an output side by side."""
    height, width = plan.geometry.output_shard_sticks, plan.geometry.shard_channels
    shape = (plan.geometry.stick_shards * height, plan.geometry.channel_shards * width)
    tensor = np.zeros(shape, np.uint16)
    sticks = BFLOAT16.encode(output).reshape(-1, plan.case.channels)
    for work in (core.work for core in plan.cores):
        channels = slice(work.channel_shard * width, (work.channel_shard + 1) * width)
        first = work.stick_shard * height
        tensor[first : first + work.num_outputs, channels] = sticks[
            work.first_output : work.first_output + work.num_outputs, channels
        ]
    return tensor


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeWorker:
    """A fake worker in the place of the real one, on a simulated chip that is as the plan has it."""
    folder = tmp_path / "script"
    folder.mkdir()
    monkeypatch.setenv("FAKE_WORKER", str(folder))
    monkeypatch.setenv(SIMULATOR_VARIABLE, "libfake.so")
    monkeypatch.setenv(PYTHON_VARIABLE, sys.executable)
    monkeypatch.setattr(device_module, "WORKER", Path(__file__).parent / "fake_worker.py")
    fake = FakeWorker(folder)
    fake.says(FACTS["wormhole"])
    return fake
