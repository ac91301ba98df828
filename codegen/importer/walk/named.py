"""Arguments of Metal 2.0 kernels: known by name, and which kind one is the host decides."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import declarator_of
from codegen.importer.constants import Unknown, Value
from codegen.importer.naming import doc_of
from codegen.importer.parse import declared_name, field, line_of, parts, squeezed, text_of
from codegen.importer.readers import VARARGS, Read, Shape, Unread
from codegen.importer.resources import bound_name
from codegen.importer.walk.walk import Walk
from codegen.model.variant import ArgumentKind

ARGUMENTS = "args"
"""The namespace of the named arguments, which the kernel compiler makes of the host's program."""

IS_AN_ARGUMENT = ("parameter_declaration", "optional_parameter_declaration")

NEEDS_A_CONSTANT = ("template_argument_list", "static_assert_declaration", "alias_declaration", "case_statement")


def named_argument(walk: Walk, qualified: Node) -> Value | None:
    """Run `args::name`; None if the node is something else."""
    name = bound_name(qualified) if text_of(field(qualified, "scope")) == ARGUMENTS else None
    if not name or ARGUMENTS in walk.namespaces:
        return None
    constant = is_constant(qualified)
    _note(walk, qualified, name, "compile_time" if constant else "runtime", kind_known=constant)
    return Unknown(f"depends on the argument '{name}'")


def read_named(walk: Walk, node: Node) -> Value:
    """Run `get_arg(args::name)`."""
    given = parts(field(node, "arguments"))
    reads = len(walk.reads)
    values = [walk.visit(one) for one in given]
    if len(walk.reads) == reads:
        cause = "names the argument by something else than args::name"
        walk.unread.append(Unread(line_of(node), squeezed(node), cause))
    return values[0] if len(values) == 1 else Unknown(f"depends on {squeezed(node, 40)}")


def read_vararg(walk: Walk, node: Node, name: str) -> Value:
    """Run `get_vararg(i)`: a word of the list without names, whichever it is."""
    for one in parts(field(node, "arguments")):
        walk.visit(one)
    _note(walk, node, "varargs", VARARGS[name], shape="varargs")
    return Unknown(f"depends on an argument (line {line_of(node)})")


def read_signature(walk: Walk, function: Node) -> None:
    """Read the arguments of a kernel's entry: compile-time ones in its template, the others between its parentheses."""
    around = function.parent
    if around is not None and around.type == "template_declaration":
        for parameter in parts(field(around, "parameters")):
            _read_parameter(walk, parameter, "compile_time")
    for parameter in parts(field(declarator_of(function), "parameters")):
        _read_parameter(walk, parameter, "runtime")


def _read_parameter(walk: Walk, parameter: Node, kind: ArgumentKind) -> None:
    """Read one argument of the signature: `uint32_t pages`."""
    name = declared_name(field(parameter, "declarator"))
    if parameter.type not in IS_AN_ARGUMENT:
        walk.unread.append(Unread(line_of(parameter), squeezed(parameter), "is no single word"))
    elif name:
        constant = kind == "compile_time"
        _note(walk, parameter, name, kind, text_of(field(parameter, "type")), kind_known=constant)
    elif text_of(parameter) != "void":
        walk.unread.append(Unread(line_of(parameter), squeezed(parameter), "has no name"))


def _note(
    walk: Walk,
    node: Node,
    name: str,
    kind: ArgumentKind,
    cpp_type: str = "uint32_t",
    *,
    shape: Shape = "named",
    kind_known: bool = True,
) -> None:
    read = Read(
        kind=kind,
        shape=shape,
        index=None,
        name=name,
        cpp_type=cpp_type,
        audience=walk.audience,
        conditions=walk.conditions,
        line=line_of(node),
        doc=doc_of(node),
        kind_known=kind_known,
        node=node,
    )
    walk.reads.append((read, None))


def is_constant(node: Node) -> bool:
    """Whether C++ wants a constant at a place, so that only a compile-time argument can stand there."""
    child, around = node, node.parent
    while around is not None and around.type not in ("compound_statement", "lambda_expression"):
        words = [text_of(word) for word in around.children]
        if around.type in NEEDS_A_CONSTANT or (around.type == "array_declarator" and child == field(around, "size")):
            return True
        if "constexpr" in words and (around.type != "if_statement" or child == field(around, "condition")):
            return around.type != "function_definition"
        child, around = around, around.parent
    return False
