"""Reads specs and cases; reports every finding of every file at once, each with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from codegen.model.case import BackendName, Case, CaseFile
from codegen.model.document import Document, read_document
from codegen.model.finding import Finding, InputError, Location, PlacedFinding, did_you_mean, shorten
from codegen.model.operation import VARIANTS, Operation, OperationSpec, place_in, shared_tables, spelled_out
from codegen.model.rules import SCHEDULE_ON_TARGET, case_findings, operation_findings, variant_findings
from codegen.model.variant import TargetName, Variant

ModelT = TypeVar("ModelT", bound=BaseModel)
ItemT = TypeVar("ItemT")


@dataclass(frozen=True)
class LoadedVariant:
    """A variant and where it came from.

    Attributes:
        variant: The variant.
        path: The spec file.
        operation: The operation that it is emitted with.
        spec: The spec of several variants in which it stands; None for a spec of its own.
    """

    variant: Variant
    path: Path
    operation: Operation
    spec: OperationSpec | None = None

    def locate(self, location: Location) -> Location:
        """Where a part of the variant stands in its file."""
        if self.spec is None:
            return location
        index = next(place for place, one in enumerate(self.operation.variants) if one is self.variant)
        return place_in(self.spec, index, location)

    def place(self, finding: Finding) -> PlacedFinding:
        """Give a finding about the variant its file and line."""
        return read_document(self.path).place(replace(finding, location=self.locate(finding.location)))


@dataclass(frozen=True)
class LoadedCase:
    """A case and its place in its file."""

    case: Case
    document: Document
    location: Location

    def place(self, finding: Finding) -> PlacedFinding:
        """Give a finding about the case its file and line."""
        return self.document.place(
            Finding(finding.rule, finding.message, (*self.location, *finding.location), finding.hint)
        )


def load_variant(path: Path, target: TargetName | None = None) -> LoadedVariant:
    """Read a spec of one variant; parameters and errors are those of `load_operation`."""
    (loaded,) = load_operation(path, target)
    return loaded


def load_operation(path: Path, target: TargetName | None = None) -> list[LoadedVariant]:
    """Read the variants of one spec.

    Args:
        path: The file.
        target: The target in the place of what the spec says; None leaves it.

    Raises:
        InputError: With everything that is wrong with it.
    """
    return operation_in(read_document(path), path, target)


def variants_in(document: Document, target: TargetName | None = None) -> tuple[Variant, ...]:
    """The variants of a document; parameters and errors are those of `operation_in`."""
    return tuple(one.variant for one in operation_in(document, Path(document.file), target))


def operation_in(document: Document, path: Path, target: TargetName | None = None) -> list[LoadedVariant]:
    """The variants of a document: a spec of one variant, or of several that make an operation.

    Args:
        document: The spec.
        path: The file that it is.
        target: The target in the place of what the spec says; None leaves it.

    Raises:
        InputError: With everything that is wrong with it.
    """
    if VARIANTS in document.data:
        spec = _parse(document, OperationSpec)
        variants = [Variant.model_validate_json(json.dumps(one)) for one in spelled_out(spec)]
        shared = Variant.model_validate_json(json.dumps(shared_tables(spec))) if len(variants) > 1 else None
        name, summary = spec.operation, spec.summary
    else:
        spec, shared, variants = None, None, [_parse(document, Variant)]
        name, summary = variants[0].operation_name, variants[0].summary
    if target is not None:
        variants = [one.model_copy(update={"target": target}) for one in variants]
        shared = shared.model_copy(update={"target": target}) if shared else None
    operation = Operation(name, summary, tuple(variants), shared)
    loaded = [LoadedVariant(one, path, operation, spec) for one in variants]
    findings = [
        document.place(replace(finding, location=one.locate(finding.location)))
        for one in loaded
        for finding in variant_findings(one.variant)
    ]
    _raise_if_any([*dict.fromkeys(findings), *map(document.place, operation_findings(operation))])
    return loaded


def load_variants(paths: Iterable[Path], target: TargetName | None = None) -> list[LoadedVariant]:
    """Read specs; a folder stands for the *.yaml files in it, in the order of their names.

    A folder's specs whose schedule is not emitted for the given target are left out, if there are others.

    Args:
        paths: The files and folders.
        target: The target in the place of what the specs say; None leaves it.

    Raises:
        InputError: With everything that is wrong with any of them; also two variants of one name, or no spec at all.
    """
    files = [(file, path.is_dir()) for path in paths for file in _spec_files(path)]
    emitted = [file for file, in_folder in files if not (in_folder and _left_out(file, target))]
    # Where nothing would be left, each says why.
    read = emitted or [file for file, _ in files]
    loaded = list(chain.from_iterable(_collect(read, partial(load_operation, target=target))))
    owners: dict[str, Path] = {}
    findings: list[PlacedFinding] = []
    for one in loaded:
        if one.variant.name in owners:
            message = f"variant {one.variant.name!r} is also defined in {owners[one.variant.name]}"
            findings.append(PlacedFinding(str(one.path), 1, Finding("variant-once", message, (), "rename one")))
        owners.setdefault(one.variant.name, one.path)
    _raise_if_any([*findings, *_operations_twice(loaded)])
    return loaded


def _operations_twice(loaded: Sequence[LoadedVariant]) -> list[PlacedFinding]:
    """Operations of one name in two files, whose folder is one."""
    owners: dict[str, Path] = {}
    findings = []
    for one in loaded:
        owner = owners.setdefault(one.operation.name, one.path)
        if owner != one.path:
            message = f"operation {one.operation.name!r} is also defined in {owner}"
            hint = "rename one, or let one file hold the variants of both"
            findings.append(PlacedFinding(str(one.path), 1, Finding("operation-once", message, (), hint)))
    return findings


def _left_out(file: Path, target: TargetName | None) -> bool:
    """Whether a spec is good, but for its schedule, which the given target has not."""
    if target is None:
        return False
    try:
        load_operation(file, target)
    except InputError as error:
        return {placed.finding.rule for placed in error.findings} == {SCHEDULE_ON_TARGET}
    return False


def load_cases(path: Path, variants: Iterable[str], only: Sequence[str] = ()) -> list[LoadedCase]:
    """Read a case file.

    Args:
        path: The file.
        variants: Names of the variants that the cases may name.
        only: Ids of the cases that are wanted; all of them if empty. Nothing but its form is asked of the others.

    Returns:
        The cases in their order.

    Raises:
        InputError: With everything that is wrong with it; also an id that no case has.
    """
    return cases_in(read_document(path), variants, only)


def no_variant(name: str, known: Iterable[str]) -> Finding:
    """What is wrong with the name of a variant that nobody knows."""
    return Finding("variant-known", f"no variant {name!r}", (), did_you_mean(name, known))


def cases_in(
    document: Document,
    variants: Iterable[str] | None = None,
    only: Sequence[str] = (),
    explain: Callable[[str, Iterable[str]], Finding] = no_variant,
) -> list[LoadedCase]:
    """The cases of a document, as load_cases gives them; without `variants` a case may name any.

    `explain` says what is wrong with a variant that a case may not name.
    """
    cases = [
        LoadedCase(case, document, ("cases", index)) for index, case in enumerate(_parse(document, CaseFile).cases)
    ]
    findings = _ids_twice(cases)
    cases = _pick(cases, only)
    known = None if variants is None else tuple(variants)
    for loaded in cases:
        findings += [loaded.place(finding) for finding in case_findings(loaded.case)]
        if known is not None and loaded.case.variant not in known:
            finding = explain(loaded.case.variant, known)
            findings.append(loaded.place(replace(finding, location=("variant",))))
    _raise_if_any(findings)
    return cases


def backends_in(document: Document) -> tuple[BackendName, ...]:
    """The backends that a document of cases, which `cases_in` has accepted, names; none if it names none."""
    return tuple(document.data.get("backends", ()))


def _ids_twice(cases: Sequence[LoadedCase]) -> list[PlacedFinding]:
    findings: list[PlacedFinding] = []
    seen: set[str] = set()
    for loaded in cases:
        if loaded.case.id in seen:
            message = f"case id {loaded.case.id!r} stands twice"
            findings.append(loaded.place(Finding("case-id-once", message, ("id",), "rename one")))
        seen.add(loaded.case.id)
    return findings


def _pick(cases: Sequence[LoadedCase], only: Sequence[str]) -> list[LoadedCase]:
    """The cases with such ids; all of them if none is given."""
    known = {loaded.case.id for loaded in cases}
    findings = [
        PlacedFinding(
            cases[0].document.file, 0, Finding("case-known", f"no case {name!r}", (), did_you_mean(name, known))
        )
        for name in only
        if name not in known
    ]
    _raise_if_any(findings)
    return [loaded for loaded in cases if not only or loaded.case.id in only]


def _spec_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.yaml"))
    if not files:
        finding = Finding("spec-found", "the folder holds no *.yaml file", (), "name a spec file or its folder")
        raise InputError([PlacedFinding(str(path), 0, finding)])
    return files


def _collect(files: Sequence[Path], load: Callable[[Path], ItemT]) -> list[ItemT]:
    """Load every file, and only then complain about all of them."""
    loaded: list[ItemT] = []
    findings: list[PlacedFinding] = []
    for file in files:
        try:
            loaded.append(load(file))
        except InputError as error:
            findings += error.findings
    _raise_if_any(findings)
    return loaded


def _raise_if_any(findings: Sequence[PlacedFinding]) -> None:
    if findings:
        raise InputError(sorted(findings, key=lambda placed: (placed.file, placed.line)))


def _parse(document: Document, model: type[ModelT]) -> ModelT:
    """Hold the values against a model, as JSON: strict, yet a list may become a tuple."""
    try:
        return model.model_validate_json(json.dumps(document.data))
    except ValidationError as error:
        findings = [document.place(_translate(details, model)) for details in error.errors() if not _follows(details)]
        raise InputError(sorted(findings, key=lambda placed: placed.line)) from error


def _follows(details: ErrorDetails) -> bool:
    """Whether an error only follows from others: a list counts as too short when none of its entries is good."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _translate(details: ErrorDetails, model: type[BaseModel]) -> Finding:
    """A pydantic error in our words: rule, both values, hint."""
    location: Location = details["loc"]
    name = location[-1] if location else "document"
    kind = details["type"]
    if "hint" in details.get("ctx", {}):  # codegen.model.model.broken_rule
        return Finding(kind, details["msg"], location, details["ctx"]["hint"])
    if kind == "missing":
        return Finding("field-missing", f"field {name!r} is missing", location, f"add `{name}: ...`")
    if kind == "extra_forbidden":
        fields = _fields_at(model, location[:-1])
        message = f"unknown field {shorten(str(name))!r}"
        return Finding("field-unknown", message, location, did_you_mean(str(name), fields))
    got = shorten(json.dumps(details["input"]))
    message = f"{_named(name)} is {got}: {details['msg'][0].lower()}{details['msg'][1:]}"
    return Finding(f"field-{kind.replace('_', '-')}", message, location)


def _named(name: str | int) -> str:
    return f"field {name!r}" if isinstance(name, str) else f"entry {name}"


def _fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """Names of the fields of the model that stands at a location."""
    schema = _schema_of(model)
    node = schema
    for step in location:
        node = _resolve(schema, node)
        node = node.get("items", {}) if isinstance(step, int) else node.get("properties", {}).get(step, {})
    return list(_resolve(schema, node).get("properties", {}))


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _resolve(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[-1]] if reference else node
