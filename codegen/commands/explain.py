"""explain: where a line of an emitted file comes from."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import DEFAULT_OUT, STANDARD_OUTPUT, Json, Out, Specs, Target
from codegen.commands.selection import Selection, select
from codegen.emit.common import COMMON, COMMON_SOURCE, Common
from codegen.model.finding import Finding, InputError, Location, PlacedFinding, did_you_mean
from codegen.model.operation import VARIANTS

if TYPE_CHECKING:
    from codegen.views.line_report import LineReport


def explain(
    place: Annotated[str, Parameter(help="Emitted file and line, as FILE:LINE.")],
    *,
    spec: Specs = None,
    target: Target = None,
    out: Out = DEFAULT_OUT,
    json: Json = None,
) -> ExitCode:
    """Show where a line of an emitted file comes from: template, expression, fields of the spec, value of the plan.

    Args:
        place: The file and the line.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        out: Folder that holds one folder for each operation.
        json: Write the result as JSON to this file; - is standard output.
    """
    from codegen.views.line_report import describe_line

    file, number = _parse_place(place)
    report = _explain(file, number, select((), spec, out, target))
    write_report(report.to_json(), json)
    if json != STANDARD_OUTPUT:
        print(describe_line(report), end="")
    return ExitCode.OK


def _explain(file: Path, number: int, selection: Selection) -> LineReport:
    from codegen.emit.layers import emitted_files
    from codegen.emit.output import output_files
    from codegen.emit.provenance import line_sources
    from codegen.emit.render import part_sources
    from codegen.emit.tree import read_text
    from codegen.model.document import read_document
    from codegen.views.line_report import LineReport, pieces_of, plan_values, spec_fields

    path = _below(file, selection.out)
    name = path.parts[0]
    if name not in selection.operations and name != COMMON:
        known = (*selection.operations, COMMON)
        raise _error(str(file), "operation-known", f"no operation {name!r}", did_you_mean(name, known))
    chosen = [one for one in selection.sourced if name in (one.operation.name, COMMON)]
    files = {path: text for path, text in output_files(chosen).items() if path.parts[0] == name}
    if path not in files:
        near = did_you_mean(str(path), map(str, files))
        raise _error(str(file), "file-emitted", f"operation {name!r} emits no such file", near)
    text = files[path]
    if read_text(file) != text:
        message = "the file is not what spec and templates give, so its lines are others"
        raise _error(str(file), "file-current", message, f"bring it up to date: {selection.command}")
    lines = text.splitlines()
    if not 1 <= number <= len(lines):
        raise _error(str(file), "line-exists", f"line {number}, the file has {len(lines)}", "name one of them")
    inside = path.relative_to(name)
    facts: dict[str, Any] = {"file": str(file), "line": number, "text": lines[number - 1]}
    if name == COMMON:
        return _explain_common(Common(chosen[0].operation.target), inside, facts, text)
    first = selection.operations[name]
    operation, source = first.operation, selection.source(name)
    origin = {"spec_file": source.spec, "command": source.command}
    made_from = emitted_files(operation).get(inside)
    if made_from is None:
        return LineReport(**facts, kind="ttdw", pieces=(), spec=(), plan=(), **origin)
    line = line_sources(operation, inside, text)[number - 1]
    variants = (made_from.variant,) if made_from.variant else operation.variants

    def locate(location: Location) -> Location:
        """From a part of a variant, of the shared tables, or of the operation, to its place in the file."""
        if variants[0] is operation.shared:
            return location
        if location[:1] == (VARIANTS,):
            return selection.loaded[variants[int(location[1])].name].locate(location[2:])
        return selection.loaded[variants[0].name].locate(location) if len(variants) == 1 else location

    return LineReport(
        **facts,
        kind=line.kind,
        pieces=pieces_of(line, part_sources(operation) | {str(made_from.label): made_from.read()}, locate),
        spec=spec_fields(line.origins, variants, operation, locate, read_document(first.path)),
        plan=plan_values(line.origins, variants, line.text),
        **origin,
    )


def _explain_common(common: Common, inside: PurePosixPath, facts: dict[str, Any], text: str) -> LineReport:
    """A line of what all operations share: it comes from no field of a spec."""
    from codegen.emit.layers import emitted_files
    from codegen.emit.provenance import line_sources
    from codegen.emit.render import part_sources
    from codegen.views.line_report import LineReport, pieces_of

    nothing: dict[str, Any] = {
        "spec": (),
        "plan": (),
        "spec_file": COMMON_SOURCE.spec,
        "command": COMMON_SOURCE.command,
    }
    made_from = emitted_files(common).get(inside)
    if made_from is None:
        return LineReport(**facts, kind="ttdw", pieces=(), **nothing)
    line = line_sources(common, inside, text)[int(facts["line"]) - 1]
    texts = part_sources(common) | {str(made_from.label): made_from.read()}
    return LineReport(**facts, kind=line.kind, pieces=pieces_of(line, texts, lambda location: location), **nothing)


def _parse_place(place: str) -> tuple[Path, int]:
    file, _, number = place.rpartition(":")
    if not file or not re.fullmatch(r"\d{1,9}", number, re.ASCII):
        raise _error("command line", "place-form", f"{place!r} names no line", "write FILE:LINE")
    return Path(file), int(number)


def _below(file: Path, out: Path) -> PurePosixPath:
    """The file as a path below the output folder."""
    try:
        path = PurePosixPath(file.resolve().relative_to(out.resolve()).as_posix())
    except ValueError as error:
        raise _error(str(file), "file-emitted", f"not below the output folder {out}", "name it with --out") from error
    if len(path.parts) < 2:
        raise _error(
            str(file), "file-emitted", "not in the folder of an operation", f"name a file below {out}/<operation>"
        )
    return path


def _error(place: str, rule: str, message: str, hint: str) -> InputError:
    return InputError([PlacedFinding(place, 0, Finding(rule, message, (), hint))])
