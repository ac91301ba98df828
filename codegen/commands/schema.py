"""schema: the JSON schema of the files that users write."""

from __future__ import annotations

import json
from typing import Any, Literal

from codegen.commands.exit_code import ExitCode

FileKind = Literal["spec", "case"]


def schema(kind: FileKind | None = None, /) -> ExitCode:
    """Print the JSON schema of spec or case files, for editors.

    Args:
        kind: Which of them; without it both, as one object.
    """
    schemas = {"spec": spec_schema, "case": case_schema}
    content = schemas[kind]() if kind else {name: make() for name, make in schemas.items()}
    print(json.dumps(content, indent=2))
    return ExitCode.OK


def spec_schema() -> dict[str, Any]:
    """The JSON schema of spec files."""
    from pydantic import TypeAdapter

    from codegen.model.operation import OperationSpec
    from codegen.model.variant import Variant

    return _with_dialect(TypeAdapter(OperationSpec | Variant).json_schema())


def case_schema() -> dict[str, Any]:
    """The JSON schema of case files."""
    from codegen.model.case import CaseFile

    return _with_dialect(CaseFile.model_json_schema())


def _with_dialect(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
