"""The emitted factory of Metal 2.0 on a chip: tt-metal makes its program, and validates it.

It needs what `ttdw verify --backend device` needs, with ttnn 0.81.1: driver.cpp knows the layout of its structs alone.
The program is made for one set of tensors and launched with others, of which it is told the addresses only.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from codegen.build.host import find_host_compiler
from codegen.build.jit import FIDELITIES
from codegen.device import Device, MissingDeviceError, find_device
from codegen.device.find import DeviceSetup, worker_environment
from codegen.device.job import read_output, write_job, write_kernels
from codegen.emit.context import unit_of
from codegen.emulator import build_planner, prepare_weights
from codegen.emulator.translate import plan_request
from codegen.launch.emulated import emitted_texts, emulate
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.native.writing import write_texts
from codegen.plan.chip import CHIPS, TILE_DATUMS, Chip
from codegen.plan.program import ProgramPlan, conv_values, plan_program
from codegen.reference.tensors import make_tensors
from codegen.resources import shipped_cases
from tests.variants import SHIPPED

pytestmark = pytest.mark.device

HERE = Path(__file__).parent
STANDINS = HERE.parents[1] / "codegen" / "build" / "standins" / "host"
MIRROR, FACTORY = STANDINS / "metal2", STANDINS / "factory"
KNOWN_TTNN = "0.81.1"
SECONDS = 600

SEED = [one.case for one in load_cases(shipped_cases() / "seed.yaml", SHIPPED)]
PLANES = [one.case for one in load_cases(shipped_cases() / "planes.yaml", SHIPPED)]
CASES = [*(one for one in SEED if one.activation != "gelu"), PLANES[1]]
"""The emulator computes gelu otherwise than chips do."""


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


def compile_driver(plan: ProgramPlan, libraries: Path, folder: Path) -> Path:
    unit = unit_of(plan.variant)
    write_texts(emitted_texts(plan.variant), folder / "src")
    operation = folder / "src" / unit.folder
    common = folder / "src" / "depthwise_common"
    sources = [
        common / "program_factory.cpp",
        common / "plan" / "program.cpp",
        *(operation / "device/plan").glob("*.cpp"),
    ]
    library = folder / "driver.so"
    command = [
        *(find_host_compiler(None), "-std=c++20", "-O1", "-w", "-shared", "-fPIC"),
        *(f"-I{place}" for place in (MIRROR, FACTORY, folder / "src", HERE.parents[1] / "codegen/emulator/include")),
        *(f"-DTTDW_NAMESPACE={unit.namespace}", f"-DTTDW_VARIANT={unit.variant}"),
        f'-DTTDW_VARIANT_HEADER="{unit.folder}/device/variants/{unit.variant}.hpp"',
        *(str(HERE / "driver.cpp"), *map(str, sources), "-o", str(library)),
        *(f"-L{libraries}", "-l:libtt_metal.so", "-l:_ttnncpp.so", f"-Wl,-rpath,{libraries}"),
        "-Wl,--allow-shlib-undefined",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return library


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_factory_makes_the_planned_program(
    case: Case, chip: Chip, setup: DeviceSetup, libraries: Path, tmp_path: Path
) -> None:
    plan = plan_program(SHIPPED[case.variant].model_copy(update={"target": "metal2"}), case, chip)
    tensors, texts = make_tensors(case), emitted_texts(plan.variant)
    encode = case.weights_format.encode
    planner = build_planner(texts, unit_of(plan.variant))
    weights = prepare_weights(planner, plan_request(plan, 0), encode(tensors.weights), encode(tensors.bias))
    kernels = write_kernels(texts)
    write_job(tmp_path, plan, tensors, weights.reshape(-1, TILE_DATUMS), np.empty(0, np.uint16), kernels)
    told = {
        "library": str(compile_driver(plan, libraries, tmp_path)),
        "kernels": str(kernels["reader"].parents[1]) + "/",
        "conv": list(conv_values(case).values()),
        "ranges": [(one.start.x, one.start.y, one.end.x, one.end.y) for one in plan.ranges],
        "nocs": [(one.core.x, one.core.y, one.noc.x, one.noc.y) for one in plan.cores],
        "fidelity": FIDELITIES[case.math_fidelity],
        "fp32_dest_acc": int(case.fp32_dest_acc),
    }
    (tmp_path / "factory.json").write_text(json.dumps(told))
    done = subprocess.run(
        [setup.python, str(HERE / "launch.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        cwd=tmp_path,
        env=worker_environment(),
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert json.loads((tmp_path / "moved.json").read_text()) == ["input", "output", "weights"]
    words = read_output(plan, tmp_path / "output.npy")
    assert np.array_equal(plan.case.output_format.encode(emulate(plan, tensors)), words)
