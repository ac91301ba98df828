"""Calls: whatever a callee may take by reference is not known any more."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import (
    CASTS,
    NUMBER_TYPES,
    callee_name,
    changed_by_arguments,
    disorder,
    parameter_list_of,
    parameters_of,
)
from codegen.importer.constants import Unknown, Value
from codegen.importer.parse import field, parts, squeezed
from codegen.importer.readers import NAMED, READERS, VARARGS
from codegen.importer.walk.arguments import mark_seen, read_argument
from codegen.importer.walk.named import read_named, read_vararg
from codegen.importer.walk.walk import Handler, Walk

BEHIND_AN_ACCESSOR = ("next_compile_time_args_offset", "next_common_runtime_args_offset")


def _call(walk: Walk, node: Node) -> Value:
    function, arguments = field(node, "function"), field(node, "arguments")
    name = callee_name(function)
    if function is not None and function.type == "lambda_expression" and not parameters_of(parameter_list_of(function)):
        return walk.visit(field(function, "body"))
    if name in READERS and READERS[name].shape != "accessor":
        return read_argument(walk, node, READERS[name])
    if name == NAMED and function is not None and function.type != "field_expression":
        mark_seen(walk, function)
        return read_named(walk, node)
    if name in VARARGS and function is not None:
        mark_seen(walk, function)
        return read_vararg(walk, node, name)
    if name in CASTS or name in NUMBER_TYPES:
        values = [walk.visit(one) for one in parts(arguments)]
        return values[0] if len(values) == 1 else Unknown(f"depends on {squeezed(node, 40)}")
    walk.visit(function)
    visit_arguments(walk, arguments)
    if name in BEHIND_AN_ACCESSOR and function is not None:
        accessor = squeezed(field(function, "argument") or function, 40)
        return Unknown(f"starts behind the arguments of '{accessor}', and the host decides how many these are")
    return Unknown(f"depends on the call {squeezed(node, 40)}")


def visit_arguments(walk: Walk, arguments: Node | None) -> None:
    """Run what a callee or a constructor is given; it may change the variables among it."""
    if arguments is None:
        return
    given = parts(arguments)
    in_order = arguments.type == "initializer_list"
    with walk.at(obstacle=None if in_order else disorder(list(given))):
        for one in given:
            walk.visit(one)
    walk.hand_on(changed_by_arguments(arguments, walk.functions), arguments)


HANDLERS: dict[str, Handler] = {"call_expression": _call}
