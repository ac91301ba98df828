"""The emitted factories on a chip: tt-metal makes the program that each describes, and launches it.

It needs what `ttdw verify --backend device` needs, with ttnn 0.81.1: the layout of its structs alone is known. A
program is made for one set of tensors and launched with others, whose addresses tt-metal puts in.
"""

from __future__ import annotations

import atexit
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import numpy as np
import pytest

from codegen.build.host import find_host_compiler
from codegen.build.jit import FIDELITIES
from codegen.device import Device, MissingDeviceError, find_device
from codegen.device.find import DeviceSetup, worker_environment
from codegen.device.job import read_output, write_job, write_kernels
from codegen.emit.context import unit_of
from codegen.emulator import build_planner, prepare_bias, prepare_weights
from codegen.emulator.build import INCLUDE
from codegen.emulator.translate import plan_request
from codegen.launch.emulated import emitted_texts, emulate
from codegen.model.activations import ACTIVATIONS
from codegen.model.arrays import Words
from codegen.model.case import Case
from codegen.model.formats import BFLOAT16
from codegen.model.loader import load_cases
from codegen.model.targets import target_of
from codegen.model.variant import TargetName
from codegen.native.writing import write_texts
from codegen.plan.buffers import available_bytes
from codegen.plan.chip import CHIPS, TILE_DATUMS, Chip
from codegen.plan.program import conv_values, plan_program
from codegen.port.factories import DRIVER, mirrors
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from tests.variants import SHIPPED

pytestmark = pytest.mark.device

HERE = Path(__file__).parent
KNOWN_TTNN = "0.81.1"
SECONDS = 600

FILES = ("seed", "rows", "planes", "planes_tiles", "stick")
CASES = [one.case for file in FILES for one in load_cases(shipped_cases() / f"{file}.yaml", SHIPPED)]

LAUNCHES: Mapping[TargetName, str] = {"0.81": "descriptor.cpp", "metal2": "specification.cpp"}
"""What launches the programs of a target's factory: of both that are of the ttnn which is known."""

KEPT: Mapping[TargetName, int] = {"0.81": 1, "metal2": 0}
"""Programs that ttnn keeps: the second launch of 0.81 finds the first one's; the other is launched without ttnn."""


@pytest.fixture(scope="module")
def setup() -> DeviceSetup:
    try:
        return find_device(None, SECONDS, ())
    except MissingDeviceError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def chip(setup: DeviceSetup) -> Chip:
    with Device(setup) as device:
        facts = device.open()
    if facts.ttnn != KNOWN_TTNN:
        pytest.skip(f"the layout of tt-metal's structs is known of ttnn {KNOWN_TTNN}, and this is {facts.ttnn}")
    assert facts.chip
    return CHIPS[facts.chip]


@pytest.fixture(scope="module")
def libraries(setup: DeviceSetup) -> Path:
    """Where the wheel's libraries are."""
    asked = [setup.python, "-c", "import importlib.util as i; print(i.find_spec('ttnn').submodule_search_locations[0])"]
    found = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=SECONDS).stdout.strip()
    return Path(found) / "build" / "lib"


@cache
def compile_driver(variant: str, target_name: TargetName, libraries: Path) -> Path:
    """The emitted factory of a variant with what launches its programs, for all cases of the variant."""
    folder = Path(mkdtemp(prefix="ttdw-driver-"))
    atexit.register(rmtree, folder)
    emitted = SHIPPED[variant].model_copy(update={"target": target_name})
    target, unit = target_of(emitted), unit_of(emitted)
    write_texts(emitted_texts(emitted), folder / "src")
    operation = folder / "src" / unit.folder
    common = folder / "src" / "depthwise_common"
    sources = [
        *(HERE / "driver.cpp", HERE / LAUNCHES[target.name], DRIVER / "operands.cpp"),
        *(common / "program_factory.cpp", common / "plan" / "program.cpp"),
        *(operation / "device/plan").glob("*.cpp"),
    ]
    includes = (*mirrors(target.factory), folder / "src", INCLUDE, HERE)
    library = folder / "driver.so"
    command = [
        *(find_host_compiler(None), "-std=c++20", "-O1", "-w", "-shared", "-fPIC"),
        *(f"-I{place}" for place in includes),
        *(f"-DTTDW_NAMESPACE={unit.namespace}", f"-DTTDW_VARIANT={unit.variant}"),
        f'-DTTDW_VARIANT_HEADER="{unit.folder}/device/variants/{unit.variant}.hpp"',
        *(*map(str, sources), "-o", str(library)),
        *(f"-L{libraries}", "-l:libtt_metal.so", "-l:_ttnncpp.so", f"-Wl,-rpath,{libraries}"),
        "-Wl,--allow-shlib-undefined",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return library


@dataclass(frozen=True)
class Place:
    """Where programs are launched."""

    chip: Chip
    setup: DeviceSetup
    libraries: Path
    folder: Path


def output_of(case: Case, target: TargetName, place: Place) -> Words:
    """What a case gives on the chip, by the program that the emitted factory of a target makes."""
    plan = plan_program(SHIPPED[case.variant].model_copy(update={"target": target}), case, place.chip)
    tensors, texts = make_tensors(case), emitted_texts(plan.variant)
    planner = build_planner(texts, unit_of(plan.variant))
    weights, bias = (case.weights_format.encode(one) for one in (tensors.weights, tensors.bias))
    tiles = prepare_weights(planner, plan_request(plan, 0), weights, bias)
    sticks = prepare_bias(planner, plan_request(plan, 0), bias)
    kernels = write_kernels(texts)
    folder = place.folder / target
    folder.mkdir()
    rows = (tiles.reshape(-1, TILE_DATUMS), sticks.reshape(-1, plan.geometry.shard_channels))
    write_job(folder, plan, tensors, *rows, kernels)
    told = {
        "library": str(compile_driver(case.variant, target, place.libraries)),
        "kernels": str(kernels["reader"].parents[1]) + "/",
        "conv": list(conv_values(case).values()),
        "ranges": [(one.start.x, one.start.y, one.end.x, one.end.y) for one in plan.ranges],
        "nocs": [(one.core.x, one.core.y, one.noc.x, one.noc.y) for one in plan.cores],
        "fidelity": FIDELITIES[case.math_fidelity],
        "fp32_dest_acc": int(case.fp32_dest_acc),
        "l1_bytes": available_bytes(plan.chip, case.l1_small_size),
    }
    (folder / "factory.json").write_text(json.dumps(told))
    done = subprocess.run(
        [place.setup.python, str(HERE / "launch.py"), str(folder)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=folder,
        env=worker_environment(),
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    launched = json.loads((folder / "launched.json").read_text())
    assert launched["moved"] == ["input", "output", "weights", *(["bias"] if sticks.size else [])]
    assert launched["kept"] == KEPT[target]
    return read_output(plan, folder / "output.npy")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_factories_of_both_interfaces_give_the_same(
    case: Case, chip: Chip, setup: DeviceSetup, libraries: Path, tmp_path: Path
) -> None:
    place = Place(chip, setup, libraries, tmp_path)
    words = output_of(case, "0.81", place)
    assert np.array_equal(output_of(case, "metal2", place), words)
    plan = plan_program(SHIPPED[case.variant], case, chip)
    emulated = BFLOAT16.encode(emulate(plan, make_tensors(case)))
    if ACTIVATIONS[case.activation].emulated_within == 0:
        assert np.array_equal(emulated, words)
