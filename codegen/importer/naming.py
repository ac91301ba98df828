"""What the kernel calls an argument, and what it says about it."""

from __future__ import annotations

from tree_sitter import Node

from codegen.importer.changes import Functions, callee_name, declarator_of
from codegen.importer.parse import declared_name, field, line_of, parts, text_of

DECLARES = ("init_declarator", "optional_parameter_declaration", "field_declaration", "declaration")
STATEMENTS = ("declaration", "expression_statement", "field_declaration", "return_statement")


def bearer_of(read: Node, functions: Functions) -> tuple[Node, str] | None:
    """The node that gives a read argument its name, and the name; None if nothing there has a name.

    That is the parameter of a function of this file, the variable or field it goes into, or the function that
    returns it. Two reads under one bearer share its name.
    """
    child, node = read, read.parent
    while node is not None:
        if _asks(node, child):
            return None
        if node.type == "argument_list" and (parameter := _parameter(node, child, functions)):
            return child, parameter
        if node.type == "declaration" and child.type == "function_declarator":  # it is a constructor's call
            return node, declared_name(field(child, "declarator"))
        if node.type in DECLARES:
            name = declared_name(field(node, "declarator")) if child != field(node, "declarator") else ""
            return (node, name) if name else None
        if node.type == "alias_declaration":
            return node, text_of(field(node, "name"))
        if node.type == "assignment_expression" and child == field(node, "right"):
            return node, _last_name(field(node, "left"))
        if node.type == "initializer_pair":
            return node, text_of(field(node, "designator")).lstrip(".")
        if node.type == "return_statement":
            return _function_around(node)
        if node.type.endswith("_statement") or node.type == "lambda_expression":
            return None
        child, node = node, node.parent
    return None


def _asks(node: Node, child: Node) -> bool:
    """Whether a member of what was read is asked for: `TensorAccessorArgs<0>::next_compile_time_args_offset()`."""
    return (node.type == "field_expression" and child == field(node, "argument")) or (
        node.type == "qualified_identifier" and child == field(node, "scope")
    )


def _parameter(arguments: Node, child: Node, functions: Functions) -> str | None:
    call = arguments.parent
    if call is None or call.type != "call_expression":
        return None
    parameters = functions.get(callee_name(field(call, "function")), ())
    place = parts(arguments).index(child)
    return parameters[place].name if place < len(parameters) else None


def _last_name(target: Node | None) -> str:
    if target is not None and target.type == "field_expression":
        return text_of(field(target, "field"))
    return declared_name(target)


def _function_around(node: Node) -> tuple[Node, str] | None:
    around = node.parent
    while around is not None and around.type not in ("function_definition", "lambda_expression"):
        around = around.parent
    if around is None or around.type == "lambda_expression":
        return None
    declarator = declarator_of(around)
    return (around, callee_name(field(declarator, "declarator")).removeprefix("get_")) if declarator else None


def doc_of(read: Node) -> str | None:
    """The comment behind the statement of a read, or the lines of comment right above it."""
    statement: Node | None = read
    while statement is not None and statement.type not in STATEMENTS:
        statement = statement.parent
    if statement is None:
        return None
    behind = statement.next_sibling
    if behind is not None and behind.type == "comment" and behind.start_point[0] == statement.end_point[0]:
        return _plain([behind])
    above: list[Node] = []
    below = statement
    while (one := below.prev_sibling) is not None and _stands_alone_above(one, below):
        above.insert(0, one)
        below = one
    return _plain(above)


def _stands_alone_above(comment: Node, below: Node) -> bool:
    before = comment.prev_sibling
    return (
        comment.type == "comment"
        and comment.end_point[0] + 1 == below.start_point[0]
        and (before is None or before.end_point[0] < line_of(comment) - 1)
    )


def _plain(comments: list[Node]) -> str | None:
    """The words of comments without their marks; None for code that was commented out."""
    lines = [line.strip().strip("/*").strip() for one in comments for line in text_of(one).splitlines()]
    text = " ".join(line for line in lines if line)
    return text if text and not text.endswith((";", "{", "}")) else None
