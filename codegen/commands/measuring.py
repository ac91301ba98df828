"""What is put beside the cost model: wolfpine, asked now, or a file with what was measured before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.options import ChipName
from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from codegen.cost.measured import Measured
    from codegen.plan.program import ProgramPlan

    Measure = Callable[[ProgramPlan], Measured]

WOLFPINE = "wolfpine"
SECONDS = 3600.0
"""For a launch that is measured: whoever asks for it waits [s]."""

MeasuredBy = Annotated[
    str | None,
    Parameter(
        name="--measured",
        help="Put what was measured beside the model: `wolfpine` to measure on it now, or a file with a launch of the "
        "one case, profile_log_device.csv of tt-metal's profiler or a log of wolfpine.",
    ),
]
DevicePython = Annotated[
    str | None,
    Parameter(name="--device-python", help="Python with ttnn, for --measured wolfpine. [default: as in verify]"),
]


@contextmanager
def measuring(
    named: str | None, python: str | None, chip: ChipName, plans: Sequence[ProgramPlan], compare: Sequence[str]
) -> Iterator[Measure | None]:
    """What measures programs: wolfpine, or a file; None if nothing was asked for.

    Raises:
        InputError: It is not there, or a file holds no launch of the program.
    """
    from codegen.device import Device, MissingDeviceError, find_device, find_simulator
    from codegen.launch.measured import MeasuredError, measure, read_measured

    if named is None:
        yield None
    elif named == WOLFPINE:
        try:
            simulator = find_simulator(WOLFPINE, chip)
            setup = find_device(python, SECONDS, (), simulator=simulator)
        except MissingDeviceError as error:
            raise on_command_line(
                Finding("measured-by", f"--measured {WOLFPINE}: {error}", (), "see docs/judges.md")
            ) from error
        with Device(setup) as device:
            yield partial(measure, device)
    else:
        if len(plans) != 1 or compare:
            told = f"--measured FILE is one launch, and {len(plans)} cases were chosen, {len(compare)} to compare"
            raise on_command_line(Finding("measured-of-one", told, (), "add --only ID, and leave out --compare"))
        try:
            found = read_measured(Path(named))
        except (MeasuredError, OSError) as error:
            raise on_command_line(
                Finding("measured-readable", f"--measured: {error}", (), "see docs/judges.md")
            ) from error
        if len(found.cores) != len(plans[0].cores):
            told = f"{found.source} has {len(found.cores)} cores, {plans[0].case.id} has {len(plans[0].cores)}"
            raise on_command_line(
                Finding("measured-fits", told, (), "name the launch of this case; the last one of a file is taken")
            )
        yield lambda _: found
