"""The places that read an argument of the kernel: each is noted, with its index or with what is in the way."""

from __future__ import annotations

import re
from dataclasses import replace

from tree_sitter import Node

from codegen.importer.constants import Unknown, Value
from codegen.importer.layouts import layout_over
from codegen.importer.naming import bearer_of, doc_of
from codegen.importer.parse import field, leaves, line_of, parts, squeezed, text_of
from codegen.importer.readers import ACCESSOR, ALL_NAMES, NAMED, READERS, VARARGS, Read, Reader, Unread
from codegen.importer.walk.named import read_vararg
from codegen.importer.walk.walk import NO_EXPRESSION, Handler, Walk, only_part, visit_parts

MAX_WORDS = 16384
"""No chip has room for more arguments of one kind: they stand in a core's kernel configuration, of 69 KB at most."""

ADDRESS_OF_A_TENSOR = re.compile(r"decltype\(tensor::\w+\)::addr_crta_offset\b")
"""The place of a tensor's address, which is no argument of its own: the tensor is among the resources."""

SIGNED = ("int", "int32_t")


def _parameter(walk: Walk, node: Node) -> Value:
    """A parameter, or what is given to a constructor: `Semaphore<> ready(get_arg(args::ready))` has the same form."""
    declarator = field(node, "declarator")
    given = declarator is not None and declarator.type == "abstract_function_declarator"
    return _type_descriptor(walk, node) if given else visit_parts(walk, node)


def _type_descriptor(walk: Walk, node: Node) -> Value:
    """A type, or `reader(constant)` among template arguments, which looks like the type of a function."""
    name, declarator = field(node, "type"), field(node, "declarator")
    if declarator is None or declarator.type != "abstract_function_declarator":
        return only_part(walk, node)
    if name is not None and text_of(name) in (NAMED, *VARARGS):
        mark_seen(walk, name)
    if text_of(name) in VARARGS:
        return read_vararg(walk, node, text_of(name))
    if text_of(name) not in READERS:
        return visit_parts(walk, node)
    given = parts(field(declarator, "parameters"))
    if name is not None and len(given) == 1:
        walk.seen.add(name.start_byte)
        _note(walk, node, READERS[text_of(name)], only_part(walk, given[0]), squeezed(given[0]), "uint32_t")
    return Unknown(f"depends on an argument (line {line_of(node)})")


def _template(walk: Walk, node: Node) -> Value:
    name, arguments = field(node, "name"), field(node, "arguments")
    if text_of(name) != ACCESSOR or arguments is None or name is None:
        return visit_parts(walk, node)
    walk.seen.add(name.start_byte)
    for place, one in enumerate(parts(arguments)[:2]):
        reader = READERS[ACCESSOR] if place == 0 else replace(READERS[ACCESSOR], kind="common_runtime")
        _note(walk, node, reader, walk.visit(one), squeezed(one), ACCESSOR)
    return Unknown(f"depends on {squeezed(node, 40)}")


def read_argument(walk: Walk, node: Node, reader: Reader) -> Value:
    """Run a call of a function that reads an argument, such as `get_arg_val<uint32_t>(3)`."""
    function, arguments = field(node, "function"), field(node, "arguments")
    given = parts(arguments)
    word = next((leaf for leaf in leaves(node) if text_of(leaf) in READERS), node)
    walk.seen.add(word.start_byte)
    if len(given) != 1:
        walk.unread.append(Unread(line_of(node), squeezed(node), f"has {len(given)} arguments, wanted 1"))
    elif reader.shape == "named":
        _note(walk, node, reader, None, text_of(given[0]), "uint32_t")
    else:
        _note(walk, node, reader, walk.visit(given[0]), squeezed(given[0]), type_argument(function) or "uint32_t")
    return Unknown(f"depends on an argument (line {line_of(node)})")


def mark_seen(walk: Walk, function: Node) -> None:
    """What is called here was dealt with."""
    walk.seen |= {leaf.start_byte for leaf in leaves(function) if text_of(leaf) in ALL_NAMES}


def _note(walk: Walk, node: Node, reader: Reader, index: Value | None, text: str, cpp_type: str) -> None:
    """Note an argument, or why it could not be told which it is."""
    cause = index.cause if isinstance(index, Unknown) else walk.obstacle
    named = reader.shape == "named"
    if named and not (text.startswith('"') and text.endswith('"')):
        cause = f"depends on {text}"
    if isinstance(index, Unknown) and ADDRESS_OF_A_TENSOR.match(text):
        return
    cause = cause or (_no_position(index, reader) if isinstance(index, int) else None)
    if cause is not None:
        cause = f"the {'name' if named else 'index'} {text} {cause}"
        walk.unread.append(Unread(line_of(node), squeezed(node), cause))
        return
    bearer = bearer_of(node, walk.functions)
    read = Read(
        kind=reader.kind,
        shape=reader.shape,
        index=index if isinstance(index, int) else None,
        name=text.strip('"') if named else bearer[1] if bearer else None,
        cpp_type="int32_t" if bearer and _declared_type(bearer[0]) in SIGNED else cpp_type,
        audience=walk.audience,
        conditions=walk.conditions,
        line=line_of(node),
        doc=doc_of(node),
        layout=layout_over(node) if reader.shape == "array" else None,
        node=node,
    )
    walk.reads.append((read, bearer[0].id if bearer and not named and reader.shape != "accessor" else None))


def _no_position(index: int, reader: Reader) -> str | None:
    """Why an index is none that any chip has."""
    if index < 0:
        return f"is {index}"
    if index >= MAX_WORDS:
        return f"is {index}, and no kernel has more than {MAX_WORDS} {reader.kind} arguments"
    return None


def _declared_type(bearer: Node) -> str:
    declaration = bearer.parent if bearer.type == "init_declarator" else bearer
    return text_of(field(declaration, "type"))


def type_argument(function: Node | None) -> str:
    """T of `get_arg_val<T>`; empty where there is none."""
    while function is not None and function.type == "qualified_identifier":
        function = field(function, "name")
    arguments = parts(field(function, "arguments"))
    return squeezed(arguments[0]) if arguments else ""


def _using(walk: Walk, node: Node) -> Value:
    """`using experimental::get_arg;` reads nothing."""
    mark_seen(walk, node)
    return NO_EXPRESSION


HANDLERS: dict[str, Handler] = {
    "using_declaration": _using,
    "parameter_declaration": _parameter,
    "type_descriptor": _type_descriptor,
    "template_function": _template,
    "template_type": _template,
}
