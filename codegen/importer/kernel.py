"""Whether a file is a kernel, and which of the three."""

from __future__ import annotations

from pathlib import Path

from tree_sitter import Node

from codegen.importer.collect import Collected
from codegen.importer.headers import included
from codegen.importer.parse import ENTRY, Source, leaves, text_of
from codegen.model.finding import Finding, InputError, PlacedFinding
from codegen.model.variant import KERNEL_NAMES, KernelName

FOLDERS: dict[str, KernelName] = {"compute": "compute", "reader": "reader", "writer": "writer"}


ENTRIES = ("kernel_main", "MAIN")
"""Functions that the firmware calls."""


def check_is_kernel(source: Source, found: Collected) -> None:
    """Refuse a file that is not of a kernel.

    Raises:
        InputError: It neither has the entry of a kernel nor reads, or binds, anything.
    """
    if found.reads or found.unread or found.resources or source.marks:
        return
    if any(text_of(leaf) in ENTRIES and leaf.type.endswith("identifier") for leaf in leaves(source.root)):
        return
    text = f"is no kernel: it has neither {ENTRIES[0]}, {ENTRIES[1]} nor {ENTRY}, and reads no argument"
    finding = Finding("is-kernel", text, hint="give the C++ file that the host's program names as the kernel's source")
    raise InputError([PlacedFinding(str(source.file), 1, finding)])


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
