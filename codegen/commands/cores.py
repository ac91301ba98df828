"""cores: where the cores of a case are, and whom its multicasts reach."""

from __future__ import annotations

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, Only, Specs

SCHEMA = 1


def cores(
    *,
    case: CaseFile,
    only: Only = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    json: Json = None,
) -> ExitCode:
    """Show where the cores of a case are, and check that its multicasts reach the receivers and nobody else.

    Exit code 1 means that a multicast is wrong.
    """
    from pydantic_core import to_json

    from codegen.views.core_view import core_faults, core_record, core_tables, core_verdict
    from codegen.views.fitted import print_titled
    from codegen.views.terminal import console

    plans = plan_cases(case, only, spec, chip).plans
    records = [core_record(one) for one in plans]
    write_report(to_json({"schema": SCHEMA, "plans": records}, indent=2).decode() + "\n", json)
    if json != STANDARD_OUTPUT:
        screen = console()
        for one in plans:
            for title, table in core_tables(one):
                print_titled(screen, title, table)
            print(core_verdict(one), end="\n\n")
    return ExitCode.FAILED if any(core_faults(one) for one in plans) else ExitCode.OK
