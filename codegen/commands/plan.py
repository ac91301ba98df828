"""plan: the program of a case, before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.boards import Board, chip_on
from codegen.commands.cases import plan_on, read_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import require_own_files, write_report
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Html, Json, L1Small, Only, Specs
from codegen.commands.picture_file import write_picture
from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from codegen.cost.picture import Picture
    from codegen.plan.program import ProgramPlan

SCHEMA = 1

Svg = Annotated[
    Path | None,
    Parameter(name="--svg", help="Write the picture of how a core cuts its work to this file; of one case only."),
]


def plan(
    *,
    case: CaseFile,
    only: Only = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    board: Board = None,
    l1_small_size: L1Small = None,
    json: Json = None,
    html: Html = None,
    svg: Svg = None,
) -> ExitCode:
    """Show the program of a case: cores, roles, shards, halo, arguments, buffers and the L1 budget."""
    from pydantic_core import to_json

    from codegen.plan.sequence import SequencePlan, programs_of
    from codegen.views.fitted import print_titled
    from codegen.views.plan_view import plan_tables
    from codegen.views.sequence_view import sequence_record, slice_table
    from codegen.views.terminal import console

    require_own_files({"--json": json, "--html": html, "--svg": svg})
    planned = plan_on(read_cases(case, only, spec, l1_small=l1_small_size), chip_on(board, chip))
    plans = planned.plans
    sequences = [one for one in planned.cases if isinstance(one, SequencePlan)]
    record = {"schema": SCHEMA, "plans": plans, "sequences": [*map(sequence_record, sequences)]}
    write_report(to_json(record, indent=2).decode() + "\n", json)
    if html:
        from codegen.views.report.plan_page import plan_page

        write_report(plan_page(plans), str(html))
    write_picture(svg, plans, _draw)
    if json != STANDARD_OUTPUT:
        screen = console()
        for case_plan in planned.cases:
            if isinstance(case_plan, SequencePlan):
                print_titled(screen, *slice_table(case_plan))
            for one in programs_of(case_plan):
                for title, table in plan_tables(one):
                    print_titled(screen, title, table)
            for note in case_plan.notes:
                print(f"note: {note}\n")
        for refused, reason in planned.unsupported:
            print(f"{refused.id} is unsupported, as expected: {reason}")
    return ExitCode.OK


def _draw(plan: ProgramPlan) -> Picture:
    from codegen.views.report.plan_pictures import work_picture

    picture = work_picture(plan)
    if picture is None:
        raise on_command_line(
            Finding(
                "picture-drawn",
                f"schedule {plan.variant.schedule} has no picture of its work",
                (),
                "use ttdw cores --svg",
            )
        )
    return picture
