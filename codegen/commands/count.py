"""count: what the cores of a case do, counted on the emulator."""

from __future__ import annotations

import sys

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, Only, Specs, TimeLimit

SCHEMA = 1


def count(
    *,
    case: CaseFile,
    only: Only = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    time_limit: TimeLimit = None,
    json: Json = None,
) -> ExitCode:
    """Count what the cores of a case do: Tensix instructions, datums, NoC traffic, synchronisations.

    The program runs on the emulator. Exit code 1 means that one does not run to its end.
    """
    from pydantic_core import to_json

    from codegen.emulator import CompileError, RunnerError
    from codegen.launch.emulated import launch, output_of
    from codegen.launch.error import BackendError
    from codegen.launch.time_limit import limited_to
    from codegen.reference.tensors import make_tensors
    from codegen.views.count_view import count_record, count_tables, not_counted
    from codegen.views.terminal import console

    records = []
    failed = False
    screen = console()
    planned = plan_cases(case, only, spec, chip)
    for plan in planned.plans:
        try:
            with limited_to(time_limit):
                result = launch(plan, make_tensors(plan.case))
            output_of(plan, result)
        except (BackendError, CompileError, RunnerError) as stopped:
            failed = True
            verdict = stopped.verdict if isinstance(stopped, BackendError) else "error"
            print(f"{plan.case.id}: {verdict}: {stopped}", file=sys.stderr)
            continue
        records.append(count_record(plan, result.counters))
        if json != STANDARD_OUTPUT:
            for title, table in count_tables(plan, result.counters):
                screen.print(f"[bold]{title}[/]", table, "", sep="\n")
            if missing := not_counted(plan, result.counters):
                print(missing, end="\n\n")
    if json != STANDARD_OUTPUT:
        for refused, reason in planned.unsupported:
            print(f"{refused.id} is unsupported, as expected: {reason}")
    write_report(to_json({"schema": SCHEMA, "counts": records}, indent=2).decode() + "\n", json)
    return ExitCode.FAILED if failed else ExitCode.OK
