"""Variables that only count positions: with the positions they go, and a read that counts can go only with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from codegen.importer.parse import declared_name, field, leaves, line_of, nodes, text_of

COUNTS = ("update_expression", "assignment_expression")
PLAIN = frozenset(
    {"number_literal", "identifier", "qualified_identifier", "binary_expression", "parenthesized_expression"}
)
"""What an initial value, or a step, is made of, if all it does is give a number."""


@dataclass(frozen=True)
class Counter:
    """A variable of a function that positions are made of.

    Attributes:
        name: Its name.
        declaration: The statement that declares it.
    """

    name: str
    declaration: Node

    @property
    def id(self) -> int:
        """Tells it from others of its name."""
        return self.declaration.id


@dataclass(frozen=True)
class Kept:
    """Why the reads of some counters cannot go.

    Attributes:
        name: The counter.
        line: Where something else uses it, or where it is declared.
    """

    name: str
    line: int


def counted_by(read: Node) -> set[str]:
    """The variables that a read changes."""
    return {text_of(_counted(node)) for node in nodes(read) if node.type in COUNTS}


class Counters:
    """The counters of some reads, and what would be left of them if these reads had names.

    Attributes:
        gone: The statements that nothing needs any more.
    """

    def __init__(self, root: Node, reads: Sequence[Node], elsewhere: Collection[str]) -> None:
        """Find them.

        Args:
            root: The file.
            reads: The reads that get names.
            elsewhere: Words of macros and of branches that are not read: whatever they name stays.
        """
        self._elsewhere = elsewhere
        self._variables = _Variables(root)
        self._uses: dict[int, list[Node]] = defaultdict(list)
        found = self._counters_of(reads)
        names = {one.name for one in found}
        for leaf in leaves(root):
            if text_of(leaf) in names and leaf.type.endswith("identifier") and (one := self._variables.meant_by(leaf)):
                self._uses[one.id].append(leaf)
        self._kept: dict[int, int] = {}
        while more := dict(self._used_otherwise(found, _places(reads))):
            self._kept |= more
        going = [one for one in found if one.id not in self._kept]
        self._gone_ids = {one.id for one in going}
        self.gone = tuple({one.id: one for counter in going for one in self._statements(counter)}.values())

    def keeps(self, read: Node) -> Kept | None:
        """What keeps a read as it is: a counter that it counts and that something else uses."""
        counted = counted_by(read)
        for leaf in leaves(read) if counted else ():
            if leaf.type == "identifier" and text_of(leaf) in counted:
                counter = self._variables.meant_by(leaf)
                line = line_of(leaf) if counter is None else self._kept.get(counter.id)
                if line is not None:
                    return Kept(text_of(leaf), line)
        return None

    def loses(self, read: Node) -> bool:
        """Whether a read is at a position that a counter tells which goes."""
        meant = (self._variables.meant_by(leaf) for leaf in leaves(read))
        return any(one is not None and one.id in self._gone_ids for one in meant)

    def _counters_of(self, reads: Iterable[Node]) -> list[Counter]:
        """The variables that the positions of reads are made of, and those that these are made of."""
        found: dict[int, Counter] = {}
        waiting = [leaf for read in reads for leaf in leaves(field(read, "arguments") or read)]
        while waiting:
            counter = self._variables.meant_by(waiting.pop())
            if counter is not None and counter.id not in found:
                found[counter.id] = counter
                waiting += leaves(counter.declaration)
        return list(found.values())

    def _used_otherwise(self, counters: Sequence[Counter], reads: set[int]) -> Iterator[tuple[int, int]]:
        """Counters, by their ids, with the line of a use that stays."""
        open_ones = [one for one in counters if one.id not in self._kept]
        going = reads | _places(one for counter in open_ones for one in self._statements(counter))
        for counter in open_ones:
            if counter.name in self._elsewhere or not _is_plain(counter.declaration):
                yield counter.id, line_of(counter.declaration)
            elif (
                use := next((use for use in self._uses[counter.id] if use.start_byte not in going), None)
            ) is not None:
                yield counter.id, line_of(use)

    def _statements(self, counter: Counter) -> Iterator[Node]:
        """The declaration of a counter, and the statements that do nothing but count it."""
        yield counter.declaration
        for use in self._uses[counter.id]:
            counting = use.parent
            if counting is not None and counting.type in COUNTS and use == _counted(counting):
                statement = counting.parent
                if _stands_in_a_block(statement) and statement is not None and _is_number(field(counting, "right")):
                    yield statement


class _Variables:
    """The variables of the blocks of a file, and the parameters of its functions."""

    def __init__(self, root: Node) -> None:
        self._by_name: dict[str, list[tuple[Node, Counter | None]]] = defaultdict(list)
        for node in nodes(root):
            if node.type == "declaration" and node.parent is not None and node.parent.type == "compound_statement":
                for name in _names(node):
                    self._by_name[name].append((node.parent, Counter(name, node)))
            elif node.type in ("parameter_declaration", "optional_parameter_declaration"):
                owner = node.parent
                while owner is not None and owner.type not in ("function_definition", "lambda_expression"):
                    owner = owner.parent
                if owner is not None:
                    self._by_name[declared_name(field(node, "declarator"))].append((owner, None))

    def meant_by(self, use: Node) -> Counter | None:
        """The variable of a block that a word means; None if it is a parameter, or is declared elsewhere."""
        around: Node | None = None
        meant: Counter | None = None
        for owner, variable in self._by_name.get(text_of(use), ()):
            declared = variable is None or variable.declaration.start_byte < use.start_byte
            inner = around is None or owner.start_byte >= around.start_byte
            if owner.start_byte <= use.start_byte < owner.end_byte and declared and inner:
                around, meant = owner, variable
        return meant


def _places(code: Iterable[Node]) -> set[int]:
    """Where the words of some pieces of code stand."""
    return {leaf.start_byte for node in code for leaf in leaves(node)}


def _stands_in_a_block(node: Node | None) -> bool:
    """Whether a node is a statement that can go."""
    block = node.parent if node is not None and node.type == "expression_statement" else None
    return block is not None and block.type == "compound_statement"


def _counted(counting: Node) -> Node | None:
    return field(counting, "argument") or field(counting, "left")


def _is_plain(declaration: Node) -> bool:
    """Whether a declaration declares one variable, by a number."""
    declarators = declaration.children_by_field_name("declarator")
    return len(declarators) == 1 and _is_number(field(declarators[0], "value"))


def _is_number(value: Node | None) -> bool:
    """Whether an expression does nothing but give a number."""
    inside = list(nodes(value)) if value is not None else []
    return all(node.type in PLAIN or not node.is_named or node.type == "initializer_list" for node in inside)


def _names(declaration: Node) -> set[str]:
    return {
        declared_name(field(one, "declarator") if one.type == "init_declarator" else one)
        for one in declaration.children_by_field_name("declarator")
    }
