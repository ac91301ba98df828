"""The libraries that kernels become: one for each processor of a core, and one more where receivers have a reader."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.emit.bindings import emulator_headers
from codegen.emulator.build import PROCESSORS, Library
from codegen.model.named import bound_kernels
from codegen.model.targets import target_of
from codegen.model.variant import Variant

RECEIVER = "receiver"
"""The library of a reader that receives, where that is a kernel of its own; runner.cpp knows the name."""


def libraries_of(variant: Variant) -> Mapping[str, Library]:
    """The libraries of a variant, by the roles of the processors."""
    if not target_of(variant).by_name:
        return PROCESSORS
    found = {}
    for bound in bound_kernels(variant):
        for name, library in PROCESSORS.items():
            if library.kernel == bound.kernel:
                macros, headers = (*library.macros, *bound.defines), emulator_headers(variant, bound)
                found[RECEIVER if bound.role == "receiver" else name] = Library(bound.kernel, macros, headers)
    return found
