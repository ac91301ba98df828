"""The walk itself: what is known at a place, and what was found so far."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tree_sitter import Node

from codegen.importer.changes import Functions, changed_in
from codegen.importer.constants import Scopes, Unknown, Value
from codegen.importer.parse import line_of, parts, squeezed
from codegen.importer.readers import Read, Unread
from codegen.importer.roles import role_when
from codegen.model.variant import Audience

NO_EXPRESSION = Unknown("is no expression")
"""The value of a statement or a declaration."""


MAX_DEPTH = 500
"""Nodes inside each other that a walk goes into. No kernel of tt-metal has a tenth of it."""

FRAMES_OF_A_NODE = 8
"""Calls of Python inside each other that a node takes at most."""


class TooDeepError(Exception):
    """The code is nested deeper than a walk goes."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested too deeply in line {line}")
        self.line = line


@contextmanager
def deep_recursion() -> Iterator[None]:
    """While a walk may go as deep as it has to."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 1000 + MAX_DEPTH * FRAMES_OF_A_NODE))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(frozen=True)
class LeftOut:
    """A conditional of which only the first branch is walked through.

    Attributes:
        line: Its line.
        begin: Where it begins [bytes].
        end: Where it ends [bytes].
        words: The words of its other branches, which may change, or declare, the variables among them.
    """

    line: int
    begin: int
    end: int
    words: frozenset[str]


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
        left_out: Sequence[LeftOut] = (),
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
        self._left_out = tuple(left_out)
        self._passed: set[int] = set()
        self._depth = 0

    def visit(self, node: Node | None) -> Value:
        """Run a node.

        Returns:
            Its value, where it is an expression whose value the file tells.
        """
        if node is None or node.type == "comment":
            return Unknown("is missing")
        self._pass_left_out(node)
        handler = self._handlers.get(node.type, visit_parts)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooDeepError(line_of(node))
        value = handler(self, node)
        self._depth -= 1
        return value

    def _pass_left_out(self, node: Node) -> None:
        """Behind a conditional, nobody knows what its other branches would have changed."""
        for one in self._left_out:
            if one.end <= node.start_byte and one.begin not in self._passed:
                self._passed.add(one.begin)
                self._lose(one)

    def _lose(self, one: LeftOut) -> None:
        for word in one.words:
            self.scopes.lose(word, f"may differ with the branch that was not read (line {one.line})")

    def changed_in(self, code: Sequence[Node | None]) -> set[str]:
        """Names of the variables that the code may change, in the branches that are not read as well."""
        changed = changed_in(code, self.functions)
        for one in self._left_out:
            if any(part is not None and part.start_byte <= one.begin < part.end_byte for part in code):
                changed |= one.words
        return changed

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
        text = condition_text(condition)
        with ExitStack() as behind:
            one = self.first_way(condition_of(condition, self.scopes), known, first, f"{BRANCHES} '{text}'", behind)
            other = second()
        return one, other

    def first_way(
        self, guards: Guards, known: Value, first: Callable[[], Value], cause: str, behind: ExitStack
    ) -> Value:
        """Go the first of two ways, and stand at the begin of the second; where `behind` closes, the two meet."""
        (text, role), (other_text, other_role) = guards
        begin = self.scopes.copy()
        with self.at(text, role):
            value = first()
        after_first = self.scopes
        self.scopes = begin
        behind.callback(self.meet, after_first, known, cause)
        behind.enter_context(self.at(other_text, other_role))
        return value

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


BRANCHES = "differs between the branches of"

Guard = tuple[str, Audience | None]
Guards = tuple[Guard, Guard]
"""Of two ways: the condition under which one is gone, and the cores that go it."""


def condition_text(condition: Node | None) -> str:
    """A condition on one line, without its parentheses."""
    return squeezed(condition).removeprefix("(").removesuffix(")") if condition is not None else ""


def condition_of(condition: Node | None, scopes: Scopes) -> Guards:
    """The guards of the two ways behind a condition."""
    text = condition_text(condition)
    return (text, role_when(condition, True, scopes)), (f"!({text})", role_when(condition, False, scopes))


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
