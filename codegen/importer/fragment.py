"""An argument table as a piece of a spec, in YAML; what a spec cannot say stands in comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from codegen.importer.table import Entry, Table

IN_A_SPEC = ("word", "named")
"""Shapes that an argument of a spec can have."""


def spec_entry(entry: Entry) -> dict[str, Any]:
    """An entry with the fields of codegen.model.variant.Argument; those that have their default are left out."""
    fields: dict[str, Any] = {"name": entry.name, "kind": entry.kind}
    if entry.type != "uint32_t":
        fields["type"] = entry.type
    if entry.audience != "all":
        fields["audience"] = entry.audience
    if entry.value is not None:
        fields["value"] = entry.value
    if entry.index is not None:
        fields["index"] = entry.index
    fields["doc"] = entry.doc or f"not documented in the kernel, line {entry.line}"
    return fields


def yaml_fragment(table: Table) -> str:
    """The `arguments:` of a spec with the one kernel; everything that was not read follows as comments."""
    return "".join(f"{line}\n" for line in _lines(table))


def _lines(table: Table) -> Iterator[str]:
    yield f"# From {table.file.name} by `ttdw import-args`: check it, and say with `value:` what each one carries."
    yield "arguments:"
    entries = [spec_entry(entry) for entry in table.entries if entry.shape in IN_A_SPEC]
    yield f"  {table.kernel}:" if entries else f"  {table.kernel}: []"
    for entry in entries:
        one_line = yaml.safe_dump(entry, default_flow_style=True, sort_keys=False, width=10**6, allow_unicode=True)
        yield f"    - {one_line.strip()}"
    for resource in table.resources:
        yield f"    # line {resource.line}: names the {resource.kind} '{resource.name}'"
    for note in table.notes:
        yield f"    # {f'line {note.line}: ' if note.line else ''}{note.text}"
    for unread in table.unread:
        yield f"    # NOT READ, line {unread.line}: {unread.text}: {unread.cause}"
