"""The ways in which a kernel of tt-metal reads an argument."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tree_sitter import Node

from codegen.model.variant import ArgumentKind, Audience

Shape = Literal["word", "array", "accessor", "named", "varargs"]
"""One word; an array of words from an index on; the words of a TensorAccessor; a word with a name and no index; all the
words without a name that stand behind the named ones."""


@dataclass(frozen=True)
class Reader:
    """A function, or a type, that reads arguments."""

    kind: ArgumentKind
    shape: Shape


ACCESSOR = "TensorAccessorArgs"

READERS: dict[str, Reader] = {
    "get_arg_val": Reader("runtime", "word"),
    "get_common_arg_val": Reader("common_runtime", "word"),
    "get_compile_time_arg_val": Reader("compile_time", "word"),
    "get_arg_addr": Reader("runtime", "array"),
    "get_common_arg_addr": Reader("common_runtime", "array"),
    "get_named_compile_time_arg_val": Reader("compile_time", "named"),
    ACCESSOR: Reader("compile_time", "accessor"),
}
"""What is understood, by its name in tt-metal."""

WITHOUT_INDEX: dict[str, str] = {
    "get_ct_arg": "names the argument; its index is the host's secret",
    "get_rt_arg": "names the argument; its index is the host's secret",
    "get_named_ct_arg": "names the argument; its index is the host's secret",
    "make_tensor_accessor_args_tuple": "takes as many arguments as its accessors want",
    "kernel_compile_time_args": "reads the array of all compile-time arguments",
}
"""What reads arguments and cannot be read here, with the cause."""

NAMED = "get_arg"
"""Reads an argument of a Metal 2.0 kernel by its name, `get_arg(args::name)`."""

VARARGS: dict[str, ArgumentKind] = {
    "get_vararg": "runtime",
    "get_common_vararg": "common_runtime",
    "get_compile_time_vararg": "compile_time",
}
"""What reads a word of those that a Metal 2.0 kernel gets without names."""

ALL_NAMES = READERS.keys() | WITHOUT_INDEX.keys() | VARARGS.keys() | {NAMED}


@dataclass(frozen=True)
class Read:
    """An argument that the kernel reads at one place.

    Attributes:
        kind: When the argument is known.
        shape: How many words it has.
        index: Its position, or the first of several; None if it has a name instead.
        name: What the kernel calls it; None if nothing there has a name.
        cpp_type: The C++ type it is read as.
        audience: The cores that come by, where a role flag guards the place.
        conditions: What else guards the place, from the outside to the inside.
        line: Its line.
        doc: The comment on the line or above it.
        kind_known: Whether the kernel tells the kind; if not, it is the host's choice.
        layout: The struct that is laid over the words of an array.
        node: The place that reads it.
        elsewhere: Where that place is, if it is not one of the kernel itself that reads this argument alone.
    """

    kind: ArgumentKind
    shape: Shape
    index: int | None
    name: str | None
    cpp_type: str
    audience: Audience
    conditions: tuple[str, ...]
    line: int
    doc: str | None
    kind_known: bool = True
    layout: str | None = None
    node: Node | None = field(default=None, compare=False)
    elsewhere: str | None = None


@dataclass(frozen=True)
class Unread:
    """A place that reads an argument, and why it could not be told which."""

    line: int
    text: str
    cause: str
