"""A YAML document whose every value knows its line.

It is made of the parser's events, in one pass that gives plain values only: no text of a file decides which Python
objects come out, and what a file may ask for is limited before it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from codegen.model.finding import Finding, InputError, Location, PlacedFinding, shorten
from codegen.model.lines import Lines, lines_of
from codegen.model.scalars import UnreadableError, read_plain

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_BYTES = 4_000_000
"""Size of a file: twice that of a file of 10,000 cases."""

MAX_VALUES = 500_000
"""Keys, values and ends of collections in a file, those behind an alias counted wherever it stands: those of 12,000
cases."""

MAX_DEPTH = 32
"""Mappings and lists within each other; a spec of an operation has 5."""

TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
"""The tags that a value may have: what is no text says so by its form."""

MERGE = "<<"
"""The key whose mappings are merged into the one in which it stands, as YAML 1.1 has it."""


@dataclass(frozen=True)
class Document:
    """A parsed file.

    Attributes:
        file: Its path as the user gave it.
        data: The plain values: mappings, lists, strings, numbers, booleans, None.
        text: What stands in it.
    """

    file: str
    data: Any
    text: str

    @cached_property
    def lines(self) -> Lines:
        """Line of each value by its location; lines count from 1."""
        return lines_of(self.text, _Loader)

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
        InputError: The file cannot be read or is too large, or `parse_document` refuses its text.
    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            message, hint = f"the file has more than {MAX_BYTES:,} bytes", "split it into several files"
            raise _error(file, 0, Finding("file-size", message, (), hint))
        text = content.decode("utf-8-sig")
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
        InputError: The text is not YAML, is empty, has a key twice, or has values that are not plain, are too many or
            lie too deep.
    """
    reader = _Reader(file)
    try:
        reader.read(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        line = mark.line + 1 if mark else 0
        raise _error(file, line, Finding("yaml-syntax", f"not YAML: {problem}")) from error
    if not isinstance(reader.data, dict):
        finding = Finding("yaml-mapping", "the file holds no mapping", hint="start with `name: value` lines")
        raise _error(file, 1, finding)
    if reader.repeated:
        raise InputError(reader.repeated)
    return Document(file, reader.data, text)


def _error(file: str, line: int, finding: Finding) -> InputError:
    return InputError([PlacedFinding(file, line, finding)])


class _Value(NamedTuple):
    """A finished value: what it counts for, and how many collections lie within each other."""

    data: Any
    weight: int = 1
    depth: int = 0


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is being read; `key` is that of a mapping whose value comes next."""

    data: dict[str, Any] | list[Any]
    anchor: str | None
    begun: int
    depth: int = 1
    key: str | None = None
    merged: dict[str, Any] | None = None


class _Reader:
    """Makes values of the events of a parser."""

    def __init__(self, file: str) -> None:
        self.data: Any = None
        self.repeated: list[PlacedFinding] = []
        self._file = file
        self._line = 0
        self._open: list[_Open] = []
        self._anchored: dict[str, _Value | None] = {}
        self._num_documents = 0
        self._num_values = 0

    def read(self, text: str) -> None:
        """Read a text.

        Raises:
            yaml.YAMLError: It is not YAML.
            InputError: A value is refused.
        """
        steps: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._begin(event, {}),
            yaml.SequenceStartEvent: lambda event: self._begin(event, []),
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        for event in yaml.parse(text, Loader=_Loader):
            step = steps.get(type(event))
            if step and event.start_mark:
                self._line = event.start_mark.line + 1
                step(event)

    def _document(self, _: yaml.Event) -> None:
        self._num_documents += 1
        if self._num_documents > 1:
            self._refuse(Finding("yaml-syntax", "not YAML: expected a single document", (), "remove what follows ---"))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._count(1)
        self._check_tag(event.tag)
        value: Any = event.value
        parent = self._open[-1] if self._open else None
        is_key = parent is not None and parent.key is None and isinstance(parent.data, dict)
        if event.implicit[0] and not is_key:
            try:
                value = read_plain(value)
            except UnreadableError as error:
                self._refuse(Finding("yaml-plain", str(error), (), error.hint))
        if event.anchor is not None:
            self._anchored[event.anchor] = _Value(value)
        if parent is not None and is_key:
            self._key(parent, value)
        else:
            self._hand_on(parent, value)

    def _key(self, parent: _Open, name: str) -> None:
        parent.key = name
        if name in parent.data:
            finding = Finding("key-once", f"key {shorten(name)!r} stands twice in one mapping")
            self.repeated.append(PlacedFinding(self._file, self._line, finding))

    def _begin(self, event: yaml.CollectionStartEvent, data: dict[str, Any] | list[Any]) -> None:
        self._count(2)
        self._check_tag(event.tag, (None,))
        self._check_no_key()
        self._check_depth(1)
        if event.anchor is not None:
            self._anchored[event.anchor] = None
        self._open.append(_Open(data, event.anchor, self._num_values))

    def _end(self, _: yaml.Event) -> None:
        done = self._open.pop()
        if done.merged:
            assert isinstance(done.data, dict)
            done.data = {**done.merged, **done.data}
        if done.anchor is not None:
            self._anchored[done.anchor] = _Value(done.data, 2 + self._num_values - done.begun, done.depth)
        self._hand_on(self._open[-1] if self._open else None, done.data, done.depth)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._check_no_key()
        name = event.anchor or ""
        value = self._anchored.get(name)
        if value is None:
            message = "the value that it is part of" if name in self._anchored else "nothing before it"
            self._refuse(Finding("yaml-alias", f"*{shorten(name)} stands for {message}", (), "write out the value"))
        self._count(value.weight)
        self._check_depth(value.depth)
        self._hand_on(self._open[-1] if self._open else None, value.data, value.depth)

    def _hand_on(self, parent: _Open | None, data: Any, depth: int = 0) -> None:
        """Give a value to the mapping or the list in which it stands."""
        if parent is None:
            self.data = data
            return
        parent.depth = max(parent.depth, depth + 1)
        if isinstance(parent.data, list):
            parent.data.append(data)
            return
        assert parent.key is not None
        if parent.key == MERGE:
            self._merge(parent, data)
        else:
            parent.data[parent.key] = data
        parent.key = None

    def _merge(self, parent: _Open, data: Any) -> None:
        for one in data if isinstance(data, list) else [data]:
            if not isinstance(one, dict):
                self._refuse(Finding("yaml-merge", f"{MERGE} merges what is no mapping", (), f"use `{MERGE}: *name`"))
            parent.merged = parent.merged or {}
            for name, value in one.items():
                parent.merged.setdefault(name, value)

    def _count(self, more: int) -> None:
        self._num_values += more
        if self._num_values > MAX_VALUES:
            message = f"more than {MAX_VALUES:,} values, those behind an alias counted wherever it stands"
            self._refuse(Finding("yaml-size", message, (), "split the file, or use fewer aliases"))

    def _check_depth(self, more: int) -> None:
        if len(self._open) + more > MAX_DEPTH:
            message = f"more than {MAX_DEPTH} mappings and lists within each other"
            self._refuse(Finding("yaml-depth", message, (), "specs and cases have 5 at most"))

    def _check_no_key(self) -> None:
        parent = self._open[-1] if self._open else None
        if parent and parent.key is None and isinstance(parent.data, dict):
            self._refuse(Finding("yaml-key", "a key that is no text", (), "write a name"))

    def _check_tag(self, tag: str | None, wanted: tuple[str | None, ...] = TEXT_TAGS) -> None:
        if tag not in wanted:
            shown = shorten(tag.replace("tag:yaml.org,2002:", "!!")) if tag else tag
            self._refuse(
                Finding("yaml-tag", f"tag {shown} is not read", (), "leave it out: the form of a value says its type")
            )

    def _refuse(self, finding: Finding) -> NoReturn:
        raise _error(self._file, self._line, finding)
