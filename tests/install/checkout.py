"""A small tt-metal checkout and a small operation, written by the tests."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from codegen.emit.banner import banner, shipped_source
from codegen.emit.manifest import NAME, manifest
from codegen.install.changes import Operation
from codegen.install.edits import EDITS
from codegen.model.variant import TargetName

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
    needed = {edit.needed(name) for edit in EDITS[target]}
    paths = [
        PurePosixPath(str(path))
        for path in (*needed, "device/kernels/dataflow/reader.cpp", "ARGS.md", f"tests/test_{name}.py")
    ]
    source = shipped_source(name)
    texts = {path: banner(path.name, "a template", source) + f"{path}{comment}\n" for path in paths}
    templates = dict.fromkeys(texts, "a template")
    record = manifest(name, source, {name: "0" * 16}, texts, templates)
    return Operation(name, target, {**texts, PurePosixPath(NAME): record})
