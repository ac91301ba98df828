"""cost: what a case would take on the chip, in cycles, modelled on the emulator."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.measuring import DevicePython, MeasuredBy, measuring
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, Only, Specs, TimeLimit
from codegen.model.finding import Finding, InputError, PlacedFinding, on_command_line, shorten

if TYPE_CHECKING:
    from codegen.cost.model import Cost
    from codegen.emulator.run import RunResult
    from codegen.plan.program import ProgramPlan
    from codegen.plan.sequence import CasePlan

SCHEMA = 1

Compare = Annotated[
    list[str] | None,
    Parameter(name="--compare", negative=(), consume_multiple=True, help="Variants to put beside that of the case."),
]
Timeline = Annotated[
    Path | None,
    Parameter(
        name="--timeline",
        help="Write the timeline of a core to this file, for one case only: a picture as .svg, a trace for "
        "ui.perfetto.dev as .json.",
    ),
]
OfCore = Annotated[str | None, Parameter(name="--core", help="The core of the timeline: X,Y. [default: the slowest]")]


def cost(
    *,
    case: CaseFile,
    only: Only = None,
    compare: Compare = None,
    timeline: Timeline = None,
    core: OfCore = None,
    measured: MeasuredBy = None,
    device_python: DevicePython = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    time_limit: TimeLimit = None,
    json: Json = None,
) -> ExitCode:
    """Model what a case would take on the chip: cycles, what bounds them, and how far the lower bound is.

    The program runs on the emulator, and every call takes its time. With --measured, the core that was measured to take
    longest stands beside the slowest one of the model. Exit code 1 means that a program does not run to its end.
    """
    from pydantic_core import to_json

    from codegen.cost.model import cost_of
    from codegen.cost.sequence import sequence_costs
    from codegen.device import DeviceError
    from codegen.emulator import CompileError, RunnerError
    from codegen.launch.emulated import timed_run
    from codegen.launch.error import BackendError
    from codegen.launch.time_limit import limited_to
    from codegen.plan.sequence import programs_of
    from codegen.views.cost_view import cost_record
    from codegen.views.fitted import print_titled
    from codegen.views.sequence_view import sequence_cost_record, sequence_cost_table
    from codegen.views.terminal import console

    planned = plan_cases(case, only, spec, chip)
    place = _core(core)
    _require_one_case(timeline, place, planned.plans)
    records: list[dict[str, Any]] = []
    sequences: list[dict[str, Any]] = []
    failed = False
    with measuring(measured, device_python, chip, planned.plans, compare or ()) as measure:
        for row in _side_by_side(planned.cases, compare or (), spec):
            programs = [program for plan in row for program in programs_of(plan)]
            costs: list[Cost] = []
            for one in programs:
                try:
                    with limited_to(time_limit):
                        result = timed_run(one, place if one is programs[0] else None)
                    found = measure(one) if measure else None
                except (BackendError, CompileError, DeviceError, RunnerError) as stopped:
                    failed = True
                    verdict = stopped.verdict if isinstance(stopped, BackendError | DeviceError) else "error"
                    print(f"{one.case.id} on {one.variant.name}: {verdict}: {stopped}", file=sys.stderr)
                    continue
                costs.append(replace(cost_of(one, result), measured=found))
                if timeline and one is programs[0]:
                    _write_timeline(
                        timeline, one, costs[0], result if place else timed_run(one, costs[0].slowest.core), place
                    )
            records += map(cost_record, costs)
            together = sequence_costs(row, costs)
            sequences += map(sequence_cost_record, together)
            if json != STANDARD_OUTPUT:
                for beside in _beside(costs, row):
                    _print(beside)
                if together:
                    print_titled(console(), *sequence_cost_table(together))
    if json != STANDARD_OUTPUT:
        for refused, reason in planned.unsupported:
            print(f"{refused.id} is unsupported, as expected: {reason}")
    write_report(to_json({"schema": SCHEMA, "costs": records, "sequences": sequences}, indent=2).decode() + "\n", json)
    return ExitCode.FAILED if failed else ExitCode.OK


def _beside(costs: Sequence[Cost], row: Sequence[CasePlan]) -> list[list[Cost]]:
    """The costs that a table puts beside each other: those of the variants of a case; of slices, each is alone."""
    from codegen.plan.sequence import SequencePlan

    if any(isinstance(plan, SequencePlan) for plan in row):
        return [[cost] for cost in costs]
    return [[*costs]] if costs else []


def _print(costs: Sequence[Cost]) -> None:
    """The tables of a case on all its variants."""
    from codegen.views.cost_view import cost_table, largest_line, measured_table, unit_table, untimed_line
    from codegen.views.fitted import print_titled
    from codegen.views.terminal import console

    screen = console()
    tables = [cost_table(costs), *map(unit_table, costs), *map(measured_table, costs)]
    for title, table in filter(None, tables):
        print_titled(screen, title, table)
    for line in filter(None, (*map(largest_line, costs), *map(untimed_line, costs))):
        print(line, end="\n\n")


def _side_by_side(
    plans: Sequence[CasePlan], names: Sequence[str], specs: Sequence[Path] | None
) -> list[list[CasePlan]]:
    """The plan of each case, and behind it those of the same shapes on other variants.

    Raises:
        InputError: A variant is unknown, or variants have no plan for a case: with all of them.
    """
    from codegen.commands.options import DEFAULT_OUT
    from codegen.commands.selection import select
    from codegen.plan.program import PlanError
    from codegen.plan.sequence import plan_case

    variants = select(names, specs, DEFAULT_OUT).loaded if names else {}
    rows: list[list[CasePlan]] = []
    findings: list[PlacedFinding] = []
    for plan in plans:
        rows.append([plan])
        for name in names:
            case = plan.case.model_copy(update={"variant": name})
            try:
                rows[-1].append(plan_case(variants[name].variant, case, plan.chip))
            except PlanError as error:
                findings += [PlacedFinding(f"{case.id} on {name}", 0, finding) for finding in error.findings]
    if findings:
        raise InputError(findings)
    return rows


def _write_timeline(file: Path, plan: ProgramPlan, cost: Cost, result: RunResult, core: tuple[int, int] | None) -> None:
    from pydantic_core import to_json

    from codegen.cost.model import times_of
    from codegen.cost.timeline import timeline_of, timeline_picture
    from codegen.cost.trace import chrome_trace

    place = core or cost.slowest.core
    times = times_of(result)
    cycles = next(one.cycles for one in times.cores if one.core == place)
    title = f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}: core {place[0]},{place[1]}, {cycles:,} cycles"
    timeline = timeline_of(place, cycles, times.timeline)
    if file.suffix == ".json":
        slowest = cost.measured.slowest[1] if cost.measured else None
        text = to_json(chrome_trace(title, timeline, slowest)).decode() + "\n"
    else:
        text = timeline_picture(title, timeline).svg()
    write_report(text, str(file))
    print(f"wrote {file}: the timeline of core {place[0]},{place[1]}", file=sys.stderr)


def _core(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    written = re.fullmatch(r"(\d{1,4}),(\d{1,4})", text, re.ASCII)
    if not written:
        raise on_command_line(
            Finding("core-written", f"--core is {shorten(text)!r}", (), "write column and row: --core 0,1")
        )
    return int(written[1]), int(written[2])


def _require_one_case(timeline: Path | None, core: tuple[int, int] | None, plans: Sequence[ProgramPlan]) -> None:
    if timeline and len(plans) != 1:
        raise on_command_line(
            Finding("timeline-of-one", f"--timeline shows one case, and {len(plans)} were chosen", (), "add --only ID")
        )
    if core and not timeline:
        raise on_command_line(
            Finding(
                "timeline-of-core", "--core says whose timeline is written, and none is", (), "add --timeline FILE.svg"
            )
        )
    if core and core not in [(one.core.x, one.core.y) for one in plans[0].cores]:
        raise on_command_line(
            Finding("core-known", f"core {core[0]},{core[1]} has no part in {plans[0].case.id}", (), "see `ttdw cores`")
        )
