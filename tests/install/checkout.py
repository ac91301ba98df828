"""A small tt-metal checkout and a small operation, written by the tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from codegen.emit.banner import banner, shipped_source
from codegen.emit.common import COMMON, Common
from codegen.emit.manifest import NAME, manifest
from codegen.install.changes import Operation
from codegen.install.edits import EDITS
from codegen.model.operation import alone
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName
from tests.variants import SHIPPED

MARKERS: dict[TargetName, tuple[str, ...]] = {
    "0.65": (),
    "0.69": (),
    "0.81": ("tt_metal/hw/inc/api/dataflow/circular_buffer.h",),
}
"""Files which only that release has, besides those that are edited."""


def make_checkout(root: Path, release: TargetName) -> Path:
    """A tree in which each anchor stands once, among other lines, with an indentation."""
    for edit in EDITS[release]:
        file = root / edit.file
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text() if file.exists() else "a first line\n"
        file.write_text(f"{before}    {edit.anchor}\n    a line behind it\n")
    for name in MARKERS[release]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("a header\n")
    return root


def make_operation(name: str, target: TargetName, comment: str = "") -> Operation:
    """An operation with every file that the edits of a release name."""
    needed = {
        str(edit.needed(name)) for one, edits in EDITS.items() if one == TARGETS[target].release for edit in edits
    }
    paths = {*needed, "device/kernels/dataflow/reader.cpp", "ARGS.md", f"tests/test_{name}.py"}
    return _make(name, target, paths, comment)


def make_common(target: TargetName, comment: str = "") -> Operation:
    """What operations share."""
    return _make(COMMON, target, {"CMakeLists.txt", "kernels/kernel_args.hpp"}, comment)


def _make(name: str, target: TargetName, names: set[str], comment: str) -> Operation:
    source, paths = shipped_source(name), map(PurePosixPath, sorted(names))
    texts = {path: banner(path.name, "a template", source) + f"{path}{comment}\n" for path in paths}
    templates = dict.fromkeys(texts, "a template")
    variant = SHIPPED["block_sharded"].model_copy(update={"target": target})
    folder = Common(target) if name == COMMON else replace(alone(variant), name=name)
    record = manifest(folder, source, {name: "0" * 16}, texts, templates)
    return Operation(name, target, {**texts, PurePosixPath(NAME): record})
