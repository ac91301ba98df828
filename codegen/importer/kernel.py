"""Which of the three kernels a file is."""

from __future__ import annotations

from pathlib import Path

from tree_sitter import Node

from codegen.importer.headers import included
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
    for _, include in included(root):
        if "compute" in include:
            return "compute", f"as it includes {include}"
    return "reader", "as nothing says otherwise"
