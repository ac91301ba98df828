"""A YAML document whose every value knows its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from codegen.model.finding import Finding, InputError, Location, PlacedFinding

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Lines = dict[Location, int]


@dataclass(frozen=True)
class Document:
    """A parsed file.

    Attributes:
        file: Its path as the user gave it.
        data: The plain values: mappings, lists, strings, numbers, booleans, None.
        lines: Line of each value by its location; lines count from 1.
    """

    file: str
    data: Any
    lines: Lines

    def place(self, finding: Finding) -> PlacedFinding:
        """Give a finding its line: that of the value, or of the nearest mapping or list around it."""
        return PlacedFinding(self.file, self.line_of(finding.location), finding)

    def line_of(self, location: Location) -> int:
        """The line of a value, or of the nearest mapping or list around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_document(path: Path) -> Document:
    """Read a YAML file.

    Args:
        path: The file.

    Returns:
        Its values with their lines.

    Raises:
        InputError: The file cannot be read, is not YAML, is empty, has a key twice, or has values that are not plain.
    """
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _error(file, 0, Finding("file-readable", f"cannot read the file: {reason}")) from error
    return parse_document(file, text)


def parse_document(file: str, text: str) -> Document:
    """Parse the text of a YAML file.

    Args:
        file: The name of the file in errors.
        text: What stands in it.

    Returns:
        Its values with their lines.

    Raises:
        InputError: The text is not YAML, is empty, has a key twice, or has values that are not plain.
    """
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 0
        raise _error(file, line, Finding("yaml-syntax", f"not YAML: {problem}")) from error
    if not isinstance(node, yaml.MappingNode):
        finding = Finding("yaml-mapping", "the file holds no mapping", hint="start with `name: value` lines")
        raise _error(file, 1, finding)
    lines: Lines = {}
    repeated: list[PlacedFinding] = []
    _walk(file, node, (), node.start_mark.line + 1, lines, repeated)
    if repeated:
        raise InputError(repeated)
    return Document(file, data, lines)


def _error(file: str, line: int, finding: Finding) -> InputError:
    return InputError([PlacedFinding(file, line, finding)])


def _walk(
    file: str, node: yaml.Node, location: Location, line: int, lines: Lines, repeated: list[PlacedFinding]
) -> None:
    """Note the line of every value; a value of a mapping has the line of its key."""
    lines[location] = line
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name, key_line = str(key.value), key.start_mark.line + 1
            if name in seen:
                finding = Finding("key-once", f"key {name!r} stands twice in one mapping", (*location, name))
                repeated.append(PlacedFinding(file, key_line, finding))
            seen.add(name)
            _walk(file, value, (*location, name), key_line, lines, repeated)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(file, item, (*location, index), item.start_mark.line + 1, lines, repeated)
