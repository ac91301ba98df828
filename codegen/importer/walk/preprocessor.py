"""Branches of the preprocessor, and code that does not parse."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from tree_sitter import Node

from codegen.importer.constants import Unknown, Value, literal
from codegen.importer.parse import field, leaves, parts, squeezed, text_of
from codegen.importer.walk.walk import NO_EXPRESSION, Guards, Handler, Walk, visit_parts

CONDITIONALS = ("preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef")


def _preprocessor(walk: Walk, node: Node) -> Value:
    """Both ways of an #if, unless it is a number; a chain of #elif as well."""
    with ExitStack() as behind:
        rest: Node | None = node
        while rest is not None and rest.type in CONDITIONALS:
            condition, alternative = field(rest, "condition"), field(rest, "alternative")
            inside = [child for child in parts(rest) if child not in (condition, alternative, field(rest, "name"))]
            first, second, known = _directive(rest, condition)
            guards: Guards = (first, None), (second, None)
            walk.first_way(guards, known, partial(_inside, walk, inside, known), f"differs with {first}", behind)
            rest = alternative
        walk.visit(rest)
    return NO_EXPRESSION


def _inside(walk: Walk, inside: list[Node], known: Value) -> Value:
    for child in inside:
        _see(walk, child) if known == 0 else walk.visit(child)
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
    **dict.fromkeys(CONDITIONALS, _preprocessor),
    "ERROR": _error,
}
