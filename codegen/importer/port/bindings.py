"""Arguments that carry what a Metal 2.0 program binds: a buffer, a tensor's address, a semaphore."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tree_sitter import Node

from codegen.importer.changes import callee_name
from codegen.importer.naming import bearer_of
from codegen.importer.parse import field, line_of, nodes, text_of
from codegen.importer.port.names import Argument
from codegen.importer.resources import SPACES, ResourceKind
from codegen.importer.table import Note

TAKERS: dict[str, ResourceKind] = {
    **dict.fromkeys(("cb_wait_front", "cb_pop_front", "cb_reserve_back", "cb_push_back"), "buffer"),
    **dict.fromkeys(("get_write_ptr", "get_read_ptr", "get_tile_size", "get_dataformat"), "buffer"),
    **dict.fromkeys(("get_local_cb_interface", "CircularBuffer", "CB", "DataflowBuffer"), "buffer"),
    **dict.fromkeys(("get_semaphore", "Semaphore"), "semaphore"),
    "TensorAccessor": "tensor",
}
"""Functions and types by what the number is that they take."""

LISTS = ("argument_list", "parameter_list", "initializer_list")


PASSED_ON = ("parameter_declaration", "parenthesized_expression", "conditional_expression")


def bound_otherwise(root: Node, arguments: Collection[Argument]) -> Iterator[Note]:
    """A note on each argument that is given to what takes a buffer, a tensor or a semaphore; by its variable's name.

    Args:
        root: The file, as it was before.
        arguments: Its arguments.
    """
    spaces = {kind: space for space, kind in SPACES.items()}
    places = [(read.node, one.name) for one in arguments for read in one.reads if read.node]
    reads = {node.id: name for node, name in places}
    variables = {bearer[1]: name for node, name in places if (bearer := bearer_of(node, {}))}
    told: set[str] = set()
    for node in nodes(root):
        name = reads.get(node.id) or (variables.get(text_of(node)) if node.type.endswith("identifier") else None)
        if name is None or name in told or (taker := _taker(node)) is None:
            continue
        told.add(name)
        kind = TAKERS[taker]
        yield Note(
            line_of(node), f"'{name}' goes to {taker}: the host may bind the {kind} as {spaces[kind]}::NAME instead"
        )


def _taker(given: Node) -> str | None:
    """The function or type among these that a value is given to; None if it is given to anything else."""
    around = given.parent
    while around is not None and around.type in PASSED_ON:
        around = around.parent
    if around is None or around.type not in LISTS or around.parent is None:
        return None
    owner: Node | None = around.parent
    if owner is not None and owner.type == "call_expression":
        name = callee_name(field(owner, "function"))
    else:
        while owner is not None and owner.type in ("init_declarator", "function_declarator"):
            owner = owner.parent
        name = callee_name(field(owner, "type"))
    return name if name in TAKERS else None
