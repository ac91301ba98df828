"""Walks a kernel in the order in which it runs, and notes each argument that it reads.

Counters are followed (`get_arg_val<uint32_t>(i++)`). Where two ways meet, only what both agree on is known; what a
loop, a lambda or a callee may change is not known. So an index is right, or it is listed as unread with the cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tree_sitter import Node

from codegen.importer.changes import (
    CASTS,
    NUMBER_TYPES,
    TEMPLATES,
    Functions,
    callee_name,
    changed_by_arguments,
    changed_by_constructor,
    changed_in,
    declarator_of,
    functions_of,
    parameters_of,
)
from codegen.importer.constants import Scopes, Unknown, Value, Variable, combine, literal
from codegen.importer.naming import bearer_of, doc_of
from codegen.importer.parse import (
    Source,
    declared_name,
    field,
    leaves,
    line_of,
    nodes,
    parse_text,
    parts,
    squeezed,
    text_of,
)
from codegen.importer.readers import ACCESSOR, ALL_NAMES, READERS, WITHOUT_INDEX, Read, Reader, Unread
from codegen.importer.roles import role_when
from codegen.model.variant import Audience

BEHIND_AN_ACCESSOR = ("next_compile_time_args_offset", "next_common_runtime_args_offset")

SIGNED = ("int", "int32_t")


@dataclass(frozen=True)
class Collected:
    """What was found in a file.

    Attributes:
        reads: The arguments, in the order of their lines.
        unread: The places which read an argument that could not be told.
        broken: Lines that the parser does not understand.
    """

    reads: tuple[Read, ...]
    unread: tuple[Unread, ...]
    broken: tuple[int, ...]


def collect(source: Source) -> Collected:
    """Find the arguments that a kernel reads."""
    walk = _Walk(functions_of(source.root))
    walk.visit(source.root)
    unread = [*walk.unread, *_overlooked(source.root, walk.seen), *_left_out(source)]
    broken = sorted({line_of(node) for node in nodes(source.root) if node.type == "ERROR" or node.is_missing})
    return Collected(_with_own_names(walk), tuple(sorted(unread, key=lambda one: one.line)), tuple(broken))


def _with_own_names(walk: _Walk) -> tuple[Read, ...]:
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
            if any(text_of(word) in ALL_NAMES for word in leaves(parse_text(leaf.text or b""))):
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


def _left_out(source: Source) -> Iterator[Unread]:
    """Whatever reads arguments in a branch that was not read (codegen.importer.conditionals)."""
    for leaf in source.left_out:
        if text_of(leaf) in ALL_NAMES:
            whole = leaf.parent.parent if leaf.parent is not None else leaf
            yield Unread(
                line_of(leaf), squeezed(whole), "stands in the other branch of a conditional that cuts a block"
            )


class _Walk:
    """A walk through a file; `visit` runs a node and gives its value."""

    def __init__(self, functions: Functions) -> None:
        self.reads: list[tuple[Read, int | None]] = []
        """Each read with the id of what gives it its name."""
        self.unread: list[Unread] = []
        self.seen: set[int] = set()
        """Where the names of readers stand that were dealt with."""
        self._functions = functions
        self._scopes = Scopes()
        self._conditions: tuple[str, ...] = ()
        self._audience: Audience = "all"
        self._obstacle: str | None = None
        """Why no index can be trusted at this place."""
        self._handlers: dict[str, Callable[[Node], Value]] = {
            "number_literal": lambda node: literal(text_of(node)),
            "true": lambda _: 1,
            "false": lambda _: 0,
            "identifier": self._identifier,
            "type_identifier": self._identifier,  # a constant among template arguments looks like a type
            "type_descriptor": self._type_descriptor,
            "qualified_identifier": self._qualified_identifier,
            "parenthesized_expression": self._only_part,
            "condition_clause": self._only_part,
            "cast_expression": self._cast,
            "binary_expression": self._binary,
            "unary_expression": self._unary,
            "pointer_expression": self._address,
            "update_expression": self._update,
            "assignment_expression": self._assignment,
            "conditional_expression": self._conditional,
            "call_expression": self._call,
            "template_function": self._template,
            "template_type": self._template,
            "sizeof_expression": lambda node: Unknown(f"depends on {squeezed(node)}"),
            "declaration": self._declaration,
            "field_declaration": self._declaration,
            "enum_specifier": self._enum,
            "struct_specifier": self._class,
            "class_specifier": self._class,
            "compound_statement": self._block,
            "if_statement": self._if,
            "for_statement": self._loop,
            "while_statement": self._loop,
            "do_statement": self._loop,
            "for_range_loop": self._loop,
            "switch_statement": self._loop,
            "labeled_statement": self._label,
            "lambda_expression": self._lambda,
            "function_definition": self._function,
            "template_declaration": self._template_declaration,
            "preproc_def": self._define,
            "preproc_if": self._preprocessor,
            "preproc_ifdef": self._preprocessor,
            "preproc_elif": self._preprocessor,
            "ERROR": self._error,
        }

    def visit(self, node: Node | None) -> Value:
        """Run a node.

        Returns:
            Its value, where it is an expression whose value the file tells.
        """
        if node is None or node.type == "comment":
            return Unknown("is missing")
        handler = self._handlers.get(node.type)
        return handler(node) if handler else self._others(node)

    def _others(self, node: Node) -> Value:
        for child in parts(node):
            self.visit(child)
        return Unknown(f"depends on {squeezed(node, 40)}")

    # Places

    @contextmanager
    def _at(
        self, condition: str | None = None, role: Audience | None = None, obstacle: str | None = None
    ) -> Iterator[None]:
        """While only some cores, or some builds, come by, or no index can be trusted."""
        before = self._conditions, self._audience, self._obstacle
        self._conditions += (condition,) if condition else ()
        self._audience = role or self._audience
        self._obstacle = self._obstacle or obstacle
        yield
        self._conditions, self._audience, self._obstacle = before

    @contextmanager
    def _scope(self) -> Iterator[None]:
        self._scopes.enter()
        yield
        self._scopes.leave()

    # Expressions

    def _identifier(self, node: Node) -> Value:
        variable = self._scopes.find(text_of(node))
        return variable.value if variable else Unknown(f"depends on '{text_of(node)}', which is not of this file")

    def _qualified_identifier(self, node: Node) -> Value:
        words = "".join(text_of(node).split()).split("::")
        for first in range(len(words)):
            if variable := self._scopes.find("::".join(words[first:])):
                return variable.value
        return self._others(node)

    def _only_part(self, node: Node) -> Value:
        inner = parts(node)
        return self.visit(inner[0]) if len(inner) == 1 else self._others(node)

    def _type_descriptor(self, node: Node) -> Value:
        """A type, or `reader(constant)` among template arguments, which looks like the type of a function."""
        name, declarator = field(node, "type"), field(node, "declarator")
        if text_of(name) not in READERS or declarator is None or declarator.type != "abstract_function_declarator":
            return self._only_part(node)
        given = parts(_inner(declarator, "parameters"))
        if name is not None and len(given) == 1:
            self.seen.add(name.start_byte)
            self._note(node, READERS[text_of(name)], self._only_part(given[0]), squeezed(given[0]), "uint32_t")
        return Unknown(f"depends on an argument (line {line_of(node)})")

    def _cast(self, node: Node) -> Value:
        self.visit(field(node, "type"))
        return self.visit(field(node, "value"))

    def _binary(self, node: Node) -> Value:
        operator, left, right = text_of(field(node, "operator")), field(node, "left"), field(node, "right")
        if operator in ("&&", "||"):
            first = self.visit(left)
            return combine(operator, first, self._maybe(right))
        with self._at(obstacle=self._disorder([left, right])):
            return combine(operator, self.visit(left), self.visit(right))

    def _maybe(self, node: Node | None) -> Value:
        """Run what may be skipped."""
        skipped = self._scopes.copy()
        value = self.visit(node)
        self._scopes.merge(skipped, f"is only counted on if {squeezed(node, 40)} is evaluated")
        return value

    def _disorder(self, operands: list[Node | None]) -> str | None:
        """C++ does not say in which order operands, or arguments of a call, are evaluated."""
        words = [{text_of(leaf) for leaf in leaves(one)} if one is not None else set() for one in operands]
        for place, operand in enumerate(operands):
            beside = set().union(*words[:place], *words[place + 1 :])
            if names := _counted_in(operand) & beside:
                return f"depends on the order of evaluation, as '{min(names)}' changes beside it"
        return None

    def _unary(self, node: Node) -> Value:
        value = self.visit(field(node, "argument"))
        operator = text_of(field(node, "operator"))
        if isinstance(value, Unknown) or operator == "+":
            return value
        return int(not value) if operator == "!" else Unknown(f"is not computed here ({squeezed(node)})")

    def _address(self, node: Node) -> Value:
        """Whoever has the address of a variable may change it."""
        argument = field(node, "argument")
        self.visit(argument)
        if text_of(field(node, "operator")) == "&":
            self._scopes.forget(text_of(argument), f"may change by its address (line {line_of(node)})")
        return Unknown(f"depends on {squeezed(node, 40)}")

    def _update(self, node: Node) -> Value:
        argument = field(node, "argument")
        old = self.visit(argument)
        new = combine("+" if text_of(field(node, "operator")) == "++" else "-", old, 1)
        self._scopes.assign(text_of(argument), new)
        return old if node.children[0] == argument else new

    def _assignment(self, node: Node) -> Value:
        left, operator = field(node, "left"), text_of(field(node, "operator"))
        old = self.visit(left)
        right = self.visit(field(node, "right"))
        new = right if operator == "=" else combine(operator.removesuffix("="), old, right)
        self._scopes.assign(text_of(left), new)
        return new

    def _conditional(self, node: Node) -> Value:
        condition = field(node, "condition")
        known = self.visit(condition)
        values = self._two_ways(
            condition,
            known,
            lambda: self.visit(field(node, "consequence")),
            lambda: self.visit(field(node, "alternative")),
        )
        return known if isinstance(known, Unknown) else values[0 if known else 1]

    def _two_ways(
        self, condition: Node | None, known: Value, first: Callable[[], Value], second: Callable[[], Value]
    ) -> tuple[Value, Value]:
        """Go both ways from here, each with its condition, and keep what they agree on."""
        text = squeezed(condition).removeprefix("(").removesuffix(")") if condition is not None else ""
        begin = self._scopes.copy()
        with self._at(text, role_when(condition, True, self._scopes)):
            one = first()
        after_first = self._scopes
        self._scopes = begin
        with self._at(f"!({text})", role_when(condition, False, self._scopes)):
            other = second()
        self._meet(after_first, known, f"differs between the branches of '{text}'")
        return one, other

    def _meet(self, after_first: Scopes, known: Value, cause: str) -> None:
        if isinstance(known, Unknown):
            after_first.merge(self._scopes, cause)
        if isinstance(known, Unknown) or known:
            self._scopes = after_first

    # Calls

    def _call(self, node: Node) -> Value:
        function, arguments = field(node, "function"), field(node, "arguments")
        name = callee_name(function)
        if (
            function is not None
            and function.type == "lambda_expression"
            and not parameters_of(_parameter_list(function))
        ):
            return self.visit(field(function, "body"))
        if name in READERS and READERS[name].shape != "accessor":
            return self._read(node, READERS[name])
        if name in CASTS or name in NUMBER_TYPES:
            values = [self.visit(one) for one in parts(arguments)]
            return values[0] if len(values) == 1 else Unknown(f"depends on {squeezed(node, 40)}")
        self.visit(function)
        self._arguments(arguments)
        if name in BEHIND_AN_ACCESSOR and function is not None:
            accessor = squeezed(field(function, "argument") or function, 40)
            return Unknown(f"starts behind the arguments of '{accessor}', and the host decides how many these are")
        return Unknown(f"depends on the call {squeezed(node, 40)}")

    def _arguments(self, arguments: Node | None) -> None:
        if arguments is None:
            return
        given = parts(arguments)
        in_order = arguments.type == "initializer_list"
        with self._at(obstacle=None if in_order else self._disorder(list(given))):
            for one in given:
                self.visit(one)
        self._hand_on(changed_by_arguments(arguments, self._functions), arguments)

    def _hand_on(self, names: set[str], where: Node) -> None:
        for name in names:
            self._scopes.forget(name, f"may be changed by the callee that gets it (line {line_of(where)})")

    def _template(self, node: Node) -> Value:
        name, arguments = field(node, "name"), field(node, "arguments")
        if text_of(name) != ACCESSOR or arguments is None or name is None:
            return self._others(node)
        self.seen.add(name.start_byte)
        for place, one in enumerate(parts(arguments)[:2]):
            reader = READERS[ACCESSOR] if place == 0 else replace(READERS[ACCESSOR], kind="common_runtime")
            self._note(node, reader, self.visit(one), squeezed(one), ACCESSOR)
        return Unknown(f"depends on {squeezed(node, 40)}")

    def _read(self, node: Node, reader: Reader) -> Value:
        function, arguments = field(node, "function"), field(node, "arguments")
        given = parts(arguments)
        word = next((leaf for leaf in leaves(node) if text_of(leaf) in READERS), node)
        self.seen.add(word.start_byte)
        if len(given) != 1:
            self.unread.append(Unread(line_of(node), squeezed(node), f"has {len(given)} arguments, wanted 1"))
        elif reader.shape == "named":
            self._note(node, reader, None, text_of(given[0]), "uint32_t")
        else:
            self._note(
                node, reader, self.visit(given[0]), squeezed(given[0]), _template_argument(function) or "uint32_t"
            )
        return Unknown(f"depends on an argument (line {line_of(node)})")

    def _note(self, node: Node, reader: Reader, index: Value | None, text: str, cpp_type: str) -> None:
        """Note an argument, or why it could not be told which it is."""
        cause = index.cause if isinstance(index, Unknown) else self._obstacle
        named = reader.shape == "named"
        if named and not (text.startswith('"') and text.endswith('"')):
            cause = f"depends on {text}"
        if cause is not None or (index is not None and not isinstance(index, Unknown) and index < 0):
            cause = f"the {'name' if named else 'index'} {text} {cause or f'is {index}'}"
            self.unread.append(Unread(line_of(node), squeezed(node), cause))
            return
        bearer = bearer_of(node, self._functions)
        read = Read(
            kind=reader.kind,
            shape=reader.shape,
            index=index if isinstance(index, int) else None,
            name=text.strip('"') if named else bearer[1] if bearer else None,
            cpp_type="int32_t" if bearer and _declared_type(bearer[0]) in SIGNED else cpp_type,
            audience=self._audience,
            conditions=self._conditions,
            line=line_of(node),
            doc=doc_of(node),
        )
        self.reads.append((read, bearer[0].id if bearer and not named and reader.shape != "accessor" else None))

    # Declarations

    def _declaration(self, node: Node) -> Value:
        self.visit(field(node, "type"))
        words = [text_of(child) for child in node.children]
        fixed = "const" in words or "constexpr" in words
        default = field(node, "default_value")
        for declarator in node.children_by_field_name("declarator"):
            reads = len(self.reads)
            inner = field(declarator, "declarator") if declarator.type == "init_declarator" else declarator
            given = field(declarator, "value") if declarator.type == "init_declarator" else default
            value = self._initial(given)
            if inner is not None and inner.type == "reference_declarator":
                self._scopes.forget(text_of(given), f"has another name, '{declared_name(inner)}'")
            if inner is not None and inner.type == "function_declarator":
                self._hand_on(changed_by_constructor(inner), inner)
            if inner is not None and inner.type not in ("identifier", "field_identifier"):
                value = Unknown(f"depends on '{declared_name(inner)}'")
            if "static" in words and not fixed:
                value = Unknown(f"depends on '{declared_name(inner)}', which is static")
            from_host = len(self.reads) > reads or self._mentions_an_argument(given)
            self._scopes.declare(declared_name(inner), Variable(value, fixed, from_host))
        return Unknown("is no expression")

    def _initial(self, given: Node | None) -> Value:
        """The value of an initializer: after =, in braces or in parentheses."""
        if given is None:
            return Unknown("has no value yet")
        if given.type not in ("argument_list", "initializer_list"):
            return self.visit(given)
        if len(parts(given)) == 1 and not changed_by_arguments(given, self._functions):
            return self.visit(parts(given)[0])
        self._arguments(given)
        return Unknown(f"depends on {squeezed(given, 40)}")

    def _mentions_an_argument(self, given: Node | None) -> bool:
        names = (text_of(leaf) for leaf in leaves(given)) if given is not None else iter(())
        return any(variable.from_host for name in names if (variable := self._scopes.find(name)))

    def _enum(self, node: Node) -> Value:
        scoped = any(child.type in ("class", "struct") for child in node.children)
        body, prefix = field(node, "body"), f"{text_of(field(node, 'name'))}::"
        value: Value = 0
        for one in parts(body):
            given = field(one, "value")
            value = self.visit(given) if given is not None else value
            for name in (prefix,) if scoped else ("", prefix):
                self._scopes.declare(f"{name}{text_of(field(one, 'name'))}", Variable(value, fixed=True))
            value = combine("+", value, 1)
        return Unknown("is no expression")

    def _class(self, node: Node) -> Value:
        """The constants of a class, which outside are known by its name as well."""
        body, name = field(node, "body"), text_of(field(node, "name"))
        constants = [declared_name(field(one, "declarator")) for one in parts(body)]
        with self._scope():
            self.visit(body)
            found = {one: self._scopes.find(one) for one in constants if one}
        for one, variable in found.items():
            if variable is not None and variable.fixed:
                self._scopes.declare(f"{name}::{one}", variable)
        return Unknown("is no expression")

    def _define(self, node: Node) -> Value:
        """A macro that stands for a number is as good as a constant."""
        name, value = text_of(field(node, "name")), field(node, "value")
        known = literal(text_of(value).strip().strip("()")) if value is not None else Unknown("depends on the build")
        self._scopes.declare(name, Variable(known, fixed=True))
        return Unknown("is no expression")

    # Statements

    def _block(self, node: Node) -> Value:
        with self._scope(), self._at():
            for child in parts(node):
                self.visit(child)
                if child.type == "if_statement" and field(child, "alternative") is None and _returns(child):
                    role = role_when(field(child, "condition"), False, self._scopes)
                    self._audience = role or self._audience  # only the other cores get further
        return Unknown("is no expression")

    def _if(self, node: Node) -> Value:
        condition, first, second = (field(node, name) for name in ("condition", "consequence", "alternative"))
        with self._scope():
            known = self.visit(condition)
            if isinstance(known, Unknown) and _always_returns(first):
                known = 0  # behind the statement, only the other way goes on
            elif isinstance(known, Unknown) and _always_returns(second):
                known = 1
            self._two_ways(condition, known, lambda: self.visit(first), lambda: self.visit(second))
        return Unknown("is no expression")

    def _loop(self, node: Node) -> Value:
        """A loop or a switch: what it changes is not known in it, nor behind it."""
        with self._scope():
            begin = field(node, "initializer")
            self.visit(begin)
            rest = [child for child in parts(node) if child != begin]
            changed = changed_in(rest, self._functions)
            cause = f"changes in the {node.type.split('_')[0]} of line {line_of(node)}"
            if node.type == "for_range_loop":
                name = declared_name(field(node, "declarator"))
                self._scopes.declare(name, Variable(Unknown(cause), fixed=True))
                rest = [child for child in (field(node, "right"), field(node, "body")) if child is not None]
            for _ in range(2):
                for name in changed:
                    self._scopes.forget(name, cause)
                for child in rest:
                    self.visit(child)
                rest = []
        return Unknown("is no expression")

    def _label(self, node: Node) -> Value:
        self._scopes.forget_all(f"may change on the way to the label of line {line_of(node)}")
        return self._others(node)

    # Functions

    def _lambda(self, node: Node) -> Value:
        body = field(node, "body")
        here = self._scopes.copy()
        self._scopes.forget_all(f"may change before the lambda of line {line_of(node)} runs")
        self._body("lambda", _parameter_list(node), [body])
        self._scopes = here
        for name in changed_in([body], self._functions):
            self._scopes.forget(name, f"changes in the lambda of line {line_of(node)}")
        return Unknown(f"depends on the lambda of line {line_of(node)}")

    def _function(self, node: Node) -> Value:
        here = self._scopes.copy()
        self._scopes.forget_all("depends on a variable outside of the function, which may change")
        declarator = declarator_of(node)
        if declarator is not None:
            name = callee_name(field(declarator, "declarator"))
            self.visit(field(node, "type"))
            members = [child for child in node.children if child.type == "field_initializer_list"]
            self._body(f"function '{name}'", field(declarator, "parameters"), [*members, field(node, "body")])
        else:
            self._others(node)
        self._scopes = here
        return Unknown("is no expression")

    def _body(self, owner: str, parameter_list: Node | None, bodies: list[Node | None]) -> None:
        with self._scope():
            self.visit(parameter_list)
            for parameter in parameters_of(parameter_list):
                value = Unknown(f"depends on the parameter '{parameter.name}' of the {owner}")
                self._scopes.declare(parameter.name, Variable(value, fixed=False))
            for body in bodies:
                self.visit(body)

    def _template_declaration(self, node: Node) -> Value:
        with self._scope():
            listed = field(node, "parameters")
            for parameter in parts(listed):
                name = declared_name(field(parameter, "declarator"))
                value = Unknown(f"depends on the template parameter '{name}'")
                self._scopes.declare(name, Variable(value, fixed=True))
            return self._others(node)

    # Preprocessor

    def _preprocessor(self, node: Node) -> Value:
        """Both ways of an #if, unless it is a number."""
        condition, alternative = field(node, "condition"), field(node, "alternative")
        inside = [child for child in parts(node) if child not in (condition, alternative, field(node, "name"))]
        first, second, known = self._directive(node, condition)
        begin = self._scopes.copy()
        with self._at(first):
            for child in inside:
                self._see(child) if known == 0 else self.visit(child)
        after_first = self._scopes
        self._scopes = begin
        with self._at(second):
            self.visit(alternative)
        self._meet(after_first, known, f"differs with {first}")
        return Unknown("is no expression")

    def _directive(self, node: Node, condition: Node | None) -> tuple[str, str, Value]:
        """The two conditions of a directive, and its value where it is a plain number."""
        if condition is not None:
            text = squeezed(condition)
            known = literal(text) if condition.type == "number_literal" else Unknown("depends on the build")
            return f"#if {text}", f"#if !({text})", known
        name = text_of(field(node, "name"))
        conditions = f"#ifdef {name}", f"#ifndef {name}"
        first, second = conditions if node.children[0].type in ("#ifdef", "#elifdef") else reversed(conditions)
        return first, second, Unknown("depends on the build")

    def _see(self, node: Node) -> None:
        """Pass over what is never compiled."""
        self.seen |= {leaf.start_byte for leaf in leaves(node)}

    def _error(self, node: Node) -> Value:
        with self._at(obstacle="stands in code that does not parse"):
            return self._others(node)


