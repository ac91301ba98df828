"""cores: where the cores of a case are, and whom its multicasts reach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import require_own_files, write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, Only, Specs
from codegen.commands.picture_file import write_picture

if TYPE_CHECKING:
    from codegen.cost.picture import Picture
    from codegen.plan.program import ProgramPlan

SCHEMA = 1

Svg = Annotated[
    Path | None,
    Parameter(
        name="--svg", help="Write the picture of grid, multicast, shards and halo to this file; of one case only."
    ),
]


def cores(
    *,
    case: CaseFile,
    only: Only = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    json: Json = None,
    svg: Svg = None,
) -> ExitCode:
    """Show where the cores of a case are, and check that its multicasts reach the receivers and nobody else.

    Exit code 1 means that a multicast is wrong.
    """
    from pydantic_core import to_json

    from codegen.views.core_view import core_faults, core_record, core_tables, core_verdict
    from codegen.views.fitted import print_titled
    from codegen.views.terminal import console

    require_own_files({"--json": json, "--svg": svg})
    plans = plan_cases(case, only, spec, chip).plans
    write_picture(svg, plans, _draw)
    records = [core_record(one) for one in plans]
    write_report(to_json({"schema": SCHEMA, "plans": records}, indent=2).decode() + "\n", json)
    if json != STANDARD_OUTPUT:
        screen = console()
        for one in plans:
            for title, table in core_tables(one):
                print_titled(screen, title, table)
            print(core_verdict(one), end="\n\n")
    return ExitCode.FAILED if any(core_faults(one) for one in plans) else ExitCode.OK


def _draw(plan: ProgramPlan) -> Picture:
    from codegen.views.report.plan_pictures import cores_picture

    return cores_picture(plan)
