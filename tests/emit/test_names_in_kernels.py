"""Kernels of Metal 2.0 find all by name and call objects: nothing of the older interface is left in what is emitted."""

from __future__ import annotations

import re

import pytest

from codegen.emit.common import Common
from codegen.emit.layers import is_kernel_file
from codegen.emit.render import render
from codegen.model.operation import Operation
from tests.variants import OF_METAL2

COMMENT = re.compile(r"//[^\n]*")

OLD_CALLS = {
    "calls of buffers, semaphores and the NoC": re.compile(r"\b(?:cb|noc_async|noc_semaphore|noc_inline)_\w+\("),
    "arguments by position": re.compile(r"\bget_(?:compile_time_arg_val|arg_val|common_arg_val|semaphore)\b"),
    "accessors by position": re.compile(r"\bTensorAccessorArgs\b"),
    "buffers by number": re.compile(r"\bcb::|\b(?:DataflowBuffer|Semaphore<>)\s*\w*[({]\s*\d"),
}
"""What must not be there, by what it is."""

THIN_LAYER = {"multicast.hpp": ["noc_async_read_set_trid("]}
"""Of what all operations share: where the objects have no call for what is needed."""


def old_calls(files: dict[str, str]) -> dict[str, list[str]]:
    """The old calls in each file that has some."""
    code = {name: COMMENT.sub("", text) for name, text in files.items()}
    found = {name: [one for old in OLD_CALLS.values() for one in old.findall(text)] for name, text in code.items()}
    return {name: calls for name, calls in found.items() if calls}


def kernel_texts(operation: Operation | Common) -> dict[str, str]:
    """The files that kernels are compiled from; of a variant's header, what they see of it."""
    return {path.name: for_kernels(text) for path, text in render(operation).items() if is_kernel_file(path)}


HOST_ONLY = re.compile(r"#(?:ifndef KERNEL_BUILD|elif !defined\(KERNEL_BUILD\))")
ELSE_OF_KERNELS = re.compile(r"#(?:ifdef KERNEL_BUILD|if defined\(COMPILE_FOR_)")


def for_kernels(text: str) -> str:
    """A text without what only the host compiles."""
    kept: list[str] = []
    begins: list[str] = []
    branches: list[bool] = []
    for line in text.splitlines():
        if line.startswith("#if"):
            begins.append(line)
            branches.append(not HOST_ONLY.match(line))
        elif line.startswith("#elif"):
            branches[-1] = not HOST_ONLY.match(line)
        elif line.startswith("#else"):
            branches[-1] = not ELSE_OF_KERNELS.match(begins[-1])
        elif line.startswith("#endif"):
            begins.pop()
            branches.pop()
        elif all(branches):
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize("name", OF_METAL2)
def test_nothing_old_is_called(name: str) -> None:
    texts = kernel_texts(OF_METAL2[name])
    assert any("DataflowBuffer(dfb::" in text for text in texts.values())
    assert old_calls(texts) == {}


def test_what_all_share_calls_one_thing() -> None:
    assert old_calls(kernel_texts(Common("metal2"))) == THIN_LAYER


@pytest.mark.parametrize(
    "line",
    [
        "cb_push_back(dfb::input, 1);",
        "noc_semaphore_set(valid, 1);",
        "get_compile_time_arg_val(3)",
        "TensorAccessorArgs<2>()",
        "variant::cb::input",
        "DataflowBuffer(3).pop_front(1);",
        "Semaphore<> wanted(0);",
    ],
)
def test_an_old_call_is_found(line: str) -> None:
    assert old_calls({"kernel": line})
    assert not old_calls({"kernel": f"// {line}"})