def _counted_in(operand: Node | None) -> set[str]:
    """Names that an operand counts up or assigns."""
    return {
        text_of(field(node, "argument") or field(node, "left"))
        for node in (nodes(operand) if operand is not None else ())
        if node.type in ("update_expression", "assignment_expression")
    }


def _declared_type(bearer: Node) -> str:
    declaration = bearer.parent if bearer.type == "init_declarator" else bearer
    return text_of(_inner(declaration, "type"))


def _inner(node: Node | None, name: str) -> Node | None:
    return field(node, name) if node is not None else None


def _parameter_list(function: Node) -> Node | None:
    return _inner(field(function, "declarator"), "parameters")


def _template_argument(function: Node | None) -> str:
    """T of `get_arg_val<T>`; empty where there is none."""
    while function is not None and function.type == "qualified_identifier":
        function = field(function, "name")
    arguments = field(function, "arguments") if function is not None else None
    return squeezed(parts(arguments)[0]) if arguments is not None and parts(arguments) else ""


def _returns(statement: Node) -> bool:
    return _always_returns(field(statement, "consequence"))


def _always_returns(statement: Node | None) -> bool:
    if statement is not None and statement.type == "else_clause":
        statement = next(iter(parts(statement)), None)
    if statement is None:
        return False
    last = parts(statement)[-1] if statement.type == "compound_statement" and parts(statement) else statement
    return last.type == "return_statement"
