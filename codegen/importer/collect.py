"""Finds the arguments that a kernel reads: walks it in the order in which it runs, and notes each.

Counters are followed (`get_arg_val<uint32_t>(i++)`). Where two ways meet, only what both agree on is known; what a
loop, a lambda or a callee may change is not known. So an index is right, or it is listed as unread with the cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from codegen.importer.changes import TEMPLATES, functions_of
from codegen.importer.conditionals import Cut
from codegen.importer.parse import ENTRY, Source, field, leaves, line_of, nodes, parse_text, squeezed, text_of
from codegen.importer.readers import ALL_NAMES, WITHOUT_INDEX, Read, Unread
from codegen.importer.resources import Resource, find_resources, namespaces_of
from codegen.importer.walk import arguments, calls, declarations, expressions, functions, preprocessor, statements
from codegen.importer.walk.named import ARGUMENTS
from codegen.importer.walk.walk import MAX_DEPTH, Handler, LeftOut, TooDeepError, Walk, deep_recursion
from codegen.model.finding import Finding, InputError, PlacedFinding

HANDLERS: dict[str, Handler] = {
    node_type: handler
    for kind in (expressions, arguments, calls, declarations, statements, functions, preprocessor)
    for node_type, handler in kind.HANDLERS.items()
}
"""What to do at a node, by its type in the grammar; at any other, its parts are visited."""


@dataclass(frozen=True)
class Collected:
    """What was found in a file.

    Attributes:
        reads: The arguments, in the order of their lines.
        unread: The places which read an argument that could not be told.
        broken: Lines that the parser does not understand.
        resources: What the kernel names beside its arguments.
    """

    reads: tuple[Read, ...]
    unread: tuple[Unread, ...]
    broken: tuple[int, ...]
    resources: tuple[Resource, ...]


def collect(source: Source) -> Collected:
    """Find the arguments that a kernel reads.

    Raises:
        InputError: The code is nested too deeply.
    """
    entries = frozenset(entry for _, entry in source.marks if entry is not None)
    walk = Walk(functions_of(source.root), HANDLERS, entries, namespaces_of(source.root), left_out_of(source))
    try:
        with deep_recursion():
            walk.visit(source.root)
    except TooDeepError as error:
        rule, text = "nesting-depth", f"more than {MAX_DEPTH} levels of the syntax stand inside each other"
        finding = Finding(rule, text, hint="give the innermost part a function of its own")
        raise InputError([PlacedFinding(str(source.file), error.line, finding)]) from error
    unread = [*walk.unread, *_overlooked(source.root, walk.seen), *_left_out(source), *_stray_marks(source)]
    broken = sorted({line_of(node) for node in nodes(source.root) if node.type == "ERROR" or node.is_missing})
    return Collected(
        reads=_with_kinds(_with_own_names(walk)),
        unread=tuple(sorted(unread, key=lambda one: one.line)),
        broken=tuple(broken),
        resources=find_resources(source.root),
    )


def _with_kinds(reads: tuple[Read, ...]) -> tuple[Read, ...]:
    """A named argument that is a constant at one place is a compile-time argument at all."""
    constant = {read.name for read in reads if read.shape == "named" and read.kind == "compile_time"}
    return tuple(
        replace(read, kind="compile_time", kind_known=True) if not read.kind_known and read.name in constant else read
        for read in reads
    )


def _with_own_names(walk: Walk) -> tuple[Read, ...]:
    """Give reads that share one variable a name each: its name with their index."""
    sharers = Counter(bearer for _, bearer in walk.reads if bearer is not None)
    reads = [
        replace(read, name=f"{read.name}_{read.index}") if bearer is not None and sharers[bearer] > 1 else read
        for read, bearer in walk.reads
    ]
    return tuple(sorted(reads, key=lambda read: read.line))


def _overlooked(root: Node, seen: set[int]) -> Iterator[Unread]:
    """Whatever reads arguments and was not understood on the way."""
    for leaf in leaves(root):
        text = text_of(leaf)
        if leaf.type == "preproc_arg":
            if any(_reads(node) for node in nodes(parse_text(leaf.text or b""))):
                yield Unread(line_of(leaf), squeezed(leaf.parent), "stands in a macro")
        elif text in ALL_NAMES and leaf.start_byte not in seen and leaf.type.endswith("identifier"):
            whole = leaf
            while whole.parent is not None and whole.parent.type in (
                *TEMPLATES,
                "call_expression",
                "subscript_expression",
            ):
                whole = whole.parent
            yield Unread(
                line_of(leaf), squeezed(whole), WITHOUT_INDEX.get(text, "is used in a way that is not understood")
            )


def _reads(node: Node) -> bool:
    """Whether a node is the name of what reads an argument, or of an argument."""
    return text_of(node) in ALL_NAMES or text_of(field(node, "scope")) == ARGUMENTS


def _stray_marks(source: Source) -> Iterator[Unread]:
    for line, entry in source.marks:
        if entry is None:
            yield Unread(line, ENTRY, "marks no function with a body")


def left_out_of(source: Source) -> tuple[LeftOut, ...]:
    """The conditionals of which only the first branch was read, with the words of their other branches."""
    return tuple(
        LeftOut(cut.line, cut.directives[0][0], cut.directives[-1][1], frozenset(map(text_of, _words_in(source, cut))))
        for cut in source.cuts
    )


def _words_in(source: Source, cut: Cut) -> list[Node]:
    begin, end = cut.directives[0][0], cut.directives[-1][1]
    return [word for word in source.left_out if begin <= word.start_byte < end]


def _left_out(source: Source) -> Iterator[Unread]:
    """Whatever reads arguments in a branch that was not read (codegen.importer.conditionals)."""
    for leaf in source.left_out:
        if text_of(leaf) in ALL_NAMES:
            whole = leaf.parent.parent if leaf.parent is not None else leaf
            yield Unread(
                line_of(leaf), squeezed(whole), "stands in the other branch of a conditional that cuts a block"
            )
