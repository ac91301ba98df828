"""Renders a template so that each character knows where it comes from.

The templates are compiled with marks: one before each line of fixed text, and a pair around the text of each
expression. The marks are taken out again, and what is left must be the text that an ordinary rendering gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from jinja2 import DictLoader, Environment, Template, nodes
from jinja2.visitor import NodeTransformer

from codegen.emit import layers
from codegen.emit.common import Common
from codegen.emit.render import context_of, make_environment, part_sources, template_source
from codegen.emit.sources import Aliases, SpecIndex
from codegen.model.finding import Location
from codegen.model.operation import Operation

_TRACER = "trace_expression"
"""Name of the function that marks the text of an expression."""

_TEXT, _ENTER, _LEAVE, _END = "\x01", "\x02", "\x03", "\x04"
_MARK = re.compile(f"([{_TEXT}{_ENTER}])(\\d+){_END}|({_LEAVE})")

_OPENS = re.compile(r"(if|elif|for)\b")
"""A block that decides whether, or how often, what stands in it is put out."""


class TraceError(RuntimeError):
    """A template whose output depends on the marks, as one that counts the characters of a macro's output."""


@dataclass(frozen=True)
class Site:
    """A place in a template.

    Attributes:
        template: Name of the template below templates/.
        line: Line, from 1.
        expression: The expression without its braces; None for fixed text.
        blocks: The conditions and loops around it, as they are written; the outermost first.
    """

    template: str
    line: int
    expression: str | None = None
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a piece of text comes from.

    Attributes:
        site: The innermost place.
        callers: The expressions around it, as those that call the macro in which it stands; the outermost first.
        spec: What of the spec enters, through the expression at the site and those around it.
    """

    site: Site
    callers: tuple[Site, ...] = ()
    spec: tuple[Location, ...] = ()


@dataclass(frozen=True)
class TracedText:
    """A rendered text and the origin of each of its characters."""

    text: str
    origins: tuple[Origin, ...]


def render_traced(operation: Operation | Common, origin: layers.Origin) -> TracedText:
    """Make the text of one file, neither formatted nor marked with a banner.

    Args:
        operation: Variants that follow the rules (codegen.model.rules).
        origin: What the file is made from.

    Raises:
        TraceError: The marks changed the output.
    """
    name, source = str(origin.label), template_source(operation, origin)
    if not origin.is_rendered:
        return _as_it_stands(name, source)
    variants = () if isinstance(operation, Common) else operation.variants
    trace = _Trace(SpecIndex((origin.variant,) if origin.variant else variants))
    texts = {**part_sources(operation), name: source}
    environment = make_environment(_TracingLoader(texts, trace))
    environment.globals[_TRACER] = trace.expression
    context = context_of(operation, origin)
    traced = trace.read(environment.get_template(name).render(context))
    plain = make_environment(DictLoader(texts)).get_template(name).render(context)
    if traced.text != plain:
        raise TraceError(f"{name}: the output of the template depends on the marks of the trace")
    return traced


def _as_it_stands(name: str, text: str) -> TracedText:
    """A plain file, whose lines are fixed text."""
    lines = text.splitlines(keepends=True)
    places = [Origin(Site(name, number)) for number in range(1, len(lines) + 1)]
    return TracedText(text, tuple(place for place, line in zip(places, lines, strict=True) for _ in range(len(line))))


@dataclass(frozen=True)
class _Use:
    """An expression in a template: its place, and what it is made of."""

    site: Site
    node: nodes.Expr
    aliases: Aliases


class _Trace:
    """What the marks stand for."""

    def __init__(self, index: SpecIndex) -> None:
        self._index = index
        self._texts: list[Site] = []
        self._uses: list[_Use] = []
        self._entered: list[tuple[Site, tuple[Location, ...]]] = []

    def mark_text(self, template: str, line: int, blocks: tuple[str, ...], text: str) -> str:
        """Fixed text with a mark before each of its lines."""
        marked = []
        for offset, piece in enumerate(text.splitlines(keepends=True)):
            marked.append(f"{_TEXT}{len(self._texts)}{_END}{piece}")
            self._texts.append(Site(template, line + offset, None, blocks))
        return "".join(marked)

    def add_use(self, use: _Use) -> int:
        """Note an expression; its number."""
        self._uses.append(use)
        return len(self._uses) - 1

    def expression(self, number: int, value: object, names: Mapping[str, Any]) -> str:
        """The text of an expression between its marks; an empty text stays empty, since templates may test it."""
        text = str(value)
        if not text:
            return ""
        use = self._uses[number]
        self._entered.append((use.site, self._index.sources(use.node, names, use.aliases)))
        return f"{_ENTER}{len(self._entered) - 1}{_END}{text}{_LEAVE}"

    def read(self, marked: str) -> TracedText:
        """Take the marks out."""
        pieces: list[str] = []
        origins: list[Origin] = []
        stack: list[tuple[Site, tuple[Location, ...]]] = []
        text_sites: list[Site | None] = [None]
        position = 0
        for mark in [*_MARK.finditer(marked), None]:
            piece = marked[position : mark.start() if mark else len(marked)]
            pieces.append(piece)
            if piece:
                origins += [_origin(stack, text_sites[-1])] * len(piece)
            if mark is None:
                break
            position = mark.end()
            if mark[1] == _TEXT:
                text_sites[-1] = self._texts[int(mark[2])]
            elif mark[1] == _ENTER:
                stack.append(self._entered[int(mark[2])])
                text_sites.append(None)
            else:
                stack.pop()
                text_sites.pop()
        return TracedText("".join(pieces), tuple(origins))


def _origin(stack: list[tuple[Site, tuple[Location, ...]]], text: Site | None) -> Origin:
    spec = tuple(dict.fromkeys(location for _, locations in stack for location in locations))
    callers = tuple(site for site, _ in stack)
    if text:
        return Origin(text, callers, spec)
    return Origin(callers[-1], callers[:-1], spec)


class _TracingLoader(DictLoader):
    """Loads templates with marks in them."""

    def __init__(self, sources: dict[str, str], trace: _Trace) -> None:
        super().__init__(sources)
        self._trace = trace

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        source, file, _ = self.get_source(environment, name)
        tree = environment.parse(source, name, file)
        words = list(_written(environment, source))
        marked = _Marker(self._trace, name, words).visit(tree)
        code = environment.compile(marked, name, file)
        return environment.template_class.from_code(environment, code, globals or {})


class _Marker(NodeTransformer):
    """Puts marks around all that a template puts out."""

    def __init__(self, trace: _Trace, template: str, written: list[tuple[str, str]]) -> None:
        self._trace = trace
        self._template = template
        self._expressions = iter([text for kind, text in written if kind == "variable"])
        self._blocks = iter([text for kind, text in written if kind == "block" and _OPENS.match(text)])
        self._around: list[str] = []
        self._aliases: dict[str, nodes.Node] = {}

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802
        """Called for `set`, in the order of the template."""
        if isinstance(node.target, nodes.Name):
            self._aliases[node.target.name] = node.node
        return node

    def visit_If(self, node: nodes.If) -> nodes.If:  # noqa: N802
        """Called for `if` and for each `elif`, in the order of the template."""
        text = next(self._blocks)
        node.body = self._inside(text, node.body)
        node.elif_ = [self.visit(one) for one in node.elif_]
        node.else_ = self._inside(f"else of {text}", node.else_)
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        """Called for each loop, in the order of the template."""
        text = next(self._blocks)
        node.body = self._inside(text, node.body)
        node.else_ = self._inside(f"else of {text}", node.else_)
        return node

    def _inside(self, block: str, body: list[nodes.Node]) -> list[nodes.Node]:
        self._around.append(block)
        marked = [self.visit(one) for one in body]
        self._around.pop()
        return marked

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        """Called for each run of text and expressions, in the order of the template."""
        node.nodes = [self._mark(one) for one in node.nodes]
        return node

    def _mark(self, node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData):
            text = self._trace.mark_text(self._template, node.lineno, tuple(self._around), node.data)
            return nodes.TemplateData(text, lineno=node.lineno)
        site = Site(self._template, node.lineno, next(self._expressions), tuple(self._around))
        number = self._trace.add_use(_Use(site, node, dict(self._aliases)))
        called = nodes.Name(_TRACER, "load", lineno=node.lineno)
        read = [node, *self._aliases.values()]
        names = sorted({name.name for one in read for name in _names_in(one)})
        values = nodes.Dict([nodes.Pair(nodes.Const(name), nodes.Name(name, "load")) for name in names])
        return nodes.Call(called, [nodes.Const(number), node, values], [], None, None, lineno=node.lineno)


def _names_in(node: nodes.Node) -> list[nodes.Name]:
    own = [node] if isinstance(node, nodes.Name) else []
    return [*own, *node.find_all(nodes.Name)]


def _written(environment: Environment, source: str) -> Iterator[tuple[str, str]]:
    """The blocks and expressions of a template as they are written, in their order: block or variable, and the text."""
    parts: list[str] = []
    for _, kind, text in environment.lex(source):
        if kind.endswith("_begin"):
            parts = []
        elif kind in ("block_end", "linestatement_end", "variable_end"):
            yield "variable" if kind == "variable_end" else "block", "".join(parts).strip()
        else:
            parts.append(text)
