"""The resources of a Metal 2.0 kernel, which the host binds by name: `dfb::in`, `tensor::weights`, `sem::ready`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from codegen.importer.parse import field, leaves, line_of, nodes, parse_text, parts, text_of

ResourceKind = Literal["buffer", "tensor", "semaphore", "scratchpad"]

SPACES: dict[str, ResourceKind] = {"dfb": "buffer", "tensor": "tensor", "sem": "semaphore", "scratch": "scratchpad"}
"""What a name is, by the namespace that the host's program puts it into."""

OF_THE_HEADERS = frozenset({"AccessPattern", "MAX_NUM_TILE_COUNTERS_TO_RR"})
"""What tt-metal itself has in these namespaces."""

BY_TEXT = "get_token_if_present"
"""Gives a resource by its name as a text, or nothing where the host does not bind it."""


@dataclass(frozen=True)
class Resource:
    """A resource that the kernel names.

    Attributes:
        kind: What it is.
        name: Its name in the host's program.
        line: Where the kernel names it first.
    """

    kind: ResourceKind
    name: str
    line: int


def find_resources(root: Node) -> tuple[Resource, ...]:
    """The resources that a file names, each once, by the order of its lines."""
    own = namespaces_of(root)
    found: dict[tuple[ResourceKind, str], Resource] = {}
    for node, line in _nodes_and_lines(root):
        space = text_of(field(node, "scope")) if node.type == "qualified_identifier" else ""
        if space in SPACES and space not in own and (name := bound_name(node)) and name not in OF_THE_HEADERS:
            found.setdefault((SPACES[space], name), Resource(SPACES[space], name, line))
    return tuple(found.values())


def _nodes_and_lines(root: Node) -> Iterator[tuple[Node, int]]:
    """The nodes of a file, and of its macros but those that put the name together of what they are given."""
    for node in nodes(root):
        yield node, line_of(node)
        macro = node.parent
        if node.type == "preproc_arg" and macro is not None:
            given = {text_of(one) for one in parts(field(macro, "parameters"))}
            for one in nodes(parse_text(node.text or b"")):
                if text_of(field(one, "name")) not in given:
                    yield one, line_of(node)


def bound_name(qualified: Node) -> str | None:
    """The name in `space::name` or in `space::get_token_if_present<"name">`; None for anything else."""
    name = field(qualified, "name")
    if name is None or name.type in ("identifier", "type_identifier"):
        return text_of(name)
    if name.type in ("template_function", "template_type") and text_of(field(name, "name")) == BY_TEXT:
        return next((text_of(leaf) for leaf in leaves(name) if leaf.type == "string_content"), None)
    return None


def namespaces_of(root: Node) -> frozenset[str]:
    """The namespaces and the classes of a file itself: what stands in them is bound by no host."""
    return frozenset(_names_of_scopes(root))


def _names_of_scopes(root: Node) -> Iterator[str]:
    for node in nodes(root):
        if node.type in ("namespace_definition", "namespace_alias_definition", "class_specifier", "struct_specifier"):
            yield text_of(field(node, "name"))
