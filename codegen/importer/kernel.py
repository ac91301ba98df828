"""Which of the three kernels a file is."""

from __future__ import annotations

from pathlib import Path

from tree_sitter import Node

from codegen.importer.parse import nodes, text_of
from codegen.model.variant import KERNEL_NAMES, KernelName

FOLDERS: dict[str, KernelName] = {"compute": "compute", "reader": "reader", "writer": "writer"}


def guess_kernel(file: Path, root: Node) -> tuple[KernelName, str]:
    """Guess from the name of a file, its folder and its includes.

    Returns:
        The kernel, and why.
    """
    found = [(file.stem.lower().find(name), name) for name in KERNEL_NAMES if name in file.stem.lower()]
    if found:
        return min(found)[1], "by the name of the file"
    if file.parent.name in FOLDERS:
        return FOLDERS[file.parent.name], f"by its folder '{file.parent.name}'"
    for include in includes(root):
        if "compute" in include:
            return "compute", f"as it includes {include}"
    return "reader", "as nothing says otherwise"


def includes(root: Node) -> list[str]:
    """The files that a file includes, as it writes them: in quotes or in brackets."""
    paths = (node.child_by_field_name("path") for node in nodes(root) if node.type == "preproc_include")
    return [text_of(path) for path in paths if path is not None]
