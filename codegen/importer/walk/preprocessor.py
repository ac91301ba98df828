"""Branches of the preprocessor, and code that does not parse."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.constants import Unknown, Value, literal
from codegen.importer.parse import field, leaves, parts, squeezed, text_of
from codegen.importer.walk.walk import NO_EXPRESSION, Handler, Walk, visit_parts


def _preprocessor(walk: Walk, node: Node) -> Value:
    """Both ways of an #if, unless it is a number."""
    condition, alternative = field(node, "condition"), field(node, "alternative")
    inside = [child for child in parts(node) if child not in (condition, alternative, field(node, "name"))]
    first, second, known = _directive(node, condition)
    begin = walk.scopes.copy()
    with walk.at(first):
        for child in inside:
            _see(walk, child) if known == 0 else walk.visit(child)
    after_first = walk.scopes
    walk.scopes = begin
    with walk.at(second):
        walk.visit(alternative)
    walk.meet(after_first, known, f"differs with {first}")
    return NO_EXPRESSION


def _directive(node: Node, condition: Node | None) -> tuple[str, str, Value]:
    """The two conditions of a directive, and its value where it is a plain number."""
    if condition is not None:
        text = squeezed(condition)
        known = literal(text) if condition.type == "number_literal" else Unknown("depends on the build")
        return f"#if {text}", f"#if !({text})", known
    name = text_of(field(node, "name"))
    conditions = f"#ifdef {name}", f"#ifndef {name}"
    first, second = conditions if node.children[0].type in ("#ifdef", "#elifdef") else reversed(conditions)
    return first, second, Unknown("depends on the build")


def _see(walk: Walk, node: Node) -> None:
    """Pass over what is never compiled."""
    walk.seen |= {leaf.start_byte for leaf in leaves(node)}


def _error(walk: Walk, node: Node) -> Value:
    with walk.at(obstacle="stands in code that does not parse"):
        return visit_parts(walk, node)


HANDLERS: dict[str, Handler] = {
    "preproc_if": _preprocessor,
    "preproc_ifdef": _preprocessor,
    "preproc_elif": _preprocessor,
    "ERROR": _error,
}
