"""What a program takes on wolfpine, and what a file says that was measured elsewhere."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from codegen.cost.measured import Measured, Place, core_of
from codegen.cost.profiler_csv import launches_in
from codegen.device import Device
from codegen.device.wolfpine.launches import Launch, read_log
from codegen.emulator.times import PROCESSORS
from codegen.launch.emulated import emitted_texts
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import make_tensors

UNITS = {"MATRIX": "matrix unit", "unpacker 0": "unpacker 0", "unpacker 1": "unpacker 1", "PACKER": "packer"}
"""The units of wolfpine that are lanes of the model."""

NOTHING_MOVED = frozenset({"SETRWC", "INCRWC", "ZEROACC", "ZEROSRC", "CLEARDVALID", "SETDVALID"})
"""Instructions of the matrix unit that compute nothing: the model has them among those of a thread."""


class MeasuredError(ValueError):
    """A file holds nothing that can be held beside a program."""


def measure(device: Device, plan: ProgramPlan) -> Measured:
    """Launch a program on wolfpine.

    Raises:
        DeviceError: It does not end well.
        MeasuredError: The device records no launches.
    """
    device.run(plan, make_tensors(plan.case), emitted_texts(plan.variant))
    launches = device.launches()
    if len(launches) < 2:
        raise MeasuredError("the device is no wolfpine: it records no launches")
    first, _again = launches[-2:]  # each program is launched twice
    return of_wolfpine(first, "wolfpine")


def read_measured(file: Path) -> Measured:
    """The last launch in a file: a CSV of tt-metal's device profiler, or a log of wolfpine's launches.

    Raises:
        MeasuredError: There is none.
        OSError: It cannot be read.
    """
    if file.suffix == ".csv":
        try:
            return list(launches_in(file).values())[-1]
        except ValueError as error:
            raise MeasuredError(str(error)) from error
    try:
        launches, _ = read_log(file)
    except ValueError as error:
        raise MeasuredError(f"{file}: neither a CSV of the device profiler nor a log of wolfpine: {error}") from error
    if not launches:
        raise MeasuredError(f"{file}: no launch in it")
    return of_wolfpine(launches[-1], f"{file}, launch {launches[-1].number}")


def of_wolfpine(launch: Launch, source: str) -> Measured:
    """A launch of wolfpine's log."""
    kernels: dict[Place, dict[str, tuple[int, int]]] = defaultdict(dict)
    work: dict[Place, dict[str, int]] = defaultdict(dict)
    for (core, processor), one in launch.kernels.items():
        kernels[core][processor] = (one.first, one.last + 1)
        if processor in PROCESSORS:
            work[core][processor] = one.instructions
    for (core, unit, instruction), done in launch.units.items():
        if (lane := UNITS.get(unit)) and core in kernels and instruction not in NOTHING_MOVED:
            work[core][lane] = work[core].get(lane, 0) + done.busy
    return Measured(source, {core: core_of(it, work[core]) for core, it in kernels.items()})
