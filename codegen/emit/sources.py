"""Which fields of a spec an expression of a template reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Undefined, nodes

from codegen.model.finding import Location
from codegen.model.model import Model
from codegen.model.operation import VARIANTS, Operation
from codegen.model.variant import KERNEL_NAMES, KernelName, Variant

Aliases = Mapping[str, nodes.Node]
"""The expression that a template has last set a name to."""


OPERATION_FIELDS = {
    "name": "operation",
    "summary": "summary",
    "schedule": "schedule",
    "target": "target",
    "multiply": "multiply",
    "input": "input",
}
"""What templates call the fields of an operation, and what its spec calls them."""


class SpecIndex:
    """The places of the parts of variants in their spec.

    A part is recognized as the very object of the variant: templates are handed these objects, one by one or in lists.
    """

    def __init__(self, variants: Sequence[Variant]) -> None:
        """Note the places.

        Args:
            variants: One, into which the places are paths; or several, whose places begin with VARIANTS and an index.
        """
        self._variants = variants
        self._locations: dict[int, Location] = {}
        for index, variant in enumerate(variants):
            inside: Location = (VARIANTS, index) if len(variants) > 1 else ()
            self._locations |= {id(part): location for part, location in _parts(variant, inside)}

    def sources(self, node: nodes.Expr, names: Mapping[str, Any], aliases: Aliases) -> tuple[Location, ...]:
        """The fields of the spec that an expression reads, as paths into the spec.

        Args:
            node: The expression.
            names: The values of the names in it, and in the aliases.
            aliases: What the template has set names to.
        """
        return tuple(dict.fromkeys(self._walk(node, names, aliases)))

    def _walk(self, node: nodes.Node, names: Mapping[str, Any], aliases: Aliases) -> Iterator[Location]:
        chain = _chain(node)
        if chain:
            first, *path = chain
            location = self._locate(names[first], path)
            if location:
                yield location
            elif first in aliases:
                others = {name: one for name, one in aliases.items() if name != first}
                yield from self._walk(aliases[first], names, others)
        elif isinstance(node, nodes.Call):
            yield from self._called(node, names, aliases)
        else:
            for child in node.iter_child_nodes():
                yield from self._walk(child, names, aliases)

    def _called(self, node: nodes.Call, names: Mapping[str, Any], aliases: Aliases) -> Iterator[Location]:
        """What a function is handed; a string may be the name of a plan's value that an argument carries."""
        function = names.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        for argument in [*node.args, *(keyword.value for keyword in node.kwargs)]:
            text = argument.value if isinstance(argument, nodes.Const) else None
            if isinstance(argument, nodes.Name):
                text = names[argument.name]
            if isinstance(text, str):
                yield from self._carriers(text, _kernels_of(function))
            else:
                yield from self._walk(argument, names, aliases)
        if function is None:
            yield from self._walk(node.node, names, aliases)

    def _carriers(self, value: str, kernels: Sequence[KernelName]) -> Iterator[Location]:
        for variant in self._variants:
            for kernel in kernels:
                for argument in variant.arguments.of(kernel):
                    if argument.carries == value:
                        yield self._locations[id(argument)]

    def _locate(self, value: Any, path: Sequence[str]) -> Location:
        """The place of the last part of the spec on the way from a value along a path; () if there is none."""
        if isinstance(value, Undefined):  # a name that an alias reads, and that is out of sight here
            return ()
        location = self._place(value)
        for step in path:
            if isinstance(value, Model) and step in type(value).model_fields and location is not None:
                location = (*location, step)
                value = getattr(value, step)
            elif isinstance(value, Operation) and step in OPERATION_FIELDS:
                location, value = (OPERATION_FIELDS[step],), getattr(value, step)
            else:
                value = getattr(value, step, None)
                found = self._place(value)
                location = location if found is None else found
        return location or ()

    def _place(self, value: Any) -> Location | None:
        """The place of a part, or of the list that holds several parts."""
        if isinstance(value, (list, tuple)) and value:
            places = [self._locations.get(id(one)) for one in value]
            if None not in places and len({place[:-1] for place in places if place}) == 1:
                return places[0][:-1] if places[0] else None
            return None
        return self._locations.get(id(value))


def _parts(value: Any, location: Location) -> Iterator[tuple[Model, Location]]:
    """All models in a model, with their paths."""
    if isinstance(value, Model):
        yield value, location
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _parts(item, (*location, index))


def _chain(node: nodes.Node) -> tuple[str, ...]:
    """`a.b.c` as its names; () for another expression."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        chain = _chain(node.node)
        return (*chain, node.attr) if chain else ()
    return ()


def _kernels_of(function: Any) -> Sequence[KernelName]:
    """The kernel that a function is bound to, as `value` in the template of a kernel; all kernels if it is not."""
    bound = [one for one in getattr(function, "args", ()) if isinstance(one, str)]
    return [kernel for kernel in KERNEL_NAMES if kernel in bound] or KERNEL_NAMES
