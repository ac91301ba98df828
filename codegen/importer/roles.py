"""Which cores come by a place: branches on a flag that says sender or receiver."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.constants import Scopes
from codegen.importer.parse import chain_of, field, parts, text_of
from codegen.model.variant import Role

OTHER: dict[Role, Role] = {"sender": "receiver", "receiver": "sender"}

FLAG_NAMES: dict[str, Role] = {
    f"{prefix}{infix}{role}": role
    for role in OTHER
    for prefix in ("", "is_", "am_", "am_i_", "i_am_")
    for infix in ("", "the_", "mcast_", "weights_", "weights_mcast_", "weight_", "act_", "act_mcast_")
}
"""Names of a flag that is true on the cores of the role, and only there."""


def role_when(condition: Node | None, truth: bool, scopes: Scopes) -> Role | None:
    """The role of the cores on which a condition has this truth; None if it says nothing about roles.

    Args:
        condition: An expression.
        truth: Whether it holds.
        scopes: The variables; only one that an argument went into counts as a flag.
    """
    if condition is None:
        return None
    if condition.type in ("condition_clause", "parenthesized_expression"):
        return role_when(next(iter(parts(condition)), None), truth, scopes)
    if condition.type == "unary_expression" and text_of(field(condition, "operator")) in ("!", "not"):
        return role_when(field(condition, "argument"), not truth, scopes)
    if condition.type == "binary_expression":
        return _role_of_pair(condition, truth, scopes)
    variable = scopes.find(text_of(condition)) if condition.type == "identifier" else None
    role = FLAG_NAMES.get(text_of(condition).lower())
    if variable is None or not variable.from_host or role is None:
        return None
    return role if truth else OTHER[role]


def _role_of_pair(condition: Node, truth: bool, scopes: Scopes) -> Role | None:
    """Of `a && b` that holds, either part may tell the role; `flag == 1` says as much as `flag`."""
    operator, left, right = (field(condition, name) for name in ("operator", "left", "right"))
    joined = {"&&": True, "and": True, "||": False, "or": False}
    if text_of(operator) in joined:
        if truth is not joined[text_of(operator)]:
            return None
        operands, _ = chain_of(condition, [text_of(operator)])
        return next((role for one in operands if (role := role_when(one, truth, scopes))), None)
    if text_of(operator) in ("==", "!=") and text_of(right) in ("0", "1", "true", "false"):
        same = (text_of(operator) == "==") == (text_of(right) in ("1", "true"))
        return role_when(left, truth if same else not truth, scopes)
    return None
