"""Expressions: what they give, and which variables they change."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import disorder
from codegen.importer.constants import BINARY, LOGICAL, Unknown, Value, combine, literal
from codegen.importer.parse import chain_of, field, line_of, squeezed, text_of
from codegen.importer.walk.named import named_argument
from codegen.importer.walk.walk import Handler, Walk, only_part, visit_parts

ARITHMETIC = frozenset(BINARY.keys() - set(LOGICAL))


def _identifier(walk: Walk, node: Node) -> Value:
    variable = walk.scopes.find(text_of(node))
    return variable.value if variable else Unknown(f"depends on '{text_of(node)}', which is not of this file")


def _qualified_identifier(walk: Walk, node: Node) -> Value:
    if (argument := named_argument(walk, node)) is not None:
        return argument
    words = "".join(text_of(node).split()).split("::")
    for first in range(len(words)):
        if variable := walk.scopes.find("::".join(words[first:])):
            return variable.value
    return visit_parts(walk, node)


def _cast(walk: Walk, node: Node) -> Value:
    walk.visit(field(node, "type"))
    return walk.visit(field(node, "value"))


def _binary(walk: Walk, node: Node) -> Value:
    own = text_of(field(node, "operator"))
    logical = own in LOGICAL
    operands, operators = chain_of(node, LOGICAL if logical else {*ARITHMETIC, own})
    with walk.at(obstacle=None if logical else disorder(operands)):
        value = walk.visit(operands[0])
        for operator, operand in zip(operators, operands[1:], strict=True):
            value = combine(operator, value, _maybe(walk, operand) if logical else walk.visit(operand))
    return value


def _maybe(walk: Walk, node: Node | None) -> Value:
    """Run what may be skipped."""
    skipped = walk.scopes.copy()
    value = walk.visit(node)
    walk.scopes.merge(skipped, f"is only counted on if {squeezed(node, 40)} is evaluated")
    return value


def _unary(walk: Walk, node: Node) -> Value:
    value = walk.visit(field(node, "argument"))
    operator = text_of(field(node, "operator"))
    if isinstance(value, Unknown) or operator == "+":
        return value
    return int(not value) if operator in ("!", "not") else Unknown(f"is not computed here ({squeezed(node)})")


def _address(walk: Walk, node: Node) -> Value:
    """Whoever has the address of a variable may change it."""
    argument = field(node, "argument")
    walk.visit(argument)
    if text_of(field(node, "operator")) == "&":
        walk.scopes.forget(text_of(argument), f"may change by its address (line {line_of(node)})")
    return Unknown(f"depends on {squeezed(node, 40)}")


def _update(walk: Walk, node: Node) -> Value:
    argument = field(node, "argument")
    old = walk.visit(argument)
    new = combine("+" if text_of(field(node, "operator")) == "++" else "-", old, 1)
    walk.scopes.assign(text_of(argument), new)
    return old if node.children[0] == argument else new


def _assignment(walk: Walk, node: Node) -> Value:
    left, operator = field(node, "left"), text_of(field(node, "operator"))
    old = walk.visit(left)
    right = walk.visit(field(node, "right"))
    new = right if operator == "=" else combine(operator.removesuffix("="), old, right)
    walk.scopes.assign(text_of(left), new)
    return new


def _conditional(walk: Walk, node: Node) -> Value:
    condition = field(node, "condition")
    known = walk.visit(condition)
    values = walk.two_ways(
        condition,
        known,
        lambda: walk.visit(field(node, "consequence")),
        lambda: walk.visit(field(node, "alternative")),
    )
    return known if isinstance(known, Unknown) else values[0 if known else 1]


HANDLERS: dict[str, Handler] = {
    "number_literal": lambda _, node: literal(text_of(node)),
    "true": lambda *_: 1,
    "false": lambda *_: 0,
    "identifier": _identifier,
    "type_identifier": _identifier,  # a constant among template arguments looks like a type
    "qualified_identifier": _qualified_identifier,
    "parenthesized_expression": only_part,
    "condition_clause": only_part,
    "cast_expression": _cast,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "pointer_expression": _address,
    "update_expression": _update,
    "assignment_expression": _assignment,
    "conditional_expression": _conditional,
    "sizeof_expression": lambda _, node: Unknown(f"depends on {squeezed(node)}"),
}
