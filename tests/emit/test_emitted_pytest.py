"""The pytest file for tt-metal: well formed, and its own arithmetic right, with a stand-in for ttnn."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from codegen.emit.common import Common
from codegen.emit.format import format_cpp
from codegen.emit.render import render
from codegen.model.operation import Operation, alone
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName, Variant
from codegen.reference import execute
from codegen.schedules.schedule import schedule_named
from tests.variants import OF_METAL2, OPERATIONS, UNUSUAL

torch = pytest.importorskip("torch", reason="the emitted tests compute with torch")

from tests.emit import ttnn_stand_in as stand_in  # noqa: E402 (needs torch)

UNUSUAL_ONES = {f"{name}-alone": alone(variant) for name, variant in UNUSUAL.items()}


def checkpoint(variant: Variant) -> Variant:
    return variant.model_copy(update={"stage": "checkpoint"})


NAMED = {f"{name}-metal2": one for name, one in OF_METAL2.items()}

EACH = OPERATIONS | UNUSUAL_ONES | NAMED
STOPPED = {name: replace(one, variants=tuple(map(checkpoint, one.variants))) for name, one in EACH.items()}

each_operation = pytest.mark.parametrize("operation", EACH.values(), ids=EACH)


def assert_with_pcc(expected: Any, actual: Any, pcc: float) -> None:
    assert expected.shape == actual.shape
    assert np.corrcoef(expected.flatten(), actual.flatten())[0, 1] >= pcc


def load(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The emitted file as a module."""
    files = render(operation)
    helpers = ModuleType("tests.ttnn.utils_for_testing")
    vars(helpers).update(assert_with_pcc=assert_with_pcc)
    shared = render(Common(operation.target))[PurePosixPath("bindings_nanobind.hpp")]
    bindings = files[PurePosixPath(f"{operation.name}_nanobind.cpp")] + shared
    monkeypatch.setitem(sys.modules, "ttnn", stand_in.ttnn_stand_in(operation, formatted(bindings)))
    monkeypatch.setitem(sys.modules, "tests.ttnn", ModuleType("tests.ttnn"))
    monkeypatch.setitem(sys.modules, "tests.ttnn.utils_for_testing", helpers)
    module = ModuleType(f"test_{operation.name}")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # where a dataclass looks for its annotations
    exec(compile(files[PurePosixPath(f"tests/{module.__name__}.py")], f"{module.__name__}.py", "exec"), vars(module))
    return module


def main_test(emitted: ModuleType) -> Any:
    """The emitted test that compares results, which has the operation's name."""
    return getattr(emitted, emitted.__name__)


def formatted(cpp: str) -> str:
    return format_cpp({PurePosixPath("a.cpp"): cpp})[PurePosixPath("a.cpp")]


@contextmanager
def expect_error(kind: type[Exception], message: str) -> Iterator[None]:
    """As the fixture of tt-metal."""
    with pytest.raises(kind, match=re.escape(message)):
        yield


