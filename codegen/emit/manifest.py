"""The manifest of a variant's folder: what was generated from what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from codegen.emit.banner import MARK, Source

NAME = "manifest.json"
SCHEMA = 1


def manifest(
    variant: str,
    source: Source,
    digest: str,
    files: Mapping[PurePosixPath, str],
    templates: Mapping[PurePosixPath, str],
) -> str:
    """The manifest as JSON.

    Args:
        variant: Name of the variant.
        source: Where the variant comes from.
        digest: Digest of the spec.
        files: Final text of each file, by its path in the variant's folder.
        templates: Name of each file's template.
    """
    entries = {
        str(path): {"sha256": hashlib.sha256(text.encode()).hexdigest(), "template": templates[path]}
        for path, text in sorted(files.items())
    }
    content = {
        "schema": SCHEMA,
        "about": MARK,
        "variant": variant,
        "spec": source.spec,
        "spec_sha256": digest,
        "command": source.command,
        "files": entries,
    }
    return json.dumps(content, indent=2) + "\n"


def read_templates(text: str) -> dict[PurePosixPath, PurePosixPath]:
    """The template of each file of a manifest of ours, as the manifest names both."""
    entries = json.loads(text)["files"].items()
    return {PurePosixPath(path): PurePosixPath(facts["template"]) for path, facts in entries}


def read_source(text: str) -> Source | None:
    """The source that a manifest names; None where the text is no manifest of ours."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.get("about") != MARK:
        return None
    return Source(str(content.get("spec")), str(content.get("command")))
