"""The reference of spec and case files, made of their JSON schema: what `ttdw schema` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.commands.schema import case_schema, spec_schema
from codegen.handbook.markdown import BANNER, code, plain, table

Schema = dict[str, Any]


def spec_page() -> str:
    """The page of spec files."""
    return _page(
        "Spec file",
        "A file in `specs/` is an operation with its variants (`OperationSpec`), or a single variant (`Variant`). "
        "[Specs and cases](../specs.md) explains them, [Change an argument](../howto/change-an-argument.md) begins "
        "with one.",
        spec_schema(),
    )


def case_page() -> str:
    """The page of case files."""
    return _page(
        "Case file",
        "A file in `cases/` is a list of cases (`CaseFile`). [Specs and cases](../specs.md#what-a-case-may-ask-for) "
        "explains what they may ask for.",
        case_schema(),
    )


def _page(title: str, said: str, schema: Schema) -> str:
    parts = dict(sorted(schema.get("$defs", {}).items()))
    if "properties" in schema:
        parts = {schema["title"]: schema, **parts}
    records = {name: part for name, part in parts.items() if "properties" in part}
    described = [
        BANNER,
        f"# {title}\n",
        f"{said}\n",
        "`ttdw schema` prints the same as JSON schema, for editors. A field that no table has is refused.\n",
    ]
    for name, part in records.items():
        described += [f"## {name}\n", f"{plain(part.get('description', ''))}\n"]
        described.append(table(("Field", "Type", "If left out", "Meaning"), _rows(part)))
    return "\n".join(described)


def _rows(part: Schema) -> Iterator[tuple[str, str, str, str]]:
    required = part.get("required", ())
    for name, field in part["properties"].items():
        default = "must be given" if name in required else _default(field.get("default"))
        yield code(name), _type(field), default, plain(field.get("description", ""))


def _default(value: Any) -> str:
    """A default as YAML has it; empty for nothing, and for what holds nothing."""
    if value is None or value == [] or isinstance(value, dict):
        return ""
    return code(str(value).lower() if isinstance(value, bool) else value)


def _type(field: Schema) -> str:
    """What a value may be, in words."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "enum" in field:
        return ", ".join(map(code, field["enum"]))
    if "anyOf" in field:
        return ", or ".join(_type(one) for one in field["anyOf"] if one.get("type") != "null")
    kind = field.get("type", "")
    if kind == "array":
        first = field["prefixItems"][0] if "prefixItems" in field else field["items"]
        size = field.get("minItems") if field.get("minItems") == field.get("maxItems") else None
        return f"list of {size}: {_type(first)}" if size else f"list: {_type(first)}"
    return f"{_WORDS.get(kind, kind)}{_limits(field)}"


_WORDS = {"integer": "number", "string": "text", "boolean": "`true` or `false`"}


def _limits(field: Schema) -> str:
    """The limits of a number, but for the largest one that a word holds."""
    over, least, most = (field.get(key) for key in ("exclusiveMinimum", "minimum", "maximum"))
    least = least if over is None else over + 1
    return (f" from {least}" if least is not None else "") + (f" to {most}" if most is not None else "")
