"""import-args: the argument table of a hand-written kernel."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, Json
from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from codegen.importer.table import Table

SCHEMA = 1


def import_args(
    file: Path,
    /,
    *,
    kernel: Literal["reader", "compute", "writer"] | None = None,
    yaml: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    port: Annotated[bool, Parameter(negative=())] = False,
    json: Json = None,
    strict: Annotated[bool, Parameter(negative=())] = False,
) -> ExitCode:
    """Show which arguments a hand-written kernel reads, and what could not be told.

    Nothing is guessed: an argument whose index depends on a loop, on other arguments or on a caller in another file is
    listed with the cause. That leaves the exit code at 0 unless `--strict` is given.

    With `--port`, a kernel that reads its arguments by position gets the form of Metal 2.0: `get_arg(args::name)`, as a
    diff on standard output. What has to stay as it is is listed on standard error. The file itself is not touched.

    Args:
        file: The C++ file of the kernel.
        kernel: The kernel that the file is; guessed from its name if left out.
        yaml: Write `arguments:` of a spec to this file; - is standard output.
        port: Print a diff that reads the arguments by their names.
        json: Write the table, or with `--port` the diff and its arguments, as JSON to this file; - is standard output.
        strict: Exit code 1 if an argument is read that could not be told, or not be ported.
    """
    if port:
        return _port(file, kernel or yaml, json, strict)
    from codegen.importer.fragment import yaml_fragment
    from codegen.importer.table import import_table

    table = import_table(file, kernel)
    write_report(yaml_fragment(table), yaml)
    write_report(_table_json(table), json)
    if STANDARD_OUTPUT not in (yaml, json):
        _print_table(table)
    return ExitCode.FAILED if strict and table.unread else ExitCode.OK


def _port(file: Path, of_a_table: str | None, json: str | None, strict: bool) -> ExitCode:
    from codegen.commands.import_port import show_port
    from codegen.importer.port.port import port_kernel

    if of_a_table is not None:
        raise on_command_line(
            Finding("port-alone", "--port writes no table, of which --kernel and --yaml are", (), "leave them out")
        )
    result = port_kernel(file)
    show_port(result, json)
    return ExitCode.FAILED if strict and result.left else ExitCode.OK


def _table_json(table: Table) -> str:
    content = {"schema": SCHEMA, **asdict(table), "file": str(table.file)}
    return json.dumps(content, indent=2) + "\n"


def _print_table(table: Table) -> None:
    from rich.markup import escape

    from codegen.views.plan_view import make_table
    from codegen.views.terminal import console

    view = make_table(["index", "name", "kind", "type", "audience", "line", "only if", "doc"], numbers_from=0)
    for place in (1, 2, 3, 4, 6, 7):
        view.columns[place].justify = "left"
    read = [one for one in table.entries if one.value is None]  # a note tells of the positions that nothing reads
    for one in read:
        index = "" if one.index is None else f"{one.index}.." if one.shape in ("array", "accessor") else str(one.index)
        kind = {"array": "words", "varargs": "words", "accessor": "TensorAccessorArgs"}.get(one.shape, one.type)
        conditions = " and ".join(one.conditions)
        cells = (index, one.name, one.kind, kind, one.audience, str(one.line or ""), conditions, one.doc or "")
        view.add_row(*map(escape, cells))
    screen = console()
    screen.print(
        f"[bold]{escape(table.file.name)}[/]: taken for a {table.kernel} {escape(table.reason)}", view, sep="\n"
    )
    for resource in table.resources:
        print(f"names the {resource.kind} '{resource.name}' (line {resource.line})")
    for note in table.notes:
        print(f"note: {f'line {note.line}: ' if note.line else ''}{note.text}")
    for unread in table.unread:
        print(f"not read: {table.file}:{unread.line}: {unread.text}: {unread.cause}")
    print(f"{len(read)} arguments, {len(table.unread)} places not read")
