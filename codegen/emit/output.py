"""The whole output as text in memory: rendered, formatted, with banners and manifests. Callers write or compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.emit.banner import Source, banner, spec_digest
from codegen.emit.format import format_cpp
from codegen.emit.manifest import NAME as MANIFEST_NAME
from codegen.emit.manifest import manifest
from codegen.emit.render import emitted_files, render
from codegen.model.variant import Variant

Files = dict[PurePosixPath, str]
"""Text of each file by its path below the output folder: <variant>/<file>."""


@dataclass(frozen=True)
class SourcedVariant:
    """A variant and where it comes from."""

    variant: Variant
    source: Source


def output_files(variants: Sequence[SourcedVariant]) -> Files:
    """Everything that the variants' folders must hold."""
    rendered = {
        PurePosixPath(one.variant.name, path): text for one in variants for path, text in render(one.variant).items()
    }
    formatted = format_cpp(rendered)
    files: Files = {}
    for one in variants:
        files |= _finish(one, {path: text for path, text in formatted.items() if path.parts[0] == one.variant.name})
    return files


def _finish(one: SourcedVariant, texts: Files) -> Files:
    """Banner on each file of a variant, and the manifest."""
    folder, digest = PurePosixPath(one.variant.name), spec_digest(one.variant)
    inside = {path.relative_to(folder): text for path, text in texts.items()}
    templates = {path: f"templates/{template}" for path, template in emitted_files(one.variant).items()}
    files = {path: banner(path.name, templates[path], one.source, digest) + text for path, text in inside.items()}
    files[PurePosixPath(MANIFEST_NAME)] = manifest(one.variant.name, one.source, digest, files, templates)
    return {folder / path: text for path, text in files.items()}
