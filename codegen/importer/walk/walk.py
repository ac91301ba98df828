"""The walk itself: what is known at a place, and what was found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from tree_sitter import Node

from codegen.importer.changes import Functions
from codegen.importer.constants import Scopes, Unknown, Value
from codegen.importer.parse import line_of, parts, squeezed
from codegen.importer.readers import Read, Unread
from codegen.importer.roles import role_when
from codegen.model.variant import Audience

NO_EXPRESSION = Unknown("is no expression")
"""The value of a statement or a declaration."""


class Walk:
    """A walk through a file; `visit` runs a node and gives its value.

    Attributes:
        functions: The functions of the file.
        entries: Ids of those whose parameters are the arguments of the kernel.
        namespaces: The namespaces and classes of the file.
        scopes: The variables, as far as they are known here.
        reads: The arguments so far, each with the id of what gives it its name.
        unread: The places so far which read an argument that could not be told.
        seen: Where the names of readers stand that were dealt with.
        conditions: What guards this place, from the outside to the inside.
        audience: The cores that come by.
        obstacle: Why no index can be trusted at this place.
    """

    def __init__(
        self,
        functions: Functions,
        handlers: Mapping[str, Handler],
        entries: frozenset[int] = frozenset(),
        namespaces: frozenset[str] = frozenset(),
    ) -> None:
        self.functions = functions
        self.entries = entries
        self.namespaces = namespaces
        self.scopes = Scopes()
        self.reads: list[tuple[Read, int | None]] = []
        self.unread: list[Unread] = []
        self.seen: set[int] = set()
        self.conditions: tuple[str, ...] = ()
        self.audience: Audience = "all"
        self.obstacle: str | None = None
        self._handlers = handlers

    def visit(self, node: Node | None) -> Value:
        """Run a node.

        Returns:
            Its value, where it is an expression whose value the file tells.
        """
        if node is None or node.type == "comment":
            return Unknown("is missing")
        handler = self._handlers.get(node.type, visit_parts)
        return handler(self, node)

    @contextmanager
    def at(
        self, condition: str | None = None, role: Audience | None = None, obstacle: str | None = None
    ) -> Iterator[None]:
        """While only some cores, or some builds, come by, or no index can be trusted."""
        before = self.conditions, self.audience, self.obstacle
        self.conditions += (condition,) if condition else ()
        self.audience = role or self.audience
        self.obstacle = self.obstacle or obstacle
        yield
        self.conditions, self.audience, self.obstacle = before

    @contextmanager
    def scope(self) -> Iterator[None]:
        """While a scope of its own is open."""
        self.scopes.enter()
        yield
        self.scopes.leave()

    def two_ways(
        self, condition: Node | None, known: Value, first: Callable[[], Value], second: Callable[[], Value]
    ) -> tuple[Value, Value]:
        """Go both ways from here, each with its condition, and keep what they agree on."""
        text = squeezed(condition).removeprefix("(").removesuffix(")") if condition is not None else ""
        begin = self.scopes.copy()
        with self.at(text, role_when(condition, True, self.scopes)):
            one = first()
        after_first = self.scopes
        self.scopes = begin
        with self.at(f"!({text})", role_when(condition, False, self.scopes)):
            other = second()
        self.meet(after_first, known, f"differs between the branches of '{text}'")
        return one, other

    def meet(self, after_first: Scopes, known: Value, cause: str) -> None:
        """Two ways come together, of which this is the second.

        Args:
            after_first: What is known at the end of the first.
            known: The value of the condition: if it is known, only one of the two is gone.
            cause: Why a variable in which they differ is not known from here on.
        """
        if isinstance(known, Unknown):
            after_first.merge(self.scopes, cause)
        if isinstance(known, Unknown) or known:
            self.scopes = after_first

    def hand_on(self, names: set[str], where: Node) -> None:
        """A callee gets these variables, and may change them."""
        for name in names:
            self.scopes.forget(name, f"may be changed by the callee that gets it (line {line_of(where)})")


Handler = Callable[[Walk, Node], Value]
"""Runs a node of one type of the grammar, and gives its value."""


def visit_parts(walk: Walk, node: Node) -> Value:
    """Run a node that is not understood as a whole, part by part."""
    for child in parts(node):
        walk.visit(child)
    return Unknown(f"depends on {squeezed(node, 40)}")


def only_part(walk: Walk, node: Node) -> Value:
    """Run what only stands around another node, such as parentheses."""
    inner = parts(node)
    return walk.visit(inner[0]) if len(inner) == 1 else visit_parts(walk, node)
