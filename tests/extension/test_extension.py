"""The emitted operation of target 0.69 as a Python extension of ttnn 0.69.0, called on simulated and on mocked chips.

Needs a tt-metal tree of that release, headers as tests/host does, and for what computes a simulated chip:

    TTDW_EXTENSION_PYTHON  a Python 3.12 with ttnn 0.69.0, torch, pytest, and ttnn's own nanobind: 2.10.2
    TTDW_TT_METAL_TREE     the tree: tt_metal/, tt_stl/, ttnn/
    TTDW_HOST_INCLUDE      folders with headers of other projects, separated by colons: fmt and reflect at least
    TT_METAL_SIMULATOR     the library of the simulator, for tests that compute; ttnn then needs a kernel compiler
    CXX                    the compiler; the first that ttdw build finds if left out
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codegen.emit.context import operation_folder
from codegen.model.activations import ACTIVATIONS
from tests.extension.building import TARGET, Interpreter, ask_interpreter, build_extension, surroundings
from tests.variants import OPERATIONS

pytestmark = pytest.mark.extension

HERE = Path(__file__).parent
INSIDE = HERE / "inside"
ONE_CHIP = HERE.parent / "host" / "mocked_wormhole.yaml"
TWO_CHIPS = HERE / "two_mocked_wormholes.yaml"
SETTINGS = ("TTDW_EXTENSION_PYTHON", "TTDW_TT_METAL_TREE")
SECONDS = 900
NAME = "depthwise_conv2d"


@dataclass(frozen=True)
class Extension:
    """A built extension and the interpreter that imports it."""

    interpreter: Interpreter
    folder: Path

    def passes(self, tests: Path, chip: dict[str, str], *words: str) -> None:
        """Run tests with the interpreter: each must pass, and one at least must run."""
        results = self.folder / "results"
        results.mkdir(exist_ok=True)
        options = ["-q", "-s", "-c", os.devnull, f"--rootdir={INSIDE}", f"--confcutdir={INSIDE}"]
        plugins = ["-p", "no:cacheprovider", "-p", "conftest"]
        done = subprocess.run(
            [str(self.interpreter.command), "-m", "pytest", *options, *plugins, str(tests), *words],
            cwd=results,
            env=surroundings(self.interpreter, self.folder, chip),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-8000:]}\n{done.stderr[-2000:]}"
        print(*(line for line in done.stdout.splitlines() if " passed" in line or " us" in line), sep="\n")


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Extension:
    missing = [name for name in SETTINGS if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no ttnn to extend: set {', '.join(missing)}")
    interpreter = ask_interpreter(Path(os.environ[SETTINGS[0]]))
    if isinstance(interpreter, str):
        pytest.skip(f"${SETTINGS[0]}: {interpreter}")
    if not interpreter.ttnn.startswith(f"{TARGET}."):
        pytest.skip(f"${SETTINGS[0]} has ttnn {interpreter.ttnn}, wanted {TARGET}")
    emitted = OPERATIONS[NAME]
    variants = tuple(one.model_copy(update={"target": TARGET}) for one in emitted.variants)
    folder = tmp_path_factory.mktemp("extension")
    build_extension(replace(emitted, variants=variants), interpreter, Path(os.environ[SETTINGS[1]]), folder)
    return Extension(interpreter, folder)


@pytest.fixture
def simulated() -> dict[str, str]:
    """A simulated chip: results are computed."""
    if not os.environ.get("TT_METAL_SIMULATOR"):
        pytest.skip("no simulated chip: set TT_METAL_SIMULATOR")
    return {}


def mocked(cluster: Path, folder: Path) -> dict[str, str]:
    """Chips that hold memory and programs, and compute nothing."""
    mock = {"TT_METAL_MOCK_CLUSTER_DESC_PATH": str(cluster), "TT_METAL_CACHE": str(folder / "cache")}
    return mock | {"TT_METAL_SIMULATOR": ""}


def test_the_emitted_tests_pass(extension: Extension, simulated: dict[str, str]) -> None:
    """But those on the vector unit, in which the stand-in for SFPI's headers computes nothing."""
    emitted = extension.folder / operation_folder(NAME) / "tests"
    others = [f"not {one.name}" for one in ACTIVATIONS.values() if one.on_vector_unit]
    extension.passes(emitted, simulated, "-k", " and ".join(others))


def test_shapes_are_those_of_stock(extension: Extension, simulated: dict[str, str]) -> None:
    extension.passes(INSIDE / "test_shapes.py", simulated)


@pytest.mark.parametrize(
    ("tests", "cluster"),
    [("test_refusals", ONE_CHIP), ("test_mesh", TWO_CHIPS), ("test_time", ONE_CHIP)],
    ids=lambda value: value if isinstance(value, str) else value.stem,
)
def test_on_mocked_chips(extension: Extension, tests: str, cluster: Path) -> None:
    extension.passes(INSIDE / f"{tests}.py", mocked(cluster, extension.folder))