@each_operation
def test_the_emitted_tests_pass(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(operation, monkeypatch)
    assert list(emitted.IMPLEMENTED) == list(emitted.LAYOUTS) == [one.name for one in operation.variants]
    for layout in emitted.IMPLEMENTED:
        for case in emitted.CASES.values():
            main_test(emitted)(stand_in.Device(), layout, case)
        emitted.test_cached_program_takes_new_addresses(stand_in.Device(), layout)
        emitted.test_weights_must_be_in_dram(stand_in.Device(), expect_error, layout)
        emitted.test_weights_must_be_those_of_the_convolution(stand_in.Device(), expect_error, layout)


@pytest.mark.parametrize("operation", STOPPED.values(), ids=STOPPED)
def test_the_emitted_tests_of_a_checkpoint_pass(operation: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(operation, monkeypatch)
    assert list(emitted.NOT_IMPLEMENTED) == [one.name for one in operation.variants]
    for layout in emitted.NOT_IMPLEMENTED:
        for case in emitted.CASES.values():
            emitted.test_says_that_it_is_not_implemented(stand_in.Device(), expect_error, layout, case)
        emitted.test_weights_must_be_in_dram(stand_in.Device(), expect_error, layout)
        emitted.test_weights_must_be_those_of_the_convolution(stand_in.Device(), expect_error, layout)


FIRST = "block_sharded"


@pytest.mark.parametrize("message", ["", "HEIGHT_SHARDED depthwise_conv2d is not implemented yet"])
def test_the_emitted_tests_of_a_checkpoint_see_another_end(message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(STOPPED["depthwise_conv2d"], monkeypatch)
    monkeypatch.setattr(stand_in, "message_of_selection", lambda _: message)
    with pytest.raises(AssertionError):
        emitted.test_says_that_it_is_not_implemented(stand_in.Device(), expect_error, FIRST, emitted.CASES["k3_s1"])


def test_the_emitted_tests_of_a_checkpoint_see_that_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """They fail when the implementation has landed: then these tests are to be emitted anew."""
    emitted = load(STOPPED["depthwise_conv2d"], monkeypatch)
    load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    monkeypatch.setattr(emitted, "ttnn", sys.modules["ttnn"])
    _, *more = emitted.LAYOUTS[FIRST]
    monkeypatch.setitem(emitted.LAYOUTS, FIRST, (stand_in.MemoryLayout.BLOCK_SHARDED, *more))
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        emitted.test_says_that_it_is_not_implemented(stand_in.Device(), expect_error, FIRST, emitted.CASES["k3_s1"])


def test_the_emitted_tests_see_a_displaced_output(monkeypatch: pytest.MonkeyPatch) -> None:
    original = stand_in.as_sticks
    monkeypatch.setattr(stand_in, "as_sticks", lambda output: np.roll(original(output), 1, axis=2))
    emitted = load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    for case in emitted.CASES.values():
        with pytest.raises(AssertionError):
            main_test(emitted)(stand_in.Device(), FIRST, case)


def test_the_emitted_tests_see_an_output_that_counts_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    original = stand_in.as_sticks
    padding = ((0, 0), (0, 0), (0, 1), (0, 0))
    monkeypatch.setattr(stand_in, "as_sticks", lambda output: np.pad(original(output), padding))
    emitted = load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    with pytest.raises(AssertionError):
        main_test(emitted)(stand_in.Device(), FIRST, emitted.CASES["k3_s1"])


def test_the_emitted_tests_see_a_program_that_is_not_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    device = stand_in.Device()
    monkeypatch.setattr(device, "num_program_cache_entries", lambda: device.allocations)
    with pytest.raises(AssertionError):
        emitted.test_cached_program_takes_new_addresses(device, FIRST)


def test_the_emitted_tests_see_an_operation_that_keeps_the_old_operands(monkeypatch: pytest.MonkeyPatch) -> None:
    original, first = execute.execute_plan, []

    def stale(*arguments: Any) -> Any:
        first.append(original(*arguments))
        return first[0]

    monkeypatch.setattr(execute, "execute_plan", stale)
    emitted = load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    with pytest.raises(AssertionError):
        emitted.test_cached_program_takes_new_addresses(stand_in.Device(), FIRST)


def test_the_example_in_the_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ones, an output counts the taps inside the image: 4 at a corner, 6 at an edge, 9 in the middle."""
    page = (Path(__file__).parents[2] / "docs" / "tt-metal.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    load(OPERATIONS["depthwise_conv2d"], monkeypatch)
    names = {
        "ttnn": sys.modules["ttnn"],
        "device": stand_in.Device(),
        "images": torch.ones(1, 8, 8, 64),
        "weights": torch.ones(64, 1, 3, 3),
    }
    exec(example, names)
    result = names["result"]
    assert result.shape == (1, 8, 8, 64)
    assert (result[0, 0, 0] == 4).all()
    assert (result[0, 0, 4] == 6).all()
    assert (result[0, 4, 4] == 9).all()


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "operation", [*EACH.values(), *STOPPED.values()], ids=[*EACH, *map("{}-checkpoint".format, STOPPED)]
)
def test_the_emitted_tests_are_formatted(operation: Operation, target: TargetName, tmp_path: Path) -> None:
    if target not in schedule_named(operation.schedule).targets:
        pytest.skip("not emitted for this target")
    variants = tuple(one.model_copy(update={"target": target}) for one in operation.variants)
    name = f"test_{operation.name}.py"
    text = render(replace(operation, variants=variants))[PurePosixPath("tests", name)]
    (tmp_path / name).write_text(text)
    command = [sys.executable, "-m", "ruff", "format", "--check", "--isolated", "--line-length", "120", name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
