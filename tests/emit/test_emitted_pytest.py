"""The pytest file for tt-metal: well formed, and its own arithmetic right, with a stand-in for ttnn."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from codegen.emit.format import format_cpp
from codegen.emit.render import render
from codegen.model.variant import Variant
from codegen.reference import execute
from tests.variants import ALL, CHECKPOINTS

torch = pytest.importorskip("torch", reason="the emitted tests compute with torch")

from tests.emit import ttnn_stand_in as stand_in  # noqa: E402 (needs torch)

each_variant = pytest.mark.parametrize("variant", ALL.values(), ids=ALL)


def assert_with_pcc(expected: Any, actual: Any, pcc: float) -> None:
    assert expected.shape == actual.shape
    assert np.corrcoef(expected.flatten(), actual.flatten())[0, 1] >= pcc


def load(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The emitted file as a module."""
    files = render(variant)
    helpers = ModuleType("tests.ttnn.utils_for_testing")
    vars(helpers).update(assert_with_pcc=assert_with_pcc)
    bindings = files[PurePosixPath("depthwise_conv2d_nanobind.cpp")]
    monkeypatch.setitem(sys.modules, "ttnn", stand_in.ttnn_stand_in(variant, formatted(bindings)))
    monkeypatch.setitem(sys.modules, "tests.ttnn", ModuleType("tests.ttnn"))
    monkeypatch.setitem(sys.modules, "tests.ttnn.utils_for_testing", helpers)
    module = ModuleType(f"test_depthwise_conv2d_{variant.name}")
    monkeypatch.setitem(sys.modules, module.__name__, module)  # where a dataclass looks for its annotations
    exec(compile(files[PurePosixPath(f"{module.__name__}.py")], f"{module.__name__}.py", "exec"), vars(module))
    return module


def formatted(cpp: str) -> str:
    return format_cpp({PurePosixPath("a.cpp"): cpp})[PurePosixPath("a.cpp")]


@each_variant
def test_the_emitted_tests_pass(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(variant, monkeypatch)
    for case in emitted.CASES.values():
        emitted.test_depthwise_conv2d(stand_in.Device(), case)
    emitted.test_cached_program_takes_new_addresses(stand_in.Device())
    emitted.test_weights_must_be_in_dram(stand_in.Device())
    emitted.test_weights_must_be_those_of_the_convolution(stand_in.Device())


@pytest.mark.parametrize("variant", CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_the_emitted_tests_of_a_checkpoint_pass(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(variant, monkeypatch)
    for case in emitted.CASES.values():
        emitted.test_depthwise_conv2d_stops_at_the_checkpoint(stand_in.Device(), case)
    emitted.test_weights_must_be_in_dram(stand_in.Device())
    emitted.test_weights_must_be_those_of_the_convolution(stand_in.Device())


@pytest.mark.parametrize("message", ["", "HEIGHT_SHARDED depthwise_conv2d_block_sharded is not implemented yet"])
def test_the_emitted_tests_of_a_checkpoint_see_another_end(message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(CHECKPOINTS["block_sharded"], monkeypatch)
    monkeypatch.setattr(stand_in, "message_of_factory", lambda _: message)
    with pytest.raises(AssertionError):
        emitted.test_depthwise_conv2d_stops_at_the_checkpoint(stand_in.Device(), emitted.CASES["k3_s1"])


def test_the_emitted_tests_of_a_checkpoint_see_that_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """They fail when the implementation has landed: then these tests are to be emitted anew."""
    checkpoint = load(CHECKPOINTS["block_sharded"], monkeypatch)
    load(ALL["block_sharded"], monkeypatch)
    monkeypatch.setattr(checkpoint, "ttnn", sys.modules["ttnn"])
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        checkpoint.test_depthwise_conv2d_stops_at_the_checkpoint(stand_in.Device(), checkpoint.CASES["k3_s1"])


def test_the_emitted_tests_see_a_displaced_output(monkeypatch: pytest.MonkeyPatch) -> None:
    original = stand_in.padded
    monkeypatch.setattr(stand_in, "padded", lambda plan, output: np.roll(original(plan, output), 1, axis=2))
    emitted = load(ALL["block_sharded"], monkeypatch)
    for case in emitted.CASES.values():
        with pytest.raises(AssertionError):
            emitted.test_depthwise_conv2d(stand_in.Device(), case)


def test_the_emitted_tests_see_a_program_that_is_not_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    emitted = load(ALL["block_sharded"], monkeypatch)
    device = stand_in.Device()
    monkeypatch.setattr(device, "num_program_cache_entries", lambda: device.allocations)
    with pytest.raises(AssertionError):
        emitted.test_cached_program_takes_new_addresses(device)


def test_the_emitted_tests_see_an_operation_that_keeps_the_old_operands(monkeypatch: pytest.MonkeyPatch) -> None:
    original, first = execute.execute_plan, []

    def stale(*arguments: Any) -> Any:
        first.append(original(*arguments))
        return first[0]

    monkeypatch.setattr(execute, "execute_plan", stale)
    with pytest.raises(AssertionError):
        load(ALL["block_sharded"], monkeypatch).test_cached_program_takes_new_addresses(stand_in.Device())


def test_the_example_in_the_docs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ones, an output counts the taps inside the image: 4 at a corner, 6 at an edge, 9 in the middle."""
    page = (Path(__file__).parents[2] / "docs" / "tt-metal.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    load(ALL["block_sharded"], monkeypatch)
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


@pytest.mark.parametrize(
    "variant", [*ALL.values(), *CHECKPOINTS.values()], ids=[*ALL, *map("{}-checkpoint".format, CHECKPOINTS)]
)
def test_the_emitted_tests_are_formatted(variant: Variant, tmp_path: Path) -> None:
    name = f"test_depthwise_conv2d_{variant.name}.py"
    (tmp_path / name).write_text(render(variant)[PurePosixPath(name)])
    command = [sys.executable, "-m", "ruff", "format", "--check", "--isolated", "--line-length", "120", name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
