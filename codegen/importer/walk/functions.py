"""Bodies of functions and lambdas: when they run, and with what, is not known where they stand."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import callee_name, declarator_of, parameter_list_of, parameters_of
from codegen.importer.constants import Unknown, Value, Variable
from codegen.importer.parse import declared_name, field, line_of, parts
from codegen.importer.walk.named import read_signature
from codegen.importer.walk.walk import NO_EXPRESSION, Handler, Walk, visit_parts


def _lambda(walk: Walk, node: Node) -> Value:
    body = field(node, "body")
    here = walk.scopes.copy()
    walk.scopes.forget_all(f"may change before the lambda of line {line_of(node)} runs")
    _body(walk, "lambda", parameter_list_of(node), [body])
    walk.scopes = here
    for name in walk.changed_in([body]):
        walk.scopes.forget(name, f"changes in the lambda of line {line_of(node)}")
    return Unknown(f"depends on the lambda of line {line_of(node)}")


def _function(walk: Walk, node: Node) -> Value:
    here = walk.scopes.copy()
    walk.scopes.forget_all("depends on a variable outside of the function, which may change")
    declarator = declarator_of(node)
    if declarator is not None:
        name = callee_name(field(declarator, "declarator"))
        walk.visit(field(node, "type"))
        if node.id in walk.entries:
            read_signature(walk, node)
        members = [child for child in node.children if child.type == "field_initializer_list"]
        _body(walk, f"function '{name}'", field(declarator, "parameters"), [*members, field(node, "body")])
    else:
        visit_parts(walk, node)
    walk.scopes = here
    return NO_EXPRESSION


def _body(walk: Walk, owner: str, parameter_list: Node | None, bodies: list[Node | None]) -> None:
    with walk.scope():
        walk.visit(parameter_list)
        for parameter in parameters_of(parameter_list):
            value = Unknown(f"depends on the parameter '{parameter.name}' of the {owner}")
            walk.scopes.declare(parameter.name, Variable(value, fixed=False))
        for body in bodies:
            walk.visit(body)


def _template_declaration(walk: Walk, node: Node) -> Value:
    with walk.scope():
        listed = field(node, "parameters")
        for parameter in parts(listed):
            name = declared_name(field(parameter, "declarator"))
            value = Unknown(f"depends on the template parameter '{name}'")
            walk.scopes.declare(name, Variable(value, fixed=True))
        return visit_parts(walk, node)


HANDLERS: dict[str, Handler] = {
    "lambda_expression": _lambda,
    "function_definition": _function,
    "template_declaration": _template_declaration,
}
