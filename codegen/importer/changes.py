"""Which variables a piece of code may change: an index is only known as long as nothing else touches its counter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from codegen.importer.parse import declared_name, field, leaves, nodes, parts, text_of
from codegen.importer.readers import READERS

CASTS = frozenset({"static_cast", "reinterpret_cast", "const_cast", "bit_cast"})
NUMBER_TYPES = frozenset(
    {"bool", "int", "unsigned", "size_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "int32_t", "int64_t"}
)
TAKE_VALUES = CASTS | NUMBER_TYPES | READERS.keys() | {"get_semaphore"}
"""Callees that leave what they are given as it is. Any other may take a reference."""

TEMPLATES = ("template_function", "template_type", "template_method")


@dataclass(frozen=True)
class Parameter:
    """A parameter of a function of this file, and whether the function may change what it is given."""

    name: str
    changes: bool


Functions = Mapping[str, tuple[Parameter, ...]]
"""The functions which the file defines; of overloads the last."""


def functions_of(root: Node) -> Functions:
    """The functions that a file defines."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for node in nodes(root):
        declarator = declarator_of(node) if node.type == "function_definition" else None
        if declarator is not None:
            found[callee_name(field(declarator, "declarator"))] = parameters_of(field(declarator, "parameters"))
    return found


def declarator_of(function: Node) -> Node | None:
    """The part of a function's definition that has its name and its parameters."""
    declarator = field(function, "declarator")
    while declarator is not None and declarator.type != "function_declarator":
        declarator = field(declarator, "declarator")
    return declarator


def parameter_list_of(function: Node) -> Node | None:
    """What stands between the parentheses of a lambda."""
    return field(field(function, "declarator"), "parameters")


def parameters_of(parameter_list: Node | None) -> tuple[Parameter, ...]:
    """The parameters of a function or a lambda."""
    return tuple(_parameter(node) for node in parts(parameter_list))


def _parameter(node: Node) -> Parameter:
    declarator = field(node, "declarator")
    constant = any(child.type == "type_qualifier" and text_of(child) == "const" for child in node.children)
    by_value = declarator is None or declarator.type == "identifier"
    return Parameter(declared_name(declarator), not (by_value or constant))


def callee_name(function: Node | None) -> str:
    """The last name of what is called: f of `f(...)`, `ns::f<T>(...)` and `object.f(...)`."""
    while function is not None:
        if function.type == "qualified_identifier" or function.type in TEMPLATES:
            function = field(function, "name")
        elif function.type == "field_expression":
            function = field(function, "field")
        else:
            break
    return text_of(function)


def changed_in(roots: Iterable[Node | None], functions: Functions) -> set[str]:
    """Names of the variables that the code may change."""
    return {name for root in roots if root is not None for node in nodes(root) for name in _changed_by(node, functions)}


def _changed_by(node: Node, functions: Functions) -> set[str]:
    """Names that a node changes itself, not counting what stands deeper in it."""
    if node.type in ("update_expression", "pointer_expression"):
        return _names([field(node, "argument")])
    if node.type == "assignment_expression":
        return _names([field(node, "left")])
    if node.type in ("argument_list", "initializer_list"):
        return changed_by_arguments(node, functions)
    if node.type == "function_declarator":
        return changed_by_constructor(node)
    return set()


def changed_by_constructor(declarator: Node) -> set[str]:
    """Names handed to the constructor in `Type object(name);`, which the grammar takes for a function's declaration."""
    given = parts(field(declarator, "parameters"))
    return {text_of(field(one, "type")) for one in given if field(one, "declarator") is None}


def changed_by_arguments(arguments: Node, functions: Functions) -> set[str]:
    """Names of the variables that a call, or a constructor, may change because they are handed to it."""
    owner = arguments.parent
    if owner is None:
        return set()
    given = parts(arguments)
    if owner.type == "call_expression":
        name = callee_name(field(owner, "function"))
        if name in TAKE_VALUES:
            return set()
        if name in functions and len(functions[name]) >= len(given):
            return _names(one for one, taken in zip(given, functions[name], strict=False) if taken.changes)
    if owner.type == "init_declarator" and owner.parent is not None:
        declared = field(owner.parent, "type")
        if text_of(declared) in NUMBER_TYPES:
            return set()
    return _names(given)


def _names(given: Iterable[Node | None]) -> set[str]:
    return {text_of(node) for node in given if node is not None and node.type == "identifier"}


def disorder(operands: Sequence[Node | None]) -> str | None:
    """Why operands, or arguments of a call, depend on the order in which they are evaluated, which C++ does not say."""
    counted = set().union(*(_counted_in(one) for one in operands))
    if not counted:
        return None
    words = ({text_of(leaf) for leaf in leaves(one)} for one in operands if one is not None)
    users = Counter(word for one in words for word in one & counted)
    names = [name for name, operands_with_it in users.items() if operands_with_it > 1]
    return f"depends on the order of evaluation, as '{min(names)}' changes beside it" if names else None


def _counted_in(operand: Node | None) -> set[str]:
    """Names that an operand counts up or assigns."""
    return {
        text_of(field(node, "argument") or field(node, "left"))
        for node in (nodes(operand) if operand is not None else ())
        if node.type in ("update_expression", "assignment_expression")
    }
