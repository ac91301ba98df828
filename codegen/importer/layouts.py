"""Structs whose members are arguments: laid over the words from an index on, one word a member."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tree_sitter import Node

from codegen.importer.naming import doc_of
from codegen.importer.parse import declared_name, field, nodes, parts, squeezed, text_of
from codegen.importer.readers import Read, Unread

SIGNED = ("int", "int32_t")
WORDS = frozenset({*SIGNED, "uint32_t", "unsigned", "float", "std::uint32_t", "std::int32_t"})
SCOPES = ("namespace_definition", "struct_specifier", "class_specifier")


@dataclass(frozen=True)
class Member:
    """A member of a struct, which is one word."""

    name: str
    cpp_type: str
    doc: str | None


class Structs:
    """The structs and enums of some files, by their names with those of the scopes around them."""

    def __init__(self, roots: Callable[[], Iterable[Node]]) -> None:
        self._roots = roots

    @cached_property
    def _enums(self) -> set[str]:
        enums = (node for root in self._roots() for node in nodes(root) if node.type == "enum_specifier")
        return {text_of(field(node, "name")) for node in enums if text_of(field(node, "base")) in ("", *WORDS)}

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in (node for root in self._roots() for node in nodes(root)):
            if node.type in SCOPES[1:] and field(node, "body") is not None:
                found.setdefault(text_of(field(node, "name")).split("::")[-1], []).append(node)
        return found

    def find(self, name: str, near: Node | None = None) -> list[Node]:
        """The structs that a name can mean, those first which share most scopes with a node."""
        words = name.replace("typename ", "").replace("const ", "").replace(" ", "").split("::")
        found = [one for one in self._by_name.get(words[-1], []) if _path(one)[-len(words) :] == words]
        if near is None or not found:
            return found
        here = _path(near)
        shared = [sum(a == b for a, b in zip(here, _path(one), strict=False)) for one in found]
        return [one for one, count in zip(found, shared, strict=True) if count == max(shared)]

    def members(self, struct: Node) -> list[Member] | str:
        """The members of a struct, or why they are not known to be a word each."""
        found: list[Member] = []
        if any(child.type == "base_class_clause" for child in struct.children):
            return "has a base"
        for one in parts(field(struct, "body")):
            if one.type != "field_declaration" or any(text_of(child) == "static" for child in one.children):
                continue
            declarators = one.children_by_field_name("declarator")
            if any(declarator.type == "function_declarator" for declarator in declarators):
                continue
            cpp_type = text_of(field(one, "type"))
            if cpp_type not in WORDS and cpp_type.split("::")[-1] not in self._enums:
                return f"has '{squeezed(one)}', of which the size is not told"
            if any(declarator.type != "field_identifier" for declarator in declarators):
                return f"has '{squeezed(one)}', which is more than a word"
            found += [Member(declared_name(declarator), cpp_type, doc_of(one)) for declarator in declarators]
        return found or "has no members"

    def lay_over(self, read: Read) -> Iterator[Read | Unread]:
        """The members of the struct that is laid over an array of words, each as a read of its own."""
        structs = self.find(read.layout or "")
        members = self.members(structs[0]) if structs else "is not in the files that were read"
        if isinstance(members, str) or read.index is None:
            yield Unread(read.line, f"{read.layout} over {read.kind} {read.index}", f"the struct {members}")
            return
        for place, member in enumerate(members):
            signed = "int32_t" if member.cpp_type in SIGNED else "uint32_t"
            yield replace(
                read,
                shape="word",
                index=read.index + place,
                name=member.name,
                cpp_type=signed,
                doc=member.doc,
                layout=None,
                elsewhere=f"through the struct '{read.layout}'",
            )


def _path(node: Node) -> list[str]:
    """The names of the scopes around a node, and its own."""
    names: list[str] = []
    around: Node | None = node
    while around is not None:
        if around.type in SCOPES:
            names = [*text_of(field(around, "name")).split("::"), *names]
        around = around.parent
    return names


def layout_over(call: Node) -> str | None:
    """The type that a cast lays over the words that a call gives; None if these are plain words."""
    child, around = call, call.parent
    while around is not None and around.type in ("parenthesized_expression", "argument_list", "call_expression"):
        if around.type == "call_expression" and child == field(around, "arguments"):
            listed = parts(field(field(around, "function"), "arguments"))
            return _pointee(listed[0]) if listed else None
        child, around = around, around.parent
    return _pointee(field(around, "type")) if around is not None and around.type == "cast_expression" else None


def _pointee(descriptor: Node | None) -> str | None:
    declarator = field(descriptor, "declarator")
    pointee = field(descriptor, "type")
    if declarator is None or pointee is None or pointee.type not in ("type_identifier", "qualified_identifier"):
        return None
    return None if text_of(pointee).endswith("_t") else text_of(pointee)
