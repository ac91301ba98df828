"""What is taken for the chip, and which Python for the one that reaches it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codegen.device import MissingDeviceError, find_chip, find_device
from codegen.device import find as module
from codegen.device.find import (
    CHIPS_VARIABLE,
    PYTHON_VARIABLE,
    SIMULATOR_VARIABLE,
    find_python,
    ttnn_version,
    worker_environment,
)


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No chip, no ttnn, no Python on the PATH."""
    (tmp_path / "chips").mkdir()
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(module, "CHIP_FOLDER", tmp_path / "chips")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(SIMULATOR_VARIABLE, raising=False)
    monkeypatch.delenv(PYTHON_VARIABLE, raising=False)


def install(folder: Path, name: str, version: str) -> str:
    """A program that answers the question for ttnn as a Python would."""
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {version}\n" if version else "#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    return str(program)


def test_no_chip() -> None:
    assert find_chip() == ""
    with pytest.raises(MissingDeviceError, match=r"no chip: .*chips is empty and \$TT_METAL_SIMULATOR is not set"):
        find_device(sys.executable, 15, ())


def test_hardware_is_reset_and_a_simulator_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = install(tmp_path, "my-python", "0.81.1")
    (tmp_path / "chips" / "0").touch()
    assert find_chip() == str(tmp_path / "chips" / "0")
    on_hardware = find_device(python, 15, ("tt-smi", "-r", "0"))
    assert (on_hardware.simulated, on_hardware.reset_command) == (False, ("tt-smi", "-r", "0"))
    monkeypatch.setenv(SIMULATOR_VARIABLE, "/some/libttsim.so")
    assert find_chip() == "simulator /some/libttsim.so"
    in_simulator = find_device(python, 15, ("tt-smi", "-r", "0"))
    assert (in_simulator.simulated, in_simulator.reset_command) == (True, ())


@pytest.mark.parametrize(
    ("visible", "device_id", "reset", "seen"),
    [(None, None, "0", None), ("3,5", None, "3", "3,5"), (None, 2, "2", "2"), ("3", 2, "2", "2")],
)
def test_the_chip_that_is_named_is_the_one_that_is_seen_and_reset(
    visible: str | None,
    device_id: int | None,
    reset: str,
    seen: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    python = install(tmp_path, "my-python", "0.81.1")
    (tmp_path / "chips" / "0").touch()
    monkeypatch.delenv(CHIPS_VARIABLE, raising=False)
    if visible:
        monkeypatch.setenv(CHIPS_VARIABLE, visible)
    setup = find_device(python, 15, ("tt-smi", "-r", "{chip}"), device_id=device_id)
    assert setup.reset_command == ("tt-smi", "-r", reset)
    assert worker_environment(setup.device_id).get(CHIPS_VARIABLE) == seen


def test_a_python_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = install(tmp_path, "one", "0.81.1"), install(tmp_path, "other", "0.81.1")
    monkeypatch.setenv(PYTHON_VARIABLE, one)
    assert find_python(None, quick=True) == one
    assert find_python(other) == other
    with pytest.raises(MissingDeviceError, match=r"the Python for the device is 'nowhere', and there is no such"):
        find_python("nowhere")


def test_paths_are_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker starts in another folder."""
    install(tmp_path, "my-python", "0.81.1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(SIMULATOR_VARIABLE, "wh/libttsim.so")
    assert find_python("./my-python") == str(tmp_path / "my-python")
    assert worker_environment()[SIMULATOR_VARIABLE] == str(tmp_path / "wh" / "libttsim.so")


def test_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: object())
    assert find_python(None, quick=True) == sys.executable


def test_pythons_on_the_path_are_searched_for_one_backend_only(tmp_path: Path) -> None:
    install(tmp_path / "bin", "python3.12", "")
    good = install(tmp_path / "bin", "python3.10", "0.81.1")
    assert find_python(None) == good
    with pytest.raises(MissingDeviceError, match=r"looked for it in this Python\. Name .* --device-python"):
        find_python(None, quick=True)


def test_no_python_has_it() -> None:
    with pytest.raises(MissingDeviceError, match=r"this Python and python3\.12, python3\.10, python3\. Name"):
        find_python(None)


def test_version_of_ttnn(tmp_path: Path) -> None:
    assert ttnn_version(install(tmp_path, "good", "0.81.1")) == "0.81.1"
    assert ttnn_version(install(tmp_path, "bare", "")) == ""
    assert ttnn_version("/no/such/python") == ""
