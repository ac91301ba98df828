"""verify: cases on backends, compared with the golden convolution."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from codegen.commands.backends import Asked, BackendChoice, Require, asked_for
from codegen.commands.cases import plan_all, read_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import require_own_files, write_report, writing
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, Html, Json, Only, Quiet, Specs, Target
from codegen.commands.progress import with_progress
from codegen.commands.workers import Local, Resume, Scheduler, Shard, require_own_chips, shard_of, workers_of
from codegen.model.finding import Finding, on_command_line
from codegen.views.results import print_results

if TYPE_CHECKING:
    from codegen.device import Device, MissingDevice
    from codegen.jobs.verifying import Board
    from codegen.judge.verdict import Report, Result
    from codegen.model.case import Case
    from codegen.plan.chip import ChipName
    from codegen.plan.program import PlanError

Weights = Annotated[
    Literal["random", "ramp"],
    Parameter(help="ramp: 1, 2, 3, ... row by row through the kernel, on every channel; a bias has the next number."),
]
Input = Annotated[
    Literal["random", "ones"],
    Parameter(name="--input", help="ones: with --weights ramp, an output is the sum of the taps inside the image."),
]
GoldenBy = Annotated[
    Literal["numpy", "torch"],
    Parameter(name="--golden", help="What computes the golden convolution."),
]
Chip = Annotated[
    Literal["wormhole", "blackhole"] | None,
    Parameter(name="--chip", help="The chip to plan for. [default: the one that the device is, or else wormhole]"),
]
DevicePython = Annotated[
    str | None,
    Parameter(name="--device-python", help="Python with ttnn. [default: $TTDW_DEVICE_PYTHON, or one that is found]"),
]
SimulatorName = Annotated[
    str | None,
    Parameter(
        name="--simulator",
        help="A simulated chip for the device: wolfpine, ttsim, or the library or folder of one. "
        "[default: $TTDW_SIMULATOR]",
    ),
]
TimeLimit = Annotated[
    float | None,
    Parameter(
        name="--time-limit",
        validator=validators.Number(gt=0),
        help="Seconds that a launch may run; compilation does not count. "
        "[default: 3600 on the emulator, 15 on a chip, 600 on wolfpine]",
    ),
]
DeviceId = Annotated[
    int | None,
    Parameter(
        name="--device-id",
        validator=validators.Number(gte=0),
        help="Number of the chip, and the only one that is used. [default: the first of $TT_VISIBLE_DEVICES, or 0]",
    ),
]
ResetCommand = Annotated[
    str,
    Parameter(
        name="--reset-command",
        help="Run after a hang on hardware, never on a simulated chip; {chip} is its number. Empty for none.",
    ),
]
Junit = Annotated[Path | None, Parameter(name="--junit", help="Write the results as JUnit XML to this file.")]
Timelines = Annotated[
    bool,
    Parameter(
        name="--timelines",
        negative=(),
        help="For --json and --html, model when a core does what in each program of the emulator: it runs twice more.",
    ),
]


def verify(
    *,
    case: CaseFile,
    only: Only = None,
    backend: BackendChoice = None,
    require: Require = None,
    spec: Specs = None,
    target: Target = None,
    chip: Chip = None,
    weights: Weights = "random",
    numbers: Input = "random",
    golden: GoldenBy = "numpy",
    device_python: DevicePython = None,
    simulator: SimulatorName = None,
    time_limit: TimeLimit = None,
    device_id: DeviceId = None,
    reset_command: ResetCommand = "tt-smi -r {chip}",
    json: Json = None,
    junit: Junit = None,
    html: Html = None,
    timelines: Timelines = False,
    scheduler: Scheduler = None,
    local: Local = None,
    shard: Shard = None,
    resume: Resume = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Run cases on backends and compare what they compute with the golden convolution.

    Exit code 1 means that a result is not `pass`. That a backend was asked for and did not run, since this machine
    lacks something, is no success: --require names those that must run, and the others may lack what they need as long
    as another backend passes the case. An interrupted run reports what was done until then, and --resume goes on there.
    """
    from codegen.jobs.resumed import resumed
    from codegen.jobs.run import Run, chip_of_workers
    from codegen.jobs.verifying import Board, Verifying
    from codegen.jobs.work import NoWorkersLeftError
    from codegen.judge.verdict import Report
    from codegen.launch.backends import NO_DEVICE
    from codegen.launch.time_limit import limited_to

    if golden == "torch":
        _require_torch()
    require_own_files({"--json": json, "--junit": junit, "--html": html, "--resume": resume})
    read = read_cases(case, only, spec, target)
    cases = replace(read, cases=tuple(shard_of(read.cases, shard)))
    asked = asked_for(backend, require, cases.backends)
    require_own_chips(scheduler, local, "device" in asked.names, device_id, simulator)
    reset = tuple(shlex.split(reset_command))
    board = Board(device_python, time_limit, reset, simulator, chip or "wormhole", device_id)
    results: list[Result] = []
    gone = ""
    try:
        with (
            limited_to(time_limit),
            workers_of(scheduler, local, "device" in asked.names) as client,
            nullcontext(NO_DEVICE) if client else _device(asked, board) as device,
        ):
            if asked.if_found and device is not NO_DEVICE:
                asked = asked.with_device()
            work = Verifying(asked.names, weights, numbers, golden, timelines, time_limit, board)
            on_workers = client is not None and work.needs_board
            chosen = chip or (chip_of_workers(client, work) if client and on_workers else _chip_of(device))
            planned = plan_all(cases, chosen)
            keys = (work.key(plan, name) for plan in planned.cases for name in asked.names)
            with resumed(resume, keys) as past:
                run = Run(planned.cases, work, past, stored=bool(json or resume))
                results += [_without_plan(one, error, chosen) for one, error in planned.unsupported]
                results += run.done
                on = [f"{plan.case.id} on {name}" for plan in run.open for name in asked.names]
                _say_that_it_compiles(asked.names, quiet)
                steps = run.on(client) if client else run.here(device)
                for result in with_progress("verify", steps, len(on), () if client else on):
                    results.append(result)  # one by one: an interrupt leaves what is done
    except NoWorkersLeftError as error:
        gone = str(error)
    except KeyboardInterrupt:
        _tell(Report(results=tuple(results), interrupted=True), json, junit, html, quiet)
        raise
    report = Report(results=tuple(run.in_order(results)), interrupted=bool(gone))
    _tell(report, json, junit, html, quiet)
    if gone:
        print(f"verify: {gone}", file=sys.stderr)
    if missing := asked.not_run(results):
        print(f"verify: asked for, and not run: {', '.join(missing)}; --require names what must run", file=sys.stderr)
    return ExitCode.OK if not gone and asked.passed(results) else ExitCode.FAILED


