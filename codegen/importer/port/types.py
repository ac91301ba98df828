"""A named argument is a uint32_t: how it becomes the type that a kernel reads."""

from __future__ import annotations

from collections.abc import Iterable

from tree_sitter import Node

from codegen.importer.parse import field, nodes, squeezed, text_of

SAME = frozenset({"", "uint32_t", "std::uint32_t", "unsigned", "unsigned int", "uint"})
CONVERTED = frozenset({"int32_t", "std::int32_t", "int"})
"""Whole numbers of a word, which a conversion leaves bit by bit as they are."""


class WordTypes:
    """The types that some files read words as."""

    def __init__(self, roots: Iterable[Node]) -> None:
        self._aliases: dict[str, set[str]] = {}
        for name, meaning in (alias for root in roots for alias in _aliases(root)):
            self._aliases.setdefault(name, set()).add(meaning)

    def converted(self, value: str, wanted: str) -> str | None:
        """A uint32_t as another type: itself, in a cast, or None where its bits may mean something else."""
        meaning = self._meaning(wanted)
        if meaning in SAME:
            return value
        return f"static_cast<{wanted}>({value})" if meaning in CONVERTED else None

    def _meaning(self, name: str) -> str:
        """What a name stands for, through aliases that have one meaning each."""
        known = {name}
        while len(meanings := self._aliases.get(name.split("::")[-1], set())) == 1 and not meanings <= known:
            [name] = meanings
            known.add(name)
        return name


def _aliases(root: Node) -> Iterable[tuple[str, str]]:
    for node in nodes(root):
        if node.type == "alias_declaration":
            yield squeezed(field(node, "name")), squeezed(field(node, "type"))
        elif node.type == "type_definition" and (name := field(node, "declarator")) and not name.child_count:
            yield text_of(name), squeezed(field(node, "type"))
