"""Simulated chips in the place of hardware: wolfpine, which is made here, or a library that the user has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codegen.device.error import MissingDeviceError
from codegen.device.wolfpine.home import MissingWolfpineError, Wolfpine, find_wolfpine
from codegen.native.cache import cache_folder
from codegen.plan.chip import ChipName

CHOICE_VARIABLE = "TTDW_SIMULATOR"
"""What --simulator says, where the command line does not."""

SIMULATOR_VARIABLE = "TT_METAL_SIMULATOR"
"""tt-metal loads the simulated chip that it names."""

DESCRIPTOR = "soc_descriptor.yaml"
"""What tt-metal looks for beside the library of a simulator, or in its folder."""

LOG_VARIABLE = "TTDW_WOLFPINE_LOG"
"""Where wolfpine's launches are recorded, for a file that is kept."""

TRACE_VARIABLE = "TTDW_WOLFPINE_TRACE"
"""1: the log holds all program counters of each kernel, too."""

DEADLOCK_CYCLES = 10_000
"""In which nothing moves, until wolfpine calls it a deadlock."""

DEVICE_SECONDS = 15.0
"""Time limit of a launch on a chip, unless another one is asked for [s]."""

WOLFPINE_SECONDS = 600.0
"""The same on wolfpine: some 5,000 cycles of a core take a second."""

TTSIM = (
    "ttsim is a library, libttsim_wh.so or libttsim_bh.so, of github.com/tenstorrent/ttsim: put it into a folder with "
    f"the {DESCRIPTOR} of its chip, and name the library: --simulator FOLDER/libttsim_wh.so"
)


@dataclass(frozen=True)
class Simulator:
    """A simulated chip.

    Attributes:
        name: What the user calls it.
        variables: What the process needs that launches programs on it.
        wolfpine: The installation, if it is wolfpine.
        time_limit: Seconds that a launch may run, unless another limit is asked for.
    """

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    wolfpine: Wolfpine | None = None
    time_limit: float = DEVICE_SECONDS

    def environment(self, folder: Path) -> dict[str, str]:
        """The variables for a worker in a folder; those of the user win where a file is to be kept."""
        if not self.wolfpine:
            return dict(self.variables)
        return {**self.variables, LOG_VARIABLE: str(self.log(folder))}

    def log(self, folder: Path) -> Path:
        """Where wolfpine records what a worker in a folder launches."""
        named = os.environ.get(LOG_VARIABLE)
        return Path(named).absolute() if named else folder / "launches.jsonl"


def is_simulated(named: str | None) -> bool:
    """Whether a simulator is asked for, by an option or by the environment."""
    return bool(named or os.environ.get(CHOICE_VARIABLE) or os.environ.get(SIMULATOR_VARIABLE))


def find_simulator(named: str | None, chip: ChipName) -> Simulator | None:
    """The simulator that is asked for; None if none is, by an option or by $TTDW_SIMULATOR.

    Args:
        named: `wolfpine`, `ttsim`, or the library or folder of a simulator.
        chip: The chip that wolfpine stands for; a library is that of one chip.

    Raises:
        MissingDeviceError: It is not there.
    """
    choice = named or os.environ.get(CHOICE_VARIABLE)
    if not choice:
        return None
    if choice == "wolfpine":
        return _wolfpine(chip)
    if choice == "ttsim":
        choice = os.environ.get(SIMULATOR_VARIABLE, "")
        if not choice:
            raise MissingDeviceError(f"${SIMULATOR_VARIABLE} is not set; {TTSIM}")
    place = Path(choice).absolute()
    descriptor = (place if place.is_dir() else place.parent) / DESCRIPTOR
    for file in (place, descriptor):
        if not file.exists():
            raise MissingDeviceError(f"the simulator is {choice!r}, and there is no {file}; {TTSIM}")
    return Simulator(choice, {SIMULATOR_VARIABLE: str(place), "TT_METAL_SLOW_DISPATCH_MODE": "1"})


def _wolfpine(chip: ChipName) -> Simulator:
    try:
        found = find_wolfpine()
        folder = found.simulator(chip)
    except MissingWolfpineError as error:
        raise MissingDeviceError(str(error)) from error
    variables = {
        SIMULATOR_VARIABLE: str(folder),
        "TT_METAL_MOCK_CLUSTER_DESC_PATH": str(folder / "cluster_descriptor.yaml"),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",
        "TT_METAL_CACHE": str(cache_folder() / f"metal-on-wolfpine-{chip}"),
        "WOLFPINE_PYTHON": found.python,
        "TT_SIM_COST_MODEL": "1",
        "TT_SIM_DEADLOCK_THRESHOLD": str(DEADLOCK_CYCLES),
    }
    return Simulator("wolfpine", variables, found, WOLFPINE_SECONDS)
