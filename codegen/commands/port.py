"""port: whether the same cases are the same programs under two targets, slot for slot and on the emulator."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, ChipName, Json, Only, Specs, TimeLimit
from codegen.commands.port_cases import PairedPlans, pair_plans
from codegen.commands.progress import with_progress
from codegen.model.finding import Finding, on_command_line
from codegen.model.variant import TargetName

if TYPE_CHECKING:
    from codegen.port.records import PortedCase

From = Annotated[TargetName, Parameter(name="--from", help="The target that is left.")]
To = Annotated[TargetName, Parameter(name="--to", help="The target that is moved to.")]
Cases = Annotated[
    str | None,
    Parameter(
        name="--case",
        help="Case file; a bare name such as `seed` is a shipped one. [default: the smallest shipped one of a variant]",
    ),
]
Full = Annotated[bool, Parameter(name="--full", negative=(), help="Print what stays as it is as well.")]
Markdown = Annotated[
    str | None,
    Parameter(allow_leading_hyphen=True, help="Write the text of a pull request to this file; - is standard output."),
]


def port(
    *operation: str,
    old: From = "0.81",
    new: To = "metal2",
    case: Cases = None,
    only: Only = None,
    spec: Specs = None,
    chip: ChipName = "wormhole",
    time_limit: TimeLimit = None,
    full: Full = False,
    markdown: Markdown = None,
    json: Json = None,
) -> ExitCode:
    """Show that nothing changes when an operation moves to another host interface: slot for slot, and as it runs.

    The emitted program factories of both targets are compiled and asked for their programs; buffers, arguments of each
    core, semaphores and settings of kernels are put side by side. Then both programs run on the emulator: outputs,
    counters and modelled cycles. Before that, the new program is held against the rules of tt-metal's validator. Exit
    code 1 means that something differs which the spec did not ask for, or that tt-metal would refuse the program.

    Args:
        operation: Operations, by their names or those of variants; all of them if left out.
        old: The target that is left.
        new: The target that is moved to.
        case: Case file.
        only: Ids of cases of that file.
        spec: Spec files and folders.
        chip: The chip to plan for.
        time_limit: Seconds that the emulator may run a program.
        full: Print what stays as it is as well.
        markdown: Write Markdown.
        json: Write the result as JSON to this file; - is standard output.
    """
    from codegen.launch.time_limit import limited_to
    from codegen.views.port_report import PortReport, print_report
    from codegen.views.port_report import markdown as to_markdown

    if markdown == json == STANDARD_OUTPUT:
        raise on_command_line(
            Finding("one-output", "--markdown and --json both go to standard output", (), "name a file for one")
        )
    plans = pair_plans(operation, old, new, case, only, spec, chip)
    names = [one.case.id for one, _ in plans.pairs]
    with limited_to(time_limit):
        done = list(with_progress("port", _ported(plans), len(names), names))
    cases = tuple(one for one in done if one)
    report = PortReport(old=old, new=new, cases=cases, notes=plans.notes)
    write_report(report.to_json(), json)
    write_report(to_markdown(report), markdown)
    if STANDARD_OUTPUT not in (json, markdown):
        print_report(report, full)
    return ExitCode.OK if len(cases) == len(names) and report.is_good else ExitCode.FAILED


def _ported(plans: PairedPlans) -> Iterator[PortedCase | None]:
    """Each case compared; None, and a message, for one that cannot be."""
    from codegen.emulator import CompileError, CompilerNotFoundError, RunnerError
    from codegen.launch.error import BackendError
    from codegen.port.behaviour import behaviour
    from codegen.port.records import PortedCase
    from codegen.port.slots import slots
    from codegen.port.validity import refusals

    for old, new in plans.pairs:
        try:
            refused = tuple(map(str, refusals(new, plans.variants[new.variant.name])))
            rows = (*slots(old, new), *behaviour(old, new))
        except (BackendError, CompileError, CompilerNotFoundError, RunnerError) as stopped:
            verdict = stopped.verdict if isinstance(stopped, BackendError) else "error"
            print(f"{old.case.id}: {verdict}: {stopped}", file=sys.stderr)
            yield None
        else:
            names = {"case": old.case.id, "variant": old.variant.name, "chip": old.chip.name}
            yield PortedCase(**names, refused=refused, rows=rows)
