"""The whole output as text in memory: rendered, formatted, with banners and manifests. Callers write or compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.emit.banner import Source, banner, shipped_source, spec_digest
from codegen.emit.common import COMMON_SOURCE, Common, common_of
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


@dataclass(frozen=True)
class _Folder:
    """What is emitted into a folder of its own."""

    of: Operation | Common
    source: Source
    digests: Mapping[str, str]


def output_files(operations: Sequence[SourcedOperation]) -> Files:
    """Everything that the operations' folders must hold, and the one of what they share.

    Raises:
        InputError: They cannot share it.
    """
    folders = [_Folder(one.operation, one.source, _digests(one.operation)) for one in operations]
    if common := common_of(one.operation for one in operations):
        folders.append(_Folder(common, COMMON_SOURCE, {}))
    rendered = {PurePosixPath(one.of.name, path): text for one in folders for path, text in render(one.of).items()}
    formatted = format_cpp(rendered)
    files: Files = {}
    for one in folders:
        files |= _finish(one, inside(formatted, one.of.name))
    return files


def inside(files: Files, operation: str) -> Files:
    """The files of one operation, by their path in its folder."""
    return {path.relative_to(operation): text for path, text in files.items() if path.parts[0] == operation}


def files_of(variant: Variant) -> Files:
    """What a variant emits, without the others of its operation, and what all operations share."""
    operation = alone(variant)
    return output_files([SourcedOperation(operation, shipped_source(operation.name))])


def _digests(operation: Operation) -> dict[str, str]:
    return {variant.name: spec_digest(variant) for variant in operation.variants}


def _finish(one: _Folder, texts: Files) -> Files:
    """Banner on each file of a folder, and the manifest."""
    templates = {path: str(TEMPLATES / origin.label) for path, origin in emitted_files(one.of).items()}
    files = {path: banner(path.name, templates[path], one.source) + text for path, text in texts.items()}
    files[PurePosixPath(MANIFEST_NAME)] = manifest(one.of, one.source, one.digests, files, templates)
    return {PurePosixPath(one.of.name, path): text for path, text in files.items()}
