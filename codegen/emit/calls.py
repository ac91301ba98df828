"""Spells the calls of kernels as another API wants them: the text of a kernel is one for all targets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from codegen.model.targets import Target

_ARGUMENT = re.compile(r"\{(\d+)\}")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_BUFFER = re.compile(r"\b(?:variant::)?cb(?=::)")
_OPENS, _CLOSES = "([{", ")]}"


def spell_kernel(text: str, target: Target) -> str:
    """A schedule's kernel, or a header of one, as a target spells calls and buffers."""
    spelled = spell_calls(text, target.calls)
    return _BUFFER.sub(target.buffers, spelled) if target.by_name else spelled


def spell_calls(text: str, spellings: Mapping[str, str]) -> str:
    """A kernel's text with other spellings of the calls in it.

    Lines keep their numbers: what a call has been broken into stands behind it, for the formatter to close.

    Args:
        text: C++.
        spellings: What stands for a call of a function; {0} is its first argument.
    """
    if not spellings:
        return text
    names = "|".join(sorted(spellings, key=len, reverse=True))
    call = re.compile(rf"{_COMMENT.pattern}|(?<![\w.:])(?P<name>{names})\(", re.DOTALL)
    pieces, position = [], 0
    while found := call.search(text, position):
        pieces.append(text[position : found.start()])
        name, position = found["name"], found.end()
        if name is None:  # a comment
            pieces.append(found[0])
            continue
        arguments, position = _arguments(text, position)
        new = _filled(spellings[name], [spell_calls(one.strip(), spellings) for one in arguments])
        lines = text.count("\n", found.start(), position) - new.count("\n")
        pieces.append(new + "\n" * lines)
    return "".join([*pieces, text[position:]])


def _filled(spelling: str, arguments: Sequence[str]) -> str:
    return _ARGUMENT.sub(lambda place: arguments[int(place[1])], spelling)


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call from behind its parenthesis on, and the place behind the call."""
    arguments, begin = [], start
    for place, depth in _depths(text, start):
        if depth < 0 or (depth == 0 and text[place] == ","):
            arguments.append(text[begin:place])
            begin = place + 1
        if depth < 0:
            return arguments, begin
    raise ValueError(f"a call does not end: {text[start : start + 60]!r}")


def _depths(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Each place of a text, and how deep in brackets it lies; comments are passed over."""
    depth, place = 0, start
    while place < len(text):
        if comment := _COMMENT.match(text, place):
            place = comment.end()
            continue
        depth += (text[place] in _OPENS) - (text[place] in _CLOSES)
        yield place, depth
        place += 1
