"""The two headers that tt-metal generates for a kernel which finds by name what it is given, made from a plan.

A name says the same on every program: what it stands for is here a value of the plan, on the emulator the place where
the plan has it, as one build serves all programs there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from codegen.model.named import OPERANDS, BoundKernel, named_words
from codegen.model.positions import ArgumentList
from codegen.model.variant import ArgumentKind, Variant
from codegen.plan.program import ProgramPlan

ARGS_HEADER, BINDINGS_HEADER = "kernel_args_generated.h", "kernel_bindings_generated.h"

WORD_BYTES = 4

_TYPES: dict[ArgumentKind, str] = {
    "compile_time": "CtaVal",
    "runtime": "RtaArg",
    "common_runtime": "CrtaArg",
}

_BINDING_HEADERS = (
    "api/dataflow/dataflow_buffer.h",
    "api/dataflow/semaphore_binding_token.h",
    "api/tensor/tensor_binding_token.h",
)

_STRIDED = "DFBBindingToken<dfb::AccessPattern::STRIDED, dfb::AccessPattern::STRIDED>"
_SCOPE = "::SemScope::LOCAL_NONATOMIC"
_NO_METADATA = "::binding_details::LLKMetadata{}"


def chip_headers(plan: ProgramPlan, bound: BoundKernel) -> dict[str, str]:
    """Text by name of what is generated for a kernel of a program.

    Args:
        plan: The program.
        bound: One of its kernels.
    """
    arguments, planned = plan.kernels[bound.kernel], {buffer.name: buffer for buffer in plan.buffers}
    num_common = len(named_words(plan.variant, bound.lists["common_runtime"])) if "common_runtime" in bound.lists else 0
    buffers = {name: str(planned[name].index) for name in bound.buffers if name in planned}
    tensors = {
        name: (f"{_ACCESSOR_WORDS * place}u, {WORD_BYTES * (num_common + place)}u", _NO_METADATA)
        for place, name in enumerate(bound.tensors)
    }

    def value(table: ArgumentList, place: int, name: str) -> str:
        return f"{arguments.compile_time[name]}u" if table.kind == "compile_time" else str(WORD_BYTES * place)

    return {
        BINDINGS_HEADER: _bindings(plan.variant, bound, buffers, tensors),
        ARGS_HEADER: _arguments(plan.variant, bound, value),
    }


_ACCESSOR_WORDS = 2
"""Compile-time arguments of the accessor of an interleaved tensor: what it is, and the size of a page."""


def emulator_headers(variant: Variant, bound: BoundKernel) -> dict[str, str]:
    """The same for the emulator: each name stands for the place where the emitted plan has its word."""
    index = {buffer.name: str(buffer.index) for buffer in variant.circular_buffers}
    behind = len(bound.lists["compile_time"].words) if "compile_time" in bound.lists else 0
    tensors = {
        name: (f"{behind + _ACCESSOR_WORDS * place}u", _address(bound, name))
        for place, name in enumerate(bound.tensors)
    }

    def place_in_plan(table: ArgumentList, _place: int, name: str) -> str:
        place = [word.name for word in table.words].index(name)
        return str(place if table.kind == "compile_time" else WORD_BYTES * place)

    return {
        BINDINGS_HEADER: _bindings(variant, bound, {name: index[name] for name in bound.buffers}, tensors),
        ARGS_HEADER: _arguments(variant, bound, place_in_plan),
    }


def _arguments(variant: Variant, bound: BoundKernel, value: Callable[[ArgumentList, int, str], str]) -> str:
    lines, varargs = [], 0
    for kind, table in bound.lists.items():
        words = named_words(variant, table)
        lines += [
            f"constexpr experimental::{_TYPES[kind]}<uint32_t> {word.name}{{{value(table, place, word.name)}}};"
            for place, word in enumerate(words)
        ]
        if kind == "runtime":
            varargs = len(words)
    get_vararg = f"FORCE_INLINE uint32_t get_vararg(uint32_t idx) {{ return get_arg_val<uint32_t>({varargs} + idx); }}"
    return _header(["experimental/kernel_args.h"], [*_namespace("args", lines), get_vararg])


def _bindings(
    variant: Variant, bound: BoundKernel, buffers: Mapping[str, str], tensors: Mapping[str, tuple[str, str]]
) -> str:
    ids = {one.name: one.id for one in variant.semaphores}
    return _header(
        _BINDING_HEADERS,
        [
            *_namespace("dfb", [f"constexpr {_STRIDED} {name}{{{token}}};" for name, token in buffers.items()]),
            *_namespace(
                "sem",
                [f"constexpr ::SemaphoreBindingToken {one}{{{ids[one]}u, {_SCOPE}}};" for one in bound.semaphores],
            ),
            *_namespace(
                "tensor",
                [
                    line
                    for name, (places, token) in tensors.items()
                    for line in (
                        f"using {name}_t = ::tensor_accessor::TensorBindingToken<{places}>;",
                        f"constexpr {name}_t {name}{{{token}}};",
                    )
                ],
            ),
        ],
    )


def _address(bound: BoundKernel, tensor: str) -> str:
    """Which word of the emitted plan is the address of a tensor; a kernel that is not told does not ask."""
    for table in bound.lists.values():
        for place, word in enumerate(table.words):
            if OPERANDS.get(word.carries) == tensor:
                return f"{str(table.kind == 'common_runtime').lower()}, {place}"
    return ""


def _namespace(name: str, lines: Sequence[str]) -> list[str]:
    """As tt-metal does it: without a name in it, there is no namespace."""
    return [f"namespace {name} {{", *lines, f"}}  // namespace {name}"] if lines else []


def _header(includes: Sequence[str], lines: Sequence[str]) -> str:
    return "\n".join(["#pragma once", *(f'#include "{one}"' for one in includes), *lines, ""])
