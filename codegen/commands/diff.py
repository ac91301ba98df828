"""diff: what the specs, the cases and the tool change, in the plans and in the emitted files."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from codegen.commands.emit import expected_files, folder_name
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import DEFAULT_OUT, STANDARD_OUTPUT, ChipName, Json, Out, Specs, Target
from codegen.commands.selection import select
from codegen.model.finding import Finding, on_command_line


def diff(
    *variant: str,
    against: Annotated[
        str, Parameter(help="Git revision to compare with; or a spec: a file *.yaml, or a folder that exists.")
    ] = "HEAD",
    spec: Specs = None,
    target: Target = None,
    out: Out = DEFAULT_OUT,
    case: Annotated[
        list[str] | None,
        Parameter(negative=(), help="Case file whose plans are compared; repeatable. [default: shipped cases]"),
    ] = None,
    chip: ChipName = "wormhole",
    text: Annotated[bool, Parameter(help="Show the text diff of the emitted files as well.")] = True,
    markdown: Annotated[
        str | None,
        Parameter(allow_leading_hyphen=True, help="Write a pull-request comment to this file; - is standard output."),
    ] = None,
    json: Json = None,
) -> ExitCode:
    """Show what changed since a git revision: arguments, buffers, semaphores, plans of cases; then the text diff.

    Specs and cases are read from the revision, without a checkout, and loaded and planned as of today. The files in the
    working folder do not count: a diff is the same before and after `ttdw generate`.

    Args:
        variant: Variants to compare; all of them if left out.
        against: What to compare with.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        out: Folder that holds one folder for each operation.
        case: Case files.
        chip: The chip to plan for.
        text: Show the text diff.
        markdown: Write Markdown.
        json: Write the result as JSON to this file; - is standard output.
    """
    from codegen.commands.sides import sides_of
    from codegen.emit.diff import diff_files
    from codegen.plan.chip import CHIPS
    from codegen.semantic.compare import compare
    from codegen.views.diff_report import DiffReport, FileText, print_report
    from codegen.views.diff_report import markdown as to_markdown

    if markdown == json == STANDARD_OUTPUT:
        raise on_command_line(
            Finding("one-output", "--markdown and --json both go to standard output", (), "name a file for one")
        )
    selection = select(variant, spec, out, target)
    sides = sides_of(selection, against, case, expected_files(selection))
    diffs = diff_files(sides.old_files, sides.new_files, folder_name(out)) if text else []
    files = tuple(FileText(path=str(one.path), status=one.status, diff=one.text) for one in diffs)
    semantic = compare(sides.old, sides.new, CHIPS[chip], sides.notes)
    report = DiffReport(against=against, semantic=semantic, files=files if text else None)
    write_report(report.to_json(), json)
    write_report(to_markdown(report), markdown)
    if STANDARD_OUTPUT not in (json, markdown):
        for note in sides.notes:
            print(note, file=sys.stderr)
        print_report(report)
    return ExitCode.OK