def _say_that_it_compiles(names: Sequence[str], quiet: bool) -> None:
    """The first run takes a minute, in which nothing is said in a pipe."""
    from codegen.native.cache import cache_folder

    if "emulator" in names and not quiet and not any(cache_folder().glob("runtime-*")):
        print("verify: the first run compiles the emulator and what is emitted, once for all", file=sys.stderr)


def _require_torch() -> None:
    """The golden convolution by torch is a cross-check that has to be asked for: its import takes a second."""
    if not find_spec("torch"):
        hint = 'run: pip install "tt-depthwise-codegen[torch]"'
        raise on_command_line(Finding("golden-installed", "--golden torch: torch is not installed", (), hint))


def _device(asked: Asked, board: Board) -> AbstractContextManager[Device | MissingDevice]:
    """The chip, not opened yet; one that nobody has asked for only if it is found without a search."""
    from codegen.launch.backends import NO_DEVICE

    wanted = "device" in asked.names
    if not (wanted or asked.if_found):
        return nullcontext(NO_DEVICE)
    held = board.held(quick=len(asked.names) > 1 or not wanted)
    return held if wanted or not isinstance(held, nullcontext) else nullcontext(NO_DEVICE)


def _chip_of(device: Device | MissingDevice) -> ChipName:
    """The chip that was found; one that does not open is reported with each case."""
    from codegen.device import DeviceError

    try:
        return device.open().chip or "wormhole"
    except DeviceError:
        return "wormhole"


def _tell(report: Report, json: str | None, junit: Path | None, html: Path | None, quiet: bool) -> None:
    write_report(report.to_json(), json)
    if junit:
        from codegen.views.results import write_junit

        with writing(junit):
            write_junit(report, junit)
    if html:
        from codegen.views.report.run_page import Run, run_page

        write_report(run_page([Run("this run", report)]), str(html))
    if not quiet and json != STANDARD_OUTPUT:
        print_results(report.results)


def _without_plan(case: Case, error: PlanError, chip: ChipName) -> Result:
    from codegen.judge.verdict import Result

    return Result(
        case=case.id,
        variant=case.variant,
        backend="plan",
        chip=chip,
        verdict="unsupported",
        expected="unsupported",
        seconds=0,
        message=str(error),
    )
