"""Statements: blocks, branches and loops."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from tree_sitter import Node

from codegen.importer.constants import Unknown, Value, Variable
from codegen.importer.parse import declared_name, field, line_of, parts
from codegen.importer.roles import role_when
from codegen.importer.walk.walk import (
    BRANCHES,
    NO_EXPRESSION,
    Handler,
    Walk,
    condition_of,
    condition_text,
    visit_parts,
)


def _block(walk: Walk, node: Node) -> Value:
    with walk.scope(), walk.at():
        for child in parts(node):
            walk.visit(child)
            if child.type == "if_statement" and field(child, "alternative") is None and _returns(child):
                role = role_when(field(child, "condition"), False, walk.scopes)
                walk.audience = role or walk.audience  # only the other cores get further
    return NO_EXPRESSION


def _if(walk: Walk, node: Node) -> Value:
    """A chain of `else if` as well, which in the tree is as deep as it is long."""
    with ExitStack() as behind:
        rest: Node | None = node
        while rest is not None and rest.type == "if_statement":
            condition, first, second = (field(rest, name) for name in ("condition", "consequence", "alternative"))
            behind.enter_context(walk.scope())
            known = walk.visit(condition)
            if isinstance(known, Unknown) and _always_returns(first):
                known = 0  # behind the statement, only the other way goes on
            elif isinstance(known, Unknown) and _always_returns(second):
                known = 1
            cause = f"{BRANCHES} '{condition_text(condition)}'"
            walk.first_way(condition_of(condition, walk.scopes), known, partial(walk.visit, first), cause, behind)
            rest = _statement_of(second)
        walk.visit(rest)
    return NO_EXPRESSION


def _statement_of(clause: Node | None) -> Node | None:
    """What stands behind an `else`."""
    return next(iter(parts(clause)), None)


def _loop(walk: Walk, node: Node) -> Value:
    """A loop or a switch: what it changes is not known in it, nor behind it."""
    with walk.scope():
        begin = field(node, "initializer")
        walk.visit(begin)
        rest = [child for child in parts(node) if child != begin]
        changed = walk.changed_in(rest)
        cause = f"changes in the {node.type.split('_')[0]} of line {line_of(node)}"
        if node.type == "for_range_loop":
            name = declared_name(field(node, "declarator"))
            walk.scopes.declare(name, Variable(Unknown(cause), fixed=True))
            rest = [child for child in (field(node, "right"), field(node, "body")) if child is not None]
        for _ in range(2):
            for name in changed:
                walk.scopes.forget(name, cause)
            for child in rest:
                walk.visit(child)
            rest = []
    return NO_EXPRESSION


def _label(walk: Walk, node: Node) -> Value:
    walk.scopes.forget_all(f"may change on the way to the label of line {line_of(node)}")
    return visit_parts(walk, node)


def _returns(statement: Node) -> bool:
    return _always_returns(field(statement, "consequence"))


def _always_returns(statement: Node | None) -> bool:
    if statement is not None and statement.type == "else_clause":
        statement = _statement_of(statement)
    if statement is None:
        return False
    last = parts(statement)[-1] if statement.type == "compound_statement" and parts(statement) else statement
    return last.type == "return_statement"


HANDLERS: dict[str, Handler] = {
    "compound_statement": _block,
    "if_statement": _if,
    "for_statement": _loop,
    "while_statement": _loop,
    "do_statement": _loop,
    "for_range_loop": _loop,
    "switch_statement": _loop,
    "labeled_statement": _label,
}
