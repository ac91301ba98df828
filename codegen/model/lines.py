"""The line of every value of a YAML text: worked out when somebody asks, which is when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from codegen.model.finding import Location

Lines = dict[Location, int]


@dataclass
class _Open:
    """A list or a mapping that is being read, and the step to what comes next in it; None before a key."""

    location: Location
    step: str | int | None
    line: int = 0


def lines_of(text: str, loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader]) -> Lines:
    """The line of each value by its location, counted from 1; a value of a mapping has the line of its key.

    Args:
        text: A document that has been read without a fault.
        loader: The parser, as PyYAML takes it.
    """
    lines: Lines = {}
    inside: list[_Open] = []
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionEndEvent):
            inside.pop()
        if not isinstance(event, yaml.NodeEvent) or event.start_mark is None:
            continue
        line = event.start_mark.line + 1
        if inside and inside[-1].step is None:
            assert isinstance(event, yaml.ScalarEvent)
            inside[-1].step, inside[-1].line = event.value, line
            continue
        location = _next(inside, lines, line)
        if isinstance(event, yaml.MappingStartEvent):
            inside.append(_Open(location, None))
        elif isinstance(event, yaml.SequenceStartEvent):
            inside.append(_Open(location, 0))
    return lines


def _next(inside: list[_Open], lines: Lines, line: int) -> Location:
    """The place of the value that begins on a line."""
    if not inside:
        lines[()] = line
        return ()
    parent = inside[-1]
    assert parent.step is not None
    location = (*parent.location, parent.step)
    if isinstance(parent.step, int):
        lines[location], parent.step = line, parent.step + 1
    else:
        lines[location], parent.step = parent.line, None
    return location
