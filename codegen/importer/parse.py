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

MENTIONED = re.compile("|".join(sorted(BLANKED)).encode())

DIRECTIVES = ("preproc_def", "preproc_function_def", "preproc_ifdef", "preproc_elifdef", "preproc_defined")


@dataclass(frozen=True)
class Source:
    """A parsed file.

    Attributes:
        file: Its path as the user gave it.
        text: Its bytes, which the nodes point into.
        root: The root of its tree.
        cuts: Conditionals of which only the first branch was read.
        left_out: The words of their other branches.
        marks: Where a function is marked as the kernel's entry: the line, and the id of the function, if it has a body.
    """

    file: Path
    text: bytes
    root: Node
    cuts: tuple[Cut, ...] = ()
    left_out: tuple[Node, ...] = ()
    marks: tuple[tuple[int, int | None], ...] = ()


def read_source(path: Path) -> Source:
    """Read and parse a C++ file.

    Raises:
        InputError: The file cannot be read or is not UTF-8.
    """
    return parse_source(path, _read_text(path))


def parse_source(path: Path, text: bytes) -> Source:
    """Parse the text of a C++ file."""
    root, macros = _parse(text)
    words = list(leaves(root))
    cuts = find_cuts(words, text) if root.has_error else []
    left_out = [word for word in words if any(a <= word.start_byte < b for cut in cuts for a, b in cut.left_out)]
    if cuts:
        root, macros = _parse(without(text, [span for cut in cuts for span in (*cut.directives, *cut.left_out)]))
    return Source(path, text, root, tuple(cuts), tuple(left_out), tuple(_marks(root, macros)))


def _read_text(path: Path) -> bytes:
    """The bytes of a file that holds text."""
    try:
        text = path.read_bytes()
    except OSError as error:
        finding = Finding("file-readable", f"cannot read the file: {error.strerror or error}")
        raise InputError([PlacedFinding(str(path), 0, finding)]) from error
    try:
        text.decode()
        wrong, reason = text.find(b"\0"), "a NUL byte"
    except UnicodeDecodeError as error:
        wrong, reason = error.start, f"{error.reason}, as UTF-8"
    if wrong >= 0:
        finding = Finding("file-readable", f"is no text: byte {wrong} is 0x{text[wrong]:02x} ({reason})")
        raise InputError([PlacedFinding(str(path), text.count(b"\n", 0, wrong) + 1, finding)])
    return text


def _marks(root: Node, macros: list[Node]) -> Iterator[tuple[int, int | None]]:
    """The marks of entries, with the functions that they stand in front of."""
    marks = [macro for macro in macros if text_of(macro) == ENTRY]
    functions = [node for node in nodes(root) if node.type == "function_definition"] if marks else []
    for mark in marks:
        inside = (one for one in functions if _head_has(one, mark.start_byte))
        behind = (one for one in nodes(root) if one.start_byte >= mark.end_byte and one.child_count and one != root)
        marked = next(inside, next(behind, None))
        if marked is not None and marked.type == "template_declaration":
            marked = next((one for one in parts(marked) if one.type == "function_definition"), None)
        yield line_of(mark), marked.id if marked in functions and marked is not None else None


def _head_has(function: Node, place: int) -> bool:
    """Whether a place is between the begin of a function and its body: `static TT_KERNEL void f() {}`."""
    body = field(function, "body")
    return body is not None and function.start_byte < place < body.start_byte


def parse_text(text: bytes) -> Node:
    """Parse C++; the places of the nodes are those of the text."""
    return _parse(text)[0]


def _parse(text: bytes) -> tuple[Node, list[Node]]:
    """The tree of a text whose macros were blanked, and these macros."""
    root = _parser().parse(text).root_node
    macros = [leaf for leaf in leaves(root) if _is_macro(leaf)] if MENTIONED.search(text) else []
    blanked = without(text, [(macro.start_byte, macro.end_byte) for macro in macros])
    return (_parser().parse(blanked).root_node if macros else root), macros


def _is_macro(leaf: Node) -> bool:
    """Whether a word is a macro that the grammar trips over; not where a directive defines it or asks for it."""
    directive = leaf.parent is not None and leaf.parent.type in DIRECTIVES
    return leaf.type.endswith("identifier") and text_of(leaf) in BLANKED and not directive


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
