"""The manifest of an operation's folder: what was generated from what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from codegen.emit.banner import LICENSE, MARK, Source
from codegen.emit.common import Common
from codegen.model.operation import Operation

NAME = "manifest.json"
SCHEMA = 2


def manifest(
    folder: Operation | Common,
    source: Source,
    digests: Mapping[str, str],
    files: Mapping[PurePosixPath, str],
    templates: Mapping[PurePosixPath, str],
) -> str:
    """The manifest as JSON, with a line for each file.

    Args:
        folder: The operation, or what all share.
        source: Where the operation comes from.
        digests: Digest of what the spec says of each variant.
        files: Final text of each file, by its path in the operation's folder.
        templates: Name of each file's template.
    """
    head = {
        "schema": SCHEMA,
        "about": MARK,
        "license": LICENSE,
        "operation": folder.name,
        "target": folder.target,
        "spec": source.spec,
        "spec_sha256": dict(digests),
        "command": source.command,
    }
    entries = [
        f"    {json.dumps(str(path))}: "
        + json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "template": templates[path]})
        for path, text in sorted(files.items())
    ]
    opened = json.dumps(head, indent=2).removesuffix("\n}")
    return f'{opened},\n  "files": {{\n' + ",\n".join(entries) + "\n  }\n}\n"


def read_templates(text: str) -> dict[PurePosixPath, PurePosixPath]:
    """The template of each file of a manifest of ours, as the manifest names both."""
    entries = json.loads(text)["files"].items()
    return {PurePosixPath(path): PurePosixPath(facts["template"]) for path, facts in entries}


def read_target(text: str) -> str | None:
    """The release that a manifest names; None where it is of a version that named none, or none of ours."""
    if read_source(text) is None:
        return None
    target = json.loads(text).get("target")
    return None if target is None else str(target)


def read_source(text: str) -> Source | None:
    """The source that a manifest names; None where the text is no manifest of ours."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.get("about") != MARK:
        return None
    return Source(str(content.get("spec")), str(content.get("command")))
