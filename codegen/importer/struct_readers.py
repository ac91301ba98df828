"""Templates that read the members of a struct as arguments: `compile_time_args<Args>()` gives all words of Args.

Such a template reads the argument at each position of a pack. Other templates may stand around it, and a struct may say
by a member's type which lists it is read from. All that is followed by the names of the templates alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from codegen.importer.changes import callee_name, declarator_of
from codegen.importer.layouts import SIGNED, Member, Structs
from codegen.importer.parse import declared_name, field, line_of, nodes, parts, squeezed, text_of
from codegen.importer.readers import READERS, Read, Unread
from codegen.importer.roles import OTHER
from codegen.model.variant import ArgumentKind

OVER_A_PACK = re.compile(rf"\b({'|'.join(READERS)})\b[^;]*?\)\s*\.\.\.")
WRAPPED = re.compile(r"(\w+)<([\w:]+)>")


class StructReaders:
    """The templates of some files that read structs.

    Attributes:
        kinds: The kind of the arguments that a template reads, by its name.
        members: The member of its struct which names the lists that a template reads, by the template's name.
    """

    def __init__(self, roots: Iterable[Node], structs: Structs) -> None:
        self._structs = structs
        self._templates = [one for root in roots for one in _templates(root)]
        self.kinds: dict[str, ArgumentKind] = {}
        self.members: dict[str, str] = {}
        for node, name, _ in self._templates:
            if packed := OVER_A_PACK.search(text_of(node)):
                self.kinds[name] = READERS[packed.group(1)].kind
        while more := dict(self._around()):
            self.kinds |= more
        for node, name, parameter in self._templates:
            if name not in self.kinds and (member := re.search(rf"\b{parameter}::(\w+)::template\b", text_of(node))):
                self.members[name] = member.group(1)

    def _around(self) -> Iterator[tuple[str, ArgumentKind]]:
        """Templates that hand their parameter to one that is known."""
        for node, name, parameter in self._templates:
            for callee, given in WRAPPED.findall(text_of(node)):
                if given == parameter and callee in self.kinds and name not in self.kinds:
                    yield name, self.kinds[callee]

    def explain(self, root: Node, line: int) -> bool:
        """Whether a place stands in a template whose uses are read instead."""
        return any(
            name in self.kinds and line_of(node) <= line <= node.end_point[0] + 1 for node, name, _ in _templates(root)
        )

    def used_in(self, root: Node) -> Iterator[Read | Unread]:
        """The arguments that a file reads by these templates."""
        for node in nodes(root):
            function = field(node, "function") if node.type == "call_expression" else None
            name = callee_name(function)
            if function is None or (name not in self.kinds and name not in self.members):
                continue
            while function.type == "qualified_identifier" and (inner := field(function, "name")) is not None:
                function = inner
            given = parts(field(function, "arguments"))
            if not given or self.explain(root, line_of(node)):
                continue
            if parts(field(node, "arguments")):
                yield Unread(line_of(node), squeezed(node), "reads a struct from an index on that is not told")
            else:
                yield from self._read(node, name, squeezed(given[0]))

    def _read(self, call: Node, name: str, struct: str) -> Iterator[Read | Unread]:
        """The members of a struct; of structs of one name, of which the build takes one, those of the first."""
        place = line_of(call), squeezed(call)
        lists = [(self.kinds[name], struct, None)] if name in self.kinds else list(self._lists(name, struct))
        found: dict[ArgumentKind, list[tuple[str, list[Member]]]] = defaultdict(list)
        for kind, one, near in lists:
            for members in map(self._structs.members, self._structs.find(one, near)):
                if isinstance(members, str):
                    yield Unread(*place, f"the struct '{one}' {members}")
                elif (one, members) not in found[kind]:
                    found[kind].append((one, members))
        if not found and (name in self.kinds or not self._names_no_lists(name, struct)):
            yield Unread(*place, f"the struct '{struct}' is not in the files that were read")
        for kind, (first, *others) in found.items():
            yield from _members(call, kind, *first)
            if others:
                cause = f"'{first[0]}' has {len(others)} other definitions, of which the build may take one"
                yield Unread(*place, cause)

    def _names_no_lists(self, name: str, struct: str) -> bool:
        """Whether a struct is known, and names lists of which there are none."""
        return any(self.members[name] in text_of(node) for node in self._structs.find(struct))

    def _lists(self, name: str, struct: str) -> Iterator[tuple[ArgumentKind, str, Node]]:
        """The lists that a struct names by the type of its member."""
        for node in self._structs.find(struct):
            for alias in parts(field(node, "body")):
                if alias.type == "alias_declaration" and text_of(field(alias, "name")) == self.members[name]:
                    for reader, one in WRAPPED.findall(text_of(field(alias, "type"))):
                        if reader in self.kinds:
                            yield self.kinds[reader], one, node


def _members(call: Node, kind: ArgumentKind, struct: str, members: list[Member]) -> Iterator[Read]:
    for index, member in enumerate(members):
        yield Read(
            kind=kind,
            shape="word",
            index=index,
            name=member.name,
            cpp_type="int32_t" if member.cpp_type in SIGNED else "uint32_t",
            audience=next((role for role in OTHER if role in struct.lower()), "all"),
            conditions=(),
            line=line_of(call),
            doc=member.doc,
            elsewhere=f"through the struct '{struct}'",
        )


def _templates(root: Node) -> Iterator[tuple[Node, str, str]]:
    """Templates with their names and their first parameter that is a type."""
    for node in nodes(root):
        if node.type != "template_declaration":
            continue
        kinds = ("type_parameter_declaration", "optional_type_parameter_declaration")
        types = [one for one in parts(field(node, "parameters")) if one.type in kinds]
        body = next((one for one in parts(node) if one.type in ("function_definition", "struct_specifier")), None)
        if not types or body is None:
            continue
        declarator = declarator_of(body) if body.type == "function_definition" else None
        name = callee_name(field(declarator, "declarator")) if declarator else text_of(field(body, "name"))
        yield node, name, declared_name(next(iter(parts(types[0])), None))
