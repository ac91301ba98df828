"""Finds a chip, and a Python that has ttnn, without opening the one or importing the other."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.native.children import run

PYTHON_VARIABLE = "TTDW_DEVICE_PYTHON"
SIMULATOR_VARIABLE = "TT_METAL_SIMULATOR"
"""tt-metal loads the simulated chip that it names."""

CHIPS_VARIABLE = "TT_VISIBLE_DEVICES"
"""tt-metal sees only the chips that it lists."""

CHIP = "{chip}"
"""What stands for the number of the chip in a command that resets it."""

PATH_VARIABLES = (SIMULATOR_VARIABLE, "TT_METAL_CACHE", "TT_METAL_HOME")
"""Environment variables of tt-metal that hold a path."""

CHIP_FOLDER = Path("/dev/tenstorrent")
"""Where the driver of the hardware lists the chips."""

CANDIDATES = ("python3.12", "python3.10", "python3")
"""Pythons on the PATH that may have ttnn, the likely ones first: its wheels are for 3.10 and 3.12."""

ASK_SECONDS = 20
"""A Python that says nothing for so long is not taken."""

_ASK_VERSION = """
import importlib.metadata, importlib.util, sys
if importlib.util.find_spec("ttnn") is None:
    sys.exit(1)
try:
    print(importlib.metadata.version("ttnn"))
except importlib.metadata.PackageNotFoundError:
    print("unknown")
"""


class MissingDeviceError(Exception):
    """This machine has no chip, or no Python with ttnn; the message says what was looked for."""


@dataclass(frozen=True)
class DeviceSetup:
    """How programs reach the chip.

    Attributes:
        python: A Python that has ttnn.
        simulated: Whether the chip is a simulator's.
        time_limit: Seconds that a launch may run; see codegen.device.process.
        reset_command: Brings the chip back after a hang; empty for a simulated one.
        device_id: The number of the chip on this machine; None for the first that the environment lets us see.
    """

    python: str
    simulated: bool
    time_limit: float
    reset_command: tuple[str, ...] = ()
    device_id: int | None = None


def find_chip() -> str:
    """Where the chip is: what names the simulator, or the device file of the first chip; empty if there is none."""
    if simulator := os.environ.get(SIMULATOR_VARIABLE):
        return f"simulator {simulator}"
    return next((str(file) for file in sorted(CHIP_FOLDER.glob("*"))), "")


def no_chip() -> str:
    """What to say where there is none."""
    return f"no chip: {CHIP_FOLDER} is empty and ${SIMULATOR_VARIABLE} is not set"


def find_device(
    named: str | None,
    time_limit: float,
    reset_command: Sequence[str],
    quick: bool = False,
    device_id: int | None = None,
) -> DeviceSetup:
    """Look for a chip and for a Python that can reach it.

    Args:
        named: The Python that the user names; it is taken as it is.
        time_limit: Seconds that a launch may run.
        reset_command: Brings the chip back after a hang; not taken for a simulated one. {chip} in it is the number of
            the chip.
        quick: Start no Python for the search.
        device_id: The number of the chip on this machine; None for the first that the environment lets us see.

    Raises:
        MissingDeviceError: There is none.
    """
    if not find_chip():
        raise MissingDeviceError(no_chip())
    simulated = bool(os.environ.get(SIMULATOR_VARIABLE))
    python = find_python(named, quick)
    chip = os.environ.get(CHIPS_VARIABLE, "0").split(",")[0] if device_id is None else str(device_id)
    reset = () if simulated else tuple(word.replace(CHIP, chip) for word in reset_command)
    return DeviceSetup(python, simulated, time_limit, reset, device_id)


def find_python(named: str | None, quick: bool = False) -> str:
    """The first that fits: the Python that is named, that of the environment variable, this one, one of the PATH.

    Raises:
        MissingDeviceError: None has ttnn, or the one that is named does not exist.
    """
    chosen = named or os.environ.get(PYTHON_VARIABLE)
    if chosen:
        found = shutil.which(chosen)
        if not found:
            raise MissingDeviceError(f"the Python for the device is {chosen!r}, and there is no such program")
        return str(Path(found).absolute())  # the worker starts in another folder; a link to follow would lose the venv
    if importlib.util.find_spec("ttnn"):
        return sys.executable
    if not quick:
        for candidate in _on_path():
            if ttnn_version(candidate):
                return candidate
    looked_for = "this Python" if quick else f"this Python and {', '.join(CANDIDATES)}"
    raise MissingDeviceError(
        f"no ttnn: looked for it in {looked_for}. Name a Python that has it with --device-python or "
        f'${PYTHON_VARIABLE}, or run, in Python 3.10 or 3.12: pip install "tt-depthwise-codegen[device]"'
    )


def ttnn_version(python: str) -> str:
    """Version of ttnn in a Python; empty if it has none, "unknown" if it was not installed as a package."""
    command = [python, "-c", _ASK_VERSION]
    try:
        done = run(command, seconds=ASK_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _on_path() -> Iterator[str]:
    return (str(Path(found).absolute()) for found in map(shutil.which, CANDIDATES) if found)


def worker_environment(device_id: int | None = None) -> dict[str, str]:
    """This process's environment for a worker, which runs in another folder: paths of tt-metal are made absolute.

    What it prints is not kept back, so that the log of one that dies holds all that it said.

    Args:
        device_id: The only chip of this machine that it sees; None leaves it to the environment.
    """
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    if device_id is not None:
        environment[CHIPS_VARIABLE] = str(device_id)
    for name in PATH_VARIABLES:
        if value := environment.get(name):
            environment[name] = str(Path(value).absolute())
    return environment
