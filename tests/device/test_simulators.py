"""Which simulator takes the place of hardware, and what its process is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.device import MissingDeviceError, find_device, find_simulator
from codegen.device.simulator import CHOICE_VARIABLE, LOG_VARIABLE, SIMULATOR_VARIABLE
from codegen.device.wolfpine import home


@pytest.fixture(autouse=True)
def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is chosen, nothing installed."""
    for name in (CHOICE_VARIABLE, SIMULATOR_VARIABLE, LOG_VARIABLE, home.PYTHON_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))


def program(file: Path, script: str) -> str:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return str(file)


@pytest.fixture
def wolfpine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The modules of an installed wolfpine, as far as they are looked at."""
    package = tmp_path / "framework"
    for chip in ("wormhole", "blackhole"):
        (package / "sim" / chip).mkdir(parents=True)
        for name in home.DESCRIPTORS:
            (package / "sim" / chip / name).write_text(f"{name} of {chip}")
    python = program(tmp_path / "python", f"""echo '["{home.VERSION}", "{package}"]'""")
    monkeypatch.setenv(home.PYTHON_VARIABLE, python)
    return package


def test_nothing_is_simulated_unless_it_is_asked_for() -> None:
    assert find_simulator(None, "wormhole") is None


@pytest.mark.parametrize("by_variable", [False, True])
def test_wolfpine_gets_a_folder_with_links(by_variable: bool, wolfpine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if by_variable:
        monkeypatch.setenv(CHOICE_VARIABLE, "wolfpine")
    found = find_simulator(None if by_variable else "wolfpine", "blackhole")
    assert found
    folder = Path(found.variables[SIMULATOR_VARIABLE])
    assert (folder / "soc_descriptor.yaml").read_text() == "soc_descriptor.yaml of blackhole"
    assert (folder / "soc_descriptor.yaml").readlink().is_relative_to(wolfpine), "no file is copied"
    assert (folder / "run.sh").read_text().split()[-2:] == ["blackhole", '"$@"']
    assert found.time_limit == 600
    assert find_device("/bin/sh", 1, ("tt-smi",), simulator=found).simulated


def test_the_log_is_that_of_the_user(wolfpine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wolfpine.exists()
    found = find_simulator("wolfpine", "wormhole")
    assert found
    assert found.environment(tmp_path)[LOG_VARIABLE] == str(tmp_path / "launches.jsonl")
    monkeypatch.setenv(LOG_VARIABLE, "kept.jsonl")
    assert found.environment(tmp_path)[LOG_VARIABLE] == str(Path("kept.jsonl").absolute())


def test_no_wolfpine_says_how_to_install_it() -> None:
    with pytest.raises(MissingDeviceError, match=r"not been installed; run: ttdw doctor --install wolfpine"):
        find_simulator("wolfpine", "wormhole")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("""echo '["9.9", "/modules"]'""", f"wolfpine 9.9 in .*python, wanted {home.VERSION}"),
        ("exit 1", "python does not have it; run: ttdw doctor"),
    ],
)
def test_another_wolfpine_is_not_taken(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(home.PYTHON_VARIABLE, program(tmp_path / "python", script))
    with pytest.raises(MissingDeviceError, match=message):
        find_simulator("wolfpine", "wormhole")


def test_ttsim_is_the_library_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(MissingDeviceError, match=r"TT_METAL_SIMULATOR is not set; ttsim is a library"):
        find_simulator("ttsim", "wormhole")
    library = tmp_path / "libttsim_wh.so"
    library.touch()
    monkeypatch.setenv(SIMULATOR_VARIABLE, str(library))
    with pytest.raises(MissingDeviceError, match=r"there is no .*/soc_descriptor.yaml; ttsim is a library"):
        find_simulator("ttsim", "wormhole")
    (tmp_path / "soc_descriptor.yaml").touch()
    for choice in ("ttsim", str(library)):
        found = find_simulator(choice, "wormhole")
        assert found
        assert found.environment(tmp_path) == {SIMULATOR_VARIABLE: str(library), "TT_METAL_SLOW_DISPATCH_MODE": "1"}
