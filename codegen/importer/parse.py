"""A C++ file as a syntax tree, by tree-sitter: it needs no headers and no compiler, and goes on behind an error."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tree_sitter_cpp
from tree_sitter import Language, Node, Parser

from codegen.importer.conditionals import Cut, find_cuts, without
from codegen.model.finding import Finding, InputError, PlacedFinding

ATTRIBUTE_MACROS = frozenset(
    {"ALWI", "FORCE_INLINE", "tt_l1_ptr", "tt_reg_ptr", "uninitialized_tt_l1_ptr", "COMPILER_FENCE"}
)
"""Macros of tt-metal that stand where C++ has no word. The grammar trips over them, so they are blanked."""

ENTRY = "TT_KERNEL"
"""Marks the function whose parameters are the arguments of a Metal 2.0 kernel. It is blanked as well."""

BLANKED = ATTRIBUTE_MACROS | {ENTRY}


@dataclass(frozen=True)
class Source:
    """A parsed file.

    Attributes:
        file: Its path as the user gave it.
        text: Its bytes, which the nodes point into.
        root: The root of its tree.
        cuts: Conditionals of which only the first branch was read.
        left_out: The words of their other branches.
        entries: Ids of the functions that are marked as the kernel's entry.
    """

    file: Path
    text: bytes
    root: Node
    cuts: tuple[Cut, ...] = ()
    left_out: tuple[Node, ...] = ()
    entries: frozenset[int] = frozenset()


def read_source(path: Path) -> Source:
    """Read and parse a C++ file.

    Raises:
        InputError: The file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_bytes()
        text.decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        finding = Finding("file-readable", f"cannot read the file: {reason}")
        raise InputError([PlacedFinding(str(path), 0, finding)]) from error
    root = parse_text(text)
    marks = [match.start() for match in re.finditer(rf"(?<!define )\b{ENTRY}\b".encode(), text)]
    words = list(leaves(root))
    cuts = find_cuts(words, text) if root.has_error else []
    if not cuts:
        return Source(path, text, root, entries=_entries(root, marks))
    spans = [span for cut in cuts for span in (*cut.directives, *cut.left_out)]
    left_out = [word for word in words if any(a <= word.start_byte < b for cut in cuts for a, b in cut.left_out)]
    root = parse_text(without(text, spans))
    return Source(path, text, root, tuple(cuts), tuple(left_out), _entries(root, marks))


def _entries(root: Node, marks: list[int]) -> frozenset[int]:
    """The functions behind marks."""
    functions = [node for node in nodes(root) if node.type == "function_definition"] if marks else []
    first = [next((one for one in functions if one.end_byte > mark), None) for mark in marks]
    return frozenset(one.id for one in first if one is not None)


def parse_text(text: bytes) -> Node:
    """Parse C++; the places of the nodes are those of the text."""
    root = _parser().parse(text).root_node
    macros = [(leaf.start_byte, leaf.end_byte) for leaf in leaves(root) if text_of(leaf) in BLANKED]
    return _parser().parse(without(text, macros)).root_node if macros else root


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_cpp.language()))


def nodes(root: Node) -> Iterator[Node]:
    """All nodes from a node on, in the order of the text."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def leaves(root: Node) -> Iterator[Node]:
    """The words of the text below a node."""
    return (node for node in nodes(root) if not node.child_count)


def text_of(node: Node | None) -> str:
    """The text of a node; empty for none."""
    return (node.text or b"").decode() if node is not None else ""


def squeezed(node: Node | None, limit: int = 80) -> str:
    """The text of a node on one line, cut where it is long."""
    text = " ".join(text_of(node).split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def line_of(node: Node) -> int:
    """The line of a node, from 1."""
    return node.start_point[0] + 1


def field(node: Node | None, name: str) -> Node | None:
    """A child by its field of the grammar; none of none."""
    return node.child_by_field_name(name) if node is not None else None


def parts(node: Node | None) -> list[Node]:
    """The children that are more than punctuation and comments; none of none."""
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []


def chain_of(node: Node, operators: Collection[str]) -> tuple[list[Node | None], list[str]]:
    """The operands of a binary expression and of those that it begins with, as far as these have such operators too.

    `a + b - c` is a tree as deep as it has terms; here it is a, b, c and +, -.
    """
    operands: list[Node | None] = []
    between: list[str] = []
    first: Node | None = node
    while (
        first is not None
        and first.type == "binary_expression"
        and (operator := text_of(field(first, "operator"))) in operators
    ):
        operands.append(field(first, "right"))
        between.append(operator)
        first = field(first, "left")
    return [first, *reversed(operands)], between[::-1]


def declared_name(declarator: Node | None) -> str:
    """The name that a declarator declares, whatever pointers, references and arrays stand around it."""
    while declarator is not None and declarator.type not in ("identifier", "field_identifier", "type_identifier"):
        inner = field(declarator, "declarator")
        declarator = inner if inner is not None else next(iter(reversed(parts(declarator))), None)
    return text_of(declarator)
