"""The whole output as text in memory: rendered, formatted, with banners and manifests. Callers write or compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.emit.banner import Source, banner, shipped_source, spec_digest
from codegen.emit.format import format_cpp
from codegen.emit.layers import emitted_files
from codegen.emit.manifest import NAME as MANIFEST_NAME
from codegen.emit.manifest import manifest
from codegen.emit.render import render
from codegen.model.operation import Operation, alone
from codegen.model.variant import Variant

Files = dict[PurePosixPath, str]
"""Text of each file by its path below the output folder: <operation>/<file>."""

TEMPLATES = PurePosixPath("templates")


@dataclass(frozen=True)
class SourcedOperation:
    """An operation and where it comes from."""

    operation: Operation
    source: Source


def output_files(operations: Sequence[SourcedOperation]) -> Files:
    """Everything that the operations' folders must hold."""
    rendered = {
        PurePosixPath(one.operation.name, path): text
        for one in operations
        for path, text in render(one.operation).items()
    }
    formatted = format_cpp(rendered)
    files: Files = {}
    for one in operations:
        files |= _finish(one, inside(formatted, one.operation.name))
    return files


def inside(files: Files, operation: str) -> Files:
    """The files of one operation, by their path in its folder."""
    return {path.relative_to(operation): text for path, text in files.items() if path.parts[0] == operation}


def files_of(variant: Variant) -> Files:
    """What a variant emits, without the others of its operation, by path in the operation's folder."""
    operation = alone(variant)
    return inside(output_files([SourcedOperation(operation, shipped_source(operation.name))]), operation.name)


def _finish(one: SourcedOperation, texts: Files) -> Files:
    """Banner on each file of an operation, and the manifest."""
    templates = {path: str(TEMPLATES / origin.label) for path, origin in emitted_files(one.operation).items()}
    files = {path: banner(path.name, templates[path], one.source) + text for path, text in texts.items()}
    digests = {variant.name: spec_digest(variant) for variant in one.operation.variants}
    files[PurePosixPath(MANIFEST_NAME)] = manifest(one.operation.name, one.source, digests, files, templates)
    return {PurePosixPath(one.operation.name, path): text for path, text in files.items()}
