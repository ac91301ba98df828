"""What `ttdw explain` says about a line of an emitted file, for people and for machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from codegen.emit.provenance import LineKind, LineSource
from codegen.emit.trace import Origin, Site
from codegen.model.document import Document
from codegen.model.finding import Location
from codegen.model.operation import VARIANTS, Operation
from codegen.model.schedule import kernel_uses
from codegen.model.variant import KERNEL_NAMES, Variant
from codegen.plan.program import CONV_FIELDS
from codegen.schedules.schedule import schedule_of

TEMPLATES = "templates"

Locate = Callable[[Location], Location]

_MEANINGS: dict[LineKind | Literal["ttdw"], str] = {
    "banner": "banner, which ttdw writes above the text of the template",
    "text": "fixed text of the template",
    "expression": "written by the template",
    "blank": "blank line, behind text of the template",
    "formatter": "added by clang-format, behind text of the template",
    "ttdw": "written by ttdw itself, from no template",
}


class Record(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TemplateLine(Record):
    """A place in a template.

    Attributes:
        template: The template, below the folder of templates.
        line: Line, from 1.
        text: What stands there.
        expression: The expression without its braces; None for fixed text.
        blocks: The conditions and loops around it; the outermost first.
    """

    template: str
    line: int
    text: str
    expression: str | None
    blocks: tuple[str, ...]


class Piece(Record):
    """A piece of the line: its place, the calls of macros around it, and the paths in the spec that enter."""

    place: TemplateLine
    callers: tuple[TemplateLine, ...]
    spec: tuple[str, ...]


class SpecField(Record):
    """A field of the spec: its path, its line, its value."""

    path: str
    file: str
    line: int
    value: JsonValue


class PlanValue(Record):
    """A value of the plan: where it comes from (codegen.model.uses.Scope), its unit and its meaning."""

    name: str
    scope: str
    unit: str = ""
    doc: str = ""


class LineReport(Record):
    """A line of an emitted file.

    Attributes:
        file: The file, as the user named it.
        line: The line, from 1.
        text: What stands there.
        kind: What it is.
        pieces: Where it comes from, in its order.
        spec: The fields of the spec that enter.
        plan: The values of the plan that it carries or names.
        spec_file: The spec of the whole file.
        command: The command that makes the file again.
    """

    version: Literal[1] = Field(default=1, alias="schema")
    file: str
    line: int
    text: str
    kind: LineKind | Literal["ttdw"]
    pieces: tuple[Piece, ...]
    spec: tuple[SpecField, ...]
    plan: tuple[PlanValue, ...]
    spec_file: str
    command: str

    def to_json(self) -> str:
        """The report as `ttdw explain --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def pieces_of(source: LineSource, templates: Mapping[str, str], locate: Locate) -> tuple[Piece, ...]:
    """The origins of a line, each with the text of its template.

    Args:
        source: Where the line comes from.
        templates: The texts of the template and of what it takes in, by their names below templates/.
        locate: From a part of the operation to its place in the spec's file.
    """
    lines = {name: text.splitlines() for name, text in templates.items()}
    return tuple(
        Piece(
            place=_template_line(origin.site, lines[origin.site.template]),
            callers=tuple(_template_line(site, lines[site.template]) for site in origin.callers),
            spec=tuple(_path(locate(location)) for location in origin.spec),
        )
        for origin in source.origins
    )


def spec_fields(
    origins: Iterable[Origin], variants: Sequence[Variant], operation: Operation, locate: Locate, document: Document
) -> tuple[SpecField, ...]:
    """The fields of the spec that enter, each with its line; a value that the file leaves out is the default.

    Args:
        origins: Where the line comes from.
        variants: The variants of whose parts the origins tell (codegen.emit.sources.SpecIndex).
        operation: The operation.
        locate: From a part of the operation to its place in the file.
        document: The file.
    """
    found: dict[Location, SpecField] = {}
    for location in (location for origin in origins for location in origin.spec):
        place = locate(location)
        if place not in found:
            value = _value_at(variants, operation, location)
            line = document.line_of(place)
            found[place] = SpecField(path=_path(place), file=document.file, line=line, value=value)
    return tuple(found.values())


def plan_values(origins: Iterable[Origin], variants: Sequence[Variant], text: str) -> tuple[PlanValue, ...]:
    """The values of the plan that arguments on the line carry, then those that the line names."""
    known = {value.name: value for value in _plan_records(variants[0])}
    carried = [
        variant.arguments.of(kernel)[int(inside[2])].carries
        for origin in origins
        for variant, inside in (_owner(variants, location) for location in origin.spec)
        for kernel in KERNEL_NAMES
        if inside[:2] == ("arguments", kernel) and len(inside) > 2
    ]
    scopes = {
        name: use.scope
        for variant in variants
        for kernel in KERNEL_NAMES
        for name, use in kernel_uses(variant, kernel).items()
    }
    code = text.partition("//")[0]
    named = [word for word in re.findall(r"\w+", code) if word in known]
    return tuple(
        known.get(name) or PlanValue(name=name, scope=scopes.get(name, "constant"))
        for name in dict.fromkeys([*carried, *named])
    )


def describe_line(report: LineReport) -> str:
    """The report as text."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: LineReport) -> Iterator[str]:
    yield f"{report.file}:{report.line}: {_MEANINGS[report.kind]}"
    if report.text.strip():
        yield f"    {report.text.strip()}"
    shown: list[tuple[str, int]] = []
    for piece in report.pieces:
        for place in (piece.place, *reversed(piece.callers)):
            if (place.template, place.line) not in shown:
                shown.append((place.template, place.line))
                by = "" if place is piece.place else "called by "
                yield f"{by}{TEMPLATES}/{place.template}:{place.line}"
                yield f"    {place.text.strip()}"
                if place.blocks:
                    yield f"    inside {'; '.join(place.blocks)}"
    if report.kind == "text":
        around = any(piece.place.blocks or piece.callers for piece in report.pieces)
        yield "nothing of the spec enters" + (", but for the conditions, loops and calls around it" if around else "")
    untold = [piece.place.expression for piece in report.pieces if not piece.spec]
    for expression in dict.fromkeys(one for one in untold if one):
        yield f"no single field of the spec: {expression}"
    for field in report.spec:
        yield f"{field.file}:{field.line}: {field.path}{_shown(field.value)}"
    for value in report.plan:
        meaning = "".join([f": {value.doc}" if value.doc else "", f" [{value.unit}]" if value.unit else ""])
        yield f"plan: {value.name} ({value.scope}){meaning}"
    yield f"file: made from {report.spec_file} by `{report.command}`"


def _shown(value: JsonValue) -> str:
    """A value in short: the name of an entry, nothing for a list."""
    if isinstance(value, dict):
        value = value.get("name")
    return "" if value is None or isinstance(value, list) else f" = {value}"


def _template_line(site: Site, lines: Sequence[str]) -> TemplateLine:
    return TemplateLine(
        template=site.template,
        line=site.line,
        text=lines[site.line - 1],
        expression=site.expression,
        blocks=site.blocks,
    )


def _plan_records(variant: Variant) -> Iterator[PlanValue]:
    for one in CONV_FIELDS:
        yield PlanValue(name=one.name, scope="conv", unit=one.unit, doc=one.doc)
    schedule = schedule_of(variant)
    for record, scope in ((schedule.geometry, "geometry"), (schedule.work, "work")):
        for field in fields(record):
            facts = field.metadata
            yield PlanValue(name=field.name, scope=scope, unit=facts.get("unit", ""), doc=facts.get("doc", ""))


def _path(location: Location) -> str:
    """arguments.reader[3].name."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return text.removeprefix(".")


def _owner(variants: Sequence[Variant], location: Location) -> tuple[Variant, Location]:
    """The variant of a part, and the part as a path into it."""
    if location[:1] == (VARIANTS,):
        return variants[int(location[1])], location[2:]
    return variants[0], location


def _value_at(variants: Sequence[Variant], operation: Operation, location: Location) -> Any:
    if location == ("operation",):
        return operation.name
    if location == ("summary",) and len(variants) > 1:
        return operation.summary
    variant, inside = _owner(variants, location)
    data: Any = variant.model_dump(mode="json")
    for step in inside:
        data = data[step]
    return data
