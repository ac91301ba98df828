"""A legacy kernel whose reads by position are reads by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tree_sitter import Node

from codegen.importer.collect import Collected, collect
from codegen.importer.gather import gather
from codegen.importer.headers import included
from codegen.importer.kernel import check_is_kernel
from codegen.importer.parse import Source, field, leaves, nodes, parse_source, parts, read_source, text_of
from codegen.importer.port.bindings import bound_otherwise
from codegen.importer.port.counters import Counters
from codegen.importer.port.edits import Edit, apply_edits, removal
from codegen.importer.port.names import Argument, Names, left_as_it_is, name_reads
from codegen.importer.port.types import WordTypes
from codegen.importer.readers import Read, Unread
from codegen.importer.resources import namespaces_of
from codegen.importer.table import Note, notes_on_the_text
from codegen.importer.walk.arguments import type_argument
from codegen.importer.walk.named import ARGUMENTS
from codegen.model.argument_rules import KINDS

HEADER = "experimental/kernel_args.h"
"""Has get_arg and the types of the named arguments."""

NO_WORD = {
    "accessor": "takes the words of a tensor: the host binds it as tensor::NAME, and no argument remains",
    "array": "is an array: how many words it has the host knows, and get_vararg reads them",
}
"""Why a read of several words gets no name, by its shape."""


ORDER = "what stays by position finds the words in the order in which the host lists the arguments by name"


@dataclass(frozen=True)
class Port:
    """A kernel with named arguments.

    Attributes:
        file: The kernel as it is.
        old: Its text.
        new: Its text with named arguments; the same if nothing gets a name.
        arguments: The arguments that have a name in it.
        left: The reads that stay as they are, or that could not be told, with the cause.
        notes: What the host's program has to know.
    """

    file: Path
    old: str
    new: str
    arguments: tuple[Argument, ...]
    left: tuple[Unread, ...]
    notes: tuple[Note, ...]


def port_kernel(file: Path) -> Port:
    """Give the arguments of a legacy kernel their names; the file stays as it is.

    Args:
        file: A C++ file.

    Raises:
        InputError: The file cannot be read, or is no kernel.
    """
    source = read_source(file)
    found, headers = gather(source)
    check_is_kernel(source, found)
    types = WordTypes([source.root, *(one.source.root for one in headers.found)])
    names = _named(source, found, types)
    names, counters, fixed = _without_kept(source, names)
    edits = [*_edits_of(names.arguments, types), *(removal(source.text, one) for one in counters.gone), *fixed]
    new = apply_edits(source.text, [*edits, *_include(source, edits)])
    left = tuple(sorted([*names.left, *found.unread], key=lambda one: one.line))
    bindings = bound_otherwise(source.root, names.arguments)
    made_up = _made_up(source.root, names.arguments)
    notes = [
        *names.notes,
        *bindings,
        *made_up,
        *notes_on_the_text(source, found),
        *([Note(0, ORDER)] if left and names.arguments else []),
    ]
    port = Port(
        file=file,
        old=source.text.decode(),
        new=new,
        arguments=tuple(sorted(names.arguments, key=_order)),
        left=left,
        notes=tuple(sorted(notes, key=lambda one: one.line)),
    )
    _prove(source, port)
    return port


def is_by_position(read: Read) -> bool:
    """Whether a read is one of a legacy kernel, and not of a name that the host binds."""
    legacy = read.node is not None and read.node.type in ("call_expression", "type_descriptor")
    return read.shape in ("word", "array", "accessor") or (read.shape == "named" and legacy)


def _named(source: Source, found: Collected, types: WordTypes) -> Names:
    """The arguments that can have a name."""
    wanted: list[Read] = []
    left: list[Unread] = []
    owned = ARGUMENTS in _scopes(source.root)
    for read in filter(is_by_position, found.reads):
        cause = _why_not(read, types)
        if owned:
            cause = f"cannot have a name, as the kernel itself has a namespace, or a type, '{ARGUMENTS}'"
        if cause is None:
            wanted.append(read)
        elif read.elsewhere:
            left.append(Unread(read.line, f"{read.kind} {read.index} '{read.name}'", cause))
        else:
            left.append(left_as_it_is(read, cause))
    bound = {read.name for read in found.reads if read.shape == "named" and not is_by_position(read)}
    names = name_reads(wanted, {name for name in bound if name}, set(_macros(source.root)))
    return replace(names, left=(*names.left, *left))


def _why_not(read: Read, types: WordTypes) -> str | None:
    """Why a read gets no name, whatever its name would be."""
    if read.elsewhere:
        return f"is read {read.elsewhere}, which stays as it is"
    if read.shape in NO_WORD:
        return NO_WORD[read.shape]
    wanted = _type_of(read)
    return None if types.converted("", wanted) is not None else f"is read as {wanted}, an argument is a uint32_t"


def _type_of(read: Read) -> str:
    return type_argument(field(read.node, "function"))


def _made_up(root: Node, arguments: Iterable[Argument]) -> Iterator[Note]:
    """Notes on names that are no words of the kernel: `corner_3`, of a variable that several arguments go into."""
    words = {text_of(leaf) for leaf in leaves(root)}
    for one in arguments:
        if one.index is not None and one.name not in words:
            yield Note(one.reads[0].line, f"'{one.name}' is made up, as no variable holds {one.position} alone")


def _scopes(root: Node) -> set[str]:
    """What can stand in front of :: in a file."""
    aliases = (node for node in nodes(root) if node.type in ("alias_declaration", "type_definition", "enum_specifier"))
    return {text_of(field(node, "declarator") or field(node, "name")) for node in aliases} | namespaces_of(root)


def _macros(root: Node) -> Iterator[str]:
    return (
        text_of(field(node, "name")) for node in nodes(root) if node.type in ("preproc_def", "preproc_function_def")
    )


def _without_kept(source: Source, names: Names) -> tuple[Names, Counters, list[Edit]]:
    """Leave the reads as they are that count what something else uses; those may use what others count.

    Returns:
        The names without these reads, the counters, and what makes numbers of positions whose counters go.
    """
    elsewhere = {text_of(word) for word in source.left_out}
    for node in nodes(source.root):
        if node.type == "preproc_arg":
            elsewhere |= set(re.findall(r"\w+", text_of(node)))
    positions = {read.node.id: read for read in collect(source).reads if read.node and _has_a_number(read)}
    while True:
        moved = [node for one in names.arguments for node in _nodes(one)]
        ids = {node.id for node in moved}
        fixed = [read.node for at, read in positions.items() if read.node and at not in ids]
        counters = Counters(source.root, [*moved, *fixed], elsewhere)
        kept = {node.id: kept for node in (*moved, *fixed) if (kept := counters.keeps(node))}
        if not kept:
            numbers = [_number(node, positions[node.id]) for node in fixed if counters.loses(node)]
            return names, counters, numbers
        positions = {at: read for at, read in positions.items() if at in ids or at not in kept}
        left: list[Unread] = []
        arguments: list[Argument] = []
        for one in names.arguments:
            going = tuple(read for read in one.reads if read.node is not None and read.node.id not in kept)
            arguments += [replace(one, reads=going)] if going else []
            left += [
                left_as_it_is(read, f"counts '{why.name}', which line {why.line} uses as well")
                for read in one.reads
                if read.node is not None and (why := kept.get(read.node.id))
            ]
        names = replace(names, arguments=tuple(arguments), left=(*names.left, *left))


def _has_a_number(read: Read) -> bool:
    """Whether a read stands at a position that can be written as a number: `get_arg_addr(i)`."""
    return read.index is not None and len(parts(field(read.node, "arguments"))) == 1


def _number(node: Node, read: Read) -> Edit:
    """Write the position as a number."""
    [index] = parts(field(node, "arguments"))
    return Edit(index.start_byte, index.end_byte, str(read.index))


def _nodes(argument: Argument) -> list[Node]:
    return [read.node for read in argument.reads if read.node is not None]


def _edits_of(arguments: Iterable[Argument], types: WordTypes) -> list[Edit]:
    return [
        Edit(read.node.start_byte, read.node.end_byte, value)
        for one in arguments
        for read in one.reads
        if read.node and (value := types.converted(f"get_arg({ARGUMENTS}::{one.name})", _type_of(read)))
    ]


def _include(source: Source, edits: Iterable[Edit]) -> list[Edit]:
    """The header of the named arguments: behind the includes, or in front of everything but comments."""
    first = min((edit.start for edit in edits), default=None)
    if first is None or any(name.strip('"<>') == HEADER for _, name in included(source.root)):
        return []
    above = [one for one in source.root.children if one.end_byte <= first]
    includes = [one for one in above if one.type == "preproc_include"]
    if includes:
        path = field(includes[-1], "path") or includes[-1]
        at = source.text.find(b"\n", path.start_byte) + 1
    else:
        code = next((one for one in source.root.children if one.type != "comment"), source.root)
        at = source.text.rfind(b"\n", 0, code.start_byte) + 1
    line_end = "\r\n" if b"\r\n" in source.text else "\n"
    return [Edit(at, at, f'#include "{HEADER}"{line_end}')]


def _order(argument: Argument) -> tuple[int, int, str]:
    return KINDS.index(argument.kind), -1 if argument.index is None else argument.index, argument.name


def _prove(source: Source, port: Port) -> None:
    """Read the new text as any other: what has a name is read by it, and what has none at its old position."""
    before = collect(source)
    after = collect(parse_source(port.file, port.new.encode()))
    moved = {read.node.id for one in port.arguments for read in one.reads if read.node}
    stay = [read for read in before.reads if read.node is None or read.node.id not in moved]
    assert _summary(after) == _summary(replace(before, reads=tuple(stay))) + Counter(
        ("named", one.name) for one in port.arguments for _ in one.reads
    ), f"{port.file}: the port does not read what the kernel reads"


def _summary(found: Collected) -> Counter[tuple[str, object]]:
    """What a kernel reads, and how often."""
    reads = (
        (read.kind, (read.shape, read.index)) if is_by_position(read) else ("named", read.name) for read in found.reads
    )
    return Counter([*reads, *(("unread", one.text) for one in found.unread)])
