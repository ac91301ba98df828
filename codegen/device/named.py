"""Kernels that find by name what they are given, for a worker whose ttnn binds nothing by name from Python.

ttnn.generic_op takes kernels with their arguments by position, from source code. So the names are declared in front of
each kernel, in the very words that tt-metal generates for a program of the other kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codegen.emit.bindings import chip_headers
from codegen.model.named import BoundKernel, bound_kernels, named_words
from codegen.model.variant import ArgumentKind, KernelName
from codegen.plan.program import ProgramPlan

_ONCE = "#pragma once\n"


def named_kernels(
    plan: ProgramPlan, files: Mapping[KernelName, Path], accessors: Sequence[str]
) -> list[dict[str, Any]]:
    """What the worker is told of each kernel of a program.

    Args:
        plan: The program.
        files: The emitted file of each kernel.
        accessors: The tensors in DRAM, by what they are for a kernel that knows them.

    Returns:
        For each: `kernel`, of whose words in the emitted plan `runtime` and `common` are the places of those that it is
        given, and behind `words` the lists begin; `code`, what is compiled; `defines`; `cores`; `tensors`, whose
        accessors' arguments it is given.
    """
    return [
        {
            "kernel": bound.kernel,
            "code": _code(plan, bound, files[bound.kernel]),
            "defines": list(bound.defines),
            "cores": [[one.core.x, one.core.y] for one in plan.cores if bound.role is None or one.role == bound.role],
            "runtime": _places(plan, bound, "runtime"),
            "words": len(bound.lists["runtime"].words) if "runtime" in bound.lists else 0,
            "common": _places(plan, bound, "common_runtime"),
            "tensors": list(accessors) if bound.tensors else [],
        }
        for bound in bound_kernels(plan.variant)
    ]


def _places(plan: ProgramPlan, bound: BoundKernel, kind: ArgumentKind) -> list[int]:
    if kind not in bound.lists:
        return []
    table = bound.lists[kind]
    named = named_words(plan.variant, table)
    return [place for place, word in enumerate(table.words) if word in named]


def _code(plan: ProgramPlan, bound: BoundKernel, file: Path) -> str:
    declared = "".join(text.removeprefix(_ONCE) for text in chip_headers(plan, bound).values())
    return f'{declared}#include "{file}"\n'
