"""tune: which variant on which grid is the fastest for a case, by the cost model, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from codegen.commands.boards import Board, chip_on, read_grid
from codegen.commands.cases import case_path, with_l1_small
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, L1Small, Only, Specs, TimeLimit
from codegen.commands.progress import with_progress
from codegen.commands.selection import load_specs
from codegen.commands.workers import Local, Scheduler, workers_of
from codegen.model.finding import Finding, InputError, on_command_line
from codegen.model.loader import LoadedCase, load_cases
from codegen.plan.limits import one_program_findings

if TYPE_CHECKING:
    from distributed import Client

    from codegen.cost.candidates import Candidate, Candidates
    from codegen.cost.model import Cost
    from codegen.jobs.costing import Costing, Stopped
    from codegen.model.case import Case
    from codegen.plan.program import ProgramPlan
    from codegen.views.tune_view import Simulated

SCHEMA = 1

Cores = Annotated[
    str | None,
    Parameter(name="--cores", help="Most columns and rows of a grid: 8x8. [default: all of the chip]"),
]
Simulate = Annotated[
    int, Parameter(name="--simulate", help="How many of the best by the estimate run on the cost model.")
]


def tune(
    *,
    case: CaseFile,
    only: Only = None,
    cores: Cores = None,
    simulate: Simulate = 4,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    board: Board = None,
    l1_small_size: L1Small = None,
    time_limit: TimeLimit = None,
    scheduler: Scheduler = None,
    local: Local = None,
    json: Json = None,
) -> ExitCode:
    """Find the variant and the grid with which a case is the fastest, by the cost model, and say why.

    All variants and grids are estimated by their plans. The best of them, and what the case says itself, run on the
    emulator. Math fidelity, the width of Dst and the origin stay. A program that takes longer than the time limit is
    left out. Exit code 1 means that one fails, or that none is left.
    """
    from pydantic_core import to_json

    from codegen.cost.candidates import find_candidates
    from codegen.jobs.costing import Costing
    from codegen.views.fitted import print_titled
    from codegen.views.terminal import console
    from codegen.views.tune_view import (
        case_lines,
        input_line,
        refusal_line,
        tune_record,
        tune_table,
        tuning_of,
        why_line,
    )

    on = chip_on(board, chip)
    most = read_grid("--cores", cores, on) if cores else on.grid
    if simulate < 1:
        raise on_command_line(
            Finding("simulate-some", f"--simulate is {simulate}, wanted 1 at least", (), "leave it out for 4")
        )
    variants = load_specs(spec or ())
    cases = load_cases(case_path(case), variants, only or ())
    _require_programs(cases)
    on_cases = [with_l1_small(one.case, l1_small_size) for one in cases]
    with workers_of(scheduler, local, with_board=False) as client:
        found = [find_candidates(one, [it.variant for it in variants.values()], on, most) for one in on_cases]
        _require_plans(cases, found)
        finalists = [candidates.finalists(simulate) for candidates in found]
        plans, work = [one.plan for some in finalists for one in some], Costing(time_limit)
        costs = _costs_on(client, plans, work) if client else (work([plan])[0] for plan in plans)

    screen = console()
    records: list[dict[str, Any]] = []
    failed = False
    for candidates, chosen in zip(found, finalists, strict=True):
        simulated, faulty = _simulated(candidates.case, chosen, islice(costs, len(chosen)))
        failed |= faulty or not simulated
        if not simulated:
            continue
        tuning = tuning_of(candidates, simulated)
        records.append(tune_record(tuning))
        if json != STANDARD_OUTPUT:
            title, table = tune_table(tuning)
            print_titled(screen, title, table)
            for line in filter(None, (refusal_line(candidates), why_line(tuning), input_line(tuning))):
                print(line)
            print(f"In the case:\n{case_lines(tuning)}\n")
    write_report(to_json({"schema": SCHEMA, "tunings": records}, indent=2).decode() + "\n", json)
    return ExitCode.FAILED if failed else ExitCode.OK


def _costs_on(client: Client, plans: Sequence[ProgramPlan], work: Costing) -> Iterator[Cost | Stopped]:
    """What programs cost, in their order, when workers are done with all of them."""
    from codegen.jobs.costing import Stopped
    from codegen.jobs.share import share
    from codegen.jobs.work import NoWorkersLeftError

    done: dict[int, Cost | Stopped] = {}
    missing = Stopped("error", "each worker that ran it died")
    try:
        for one in with_progress("tune", share(client, work, plans, 1), len(plans)):
            done[id(one.item)] = one.answer or missing
    except NoWorkersLeftError as error:
        missing = Stopped("error", str(error))
    return (done.get(id(plan), missing) for plan in plans)


def _simulated(
    case: Case, finalists: Sequence[Candidate], costs: Iterator[Cost | Stopped]
) -> tuple[list[Simulated], bool]:
    """The finalists that run to their end, and whether another one failed; the others are named on standard error."""
    from codegen.jobs.costing import Stopped
    from codegen.views.tune_view import Simulated

    done = []
    faulty = False
    for one, cost in zip(finalists, costs, strict=True):
        if isinstance(cost, Stopped):
            faulty |= cost.verdict != "timeout"
            name, placement = one.place
            print(f"{case.id} on {name}, {placement}: {cost.verdict}: {cost.message}", file=sys.stderr)
        else:
            done.append(Simulated(one, cost))
    return done, faulty


def _require_programs(cases: list[LoadedCase]) -> None:
    """Raises InputError with all cases that are no single program."""
    findings = [one.place(finding) for one in cases for finding in one_program_findings(one.case)]
    if findings:
        raise InputError(findings)


def _require_plans(cases: list[LoadedCase], found: list[Candidates]) -> None:
    """Raises InputError with all cases for which nothing has a plan."""
    from codegen.views.tune_view import refusal_line

    findings = [
        loaded.place(
            Finding("tune-has-a-plan", refusal_line(candidates), ("channels",), "allow more cores, or add variants")
        )
        for loaded, candidates in zip(cases, found, strict=True)
        if not candidates.ranked
    ]
    if findings:
        raise InputError(findings)
