"""Declarations: variables, and constants under each name by which they are known."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import changed_by_arguments, changed_by_constructor
from codegen.importer.constants import Unknown, Value, Variable, combine, literal
from codegen.importer.parse import declared_name, field, leaves, parts, squeezed, text_of
from codegen.importer.walk.calls import visit_arguments
from codegen.importer.walk.walk import NO_EXPRESSION, Handler, Walk


def _declaration(walk: Walk, node: Node) -> Value:
    walk.visit(field(node, "type"))
    words = [text_of(child) for child in node.children]
    fixed = "const" in words or "constexpr" in words
    default = field(node, "default_value")
    for declarator in node.children_by_field_name("declarator"):
        reads = len(walk.reads)
        inner = field(declarator, "declarator") if declarator.type == "init_declarator" else declarator
        given = field(declarator, "value") if declarator.type == "init_declarator" else default
        _visit_sizes(walk, inner)
        value = _initial(walk, given)
        if inner is not None and inner.type == "reference_declarator":
            walk.scopes.forget(text_of(given), f"has another name, '{declared_name(inner)}'")
        if inner is not None and inner.type == "function_declarator":
            walk.visit(field(inner, "parameters"))
            walk.hand_on(changed_by_constructor(inner), inner)
        if inner is not None and inner.type not in ("identifier", "field_identifier"):
            value = Unknown(f"depends on '{declared_name(inner)}'")
        if "static" in words and not fixed:
            value = Unknown(f"depends on '{declared_name(inner)}', which is static")
        from_host = len(walk.reads) > reads or _mentions_an_argument(walk, given)
        walk.scopes.declare(declared_name(inner), Variable(value, fixed, from_host))
    return NO_EXPRESSION


def _visit_sizes(walk: Walk, declarator: Node | None) -> None:
    """Run the sizes of an array, from the last to the first."""
    while declarator is not None and declarator.type == "array_declarator":
        walk.visit(field(declarator, "size"))
        declarator = field(declarator, "declarator")


def _initial(walk: Walk, given: Node | None) -> Value:
    """The value of an initializer: after =, in braces or in parentheses."""
    if given is None:
        return Unknown("has no value yet")
    if given.type not in ("argument_list", "initializer_list"):
        return walk.visit(given)
    if len(parts(given)) == 1 and not changed_by_arguments(given, walk.functions):
        return walk.visit(parts(given)[0])
    visit_arguments(walk, given)
    return Unknown(f"depends on {squeezed(given, 40)}")


def _mentions_an_argument(walk: Walk, given: Node | None) -> bool:
    names = (text_of(leaf) for leaf in leaves(given)) if given is not None else iter(())
    return any(variable.from_host for name in names if (variable := walk.scopes.find(name)))


def _enum(walk: Walk, node: Node) -> Value:
    scoped = any(child.type in ("class", "struct") for child in node.children)
    body, prefix = field(node, "body"), f"{text_of(field(node, 'name'))}::"
    value: Value = 0
    for one in parts(body):
        given = field(one, "value")
        value = walk.visit(given) if given is not None else value
        for name in (prefix,) if scoped else ("", prefix):
            walk.scopes.declare(f"{name}{text_of(field(one, 'name'))}", Variable(value, fixed=True))
        value = combine("+", value, 1)
    return NO_EXPRESSION


def _class(walk: Walk, node: Node) -> Value:
    """The constants of a class, which outside are known by its name as well."""
    body, name = field(node, "body"), text_of(field(node, "name"))
    constants = [declared_name(field(one, "declarator")) for one in parts(body)]
    with walk.scope():
        walk.visit(body)
        found = {one: walk.scopes.find(one) for one in constants if one}
    for one, variable in found.items():
        if variable is not None and variable.fixed:
            walk.scopes.declare(f"{name}::{one}", variable)
    return NO_EXPRESSION


def _define(walk: Walk, node: Node) -> Value:
    """A macro that stands for a number is as good as a constant."""
    name, value = text_of(field(node, "name")), field(node, "value")
    known = literal(text_of(value).strip().strip("()")) if value is not None else Unknown("depends on the build")
    walk.scopes.declare(name, Variable(known, fixed=True))
    return NO_EXPRESSION


HANDLERS: dict[str, Handler] = {
    "declaration": _declaration,
    "field_declaration": _declaration,
    "enum_specifier": _enum,
    "struct_specifier": _class,
    "class_specifier": _class,
    "preproc_def": _define,
}
