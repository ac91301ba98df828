"""A name for each position: what the kernel calls it, where the host can bind an argument by that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from codegen.importer.parse import squeezed
from codegen.importer.readers import Read, Unread
from codegen.importer.table import MAX_NAME, Note
from codegen.model.owned import KEYWORDS
from codegen.model.variant import ArgumentKind

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Argument:
    """A named argument in the place of a position.

    Attributes:
        name: Its name.
        kind: When it is known.
        index: The position whose value the host gives it; None if it had a name before.
        reads: Where the kernel reads it.
    """

    name: str
    kind: ArgumentKind
    index: int | None
    reads: tuple[Read, ...]

    @property
    def position(self) -> str:
        """Its position, for a message."""
        return f"{self.kind} {'by name' if self.index is None else self.index}"


@dataclass(frozen=True)
class Names:
    """The arguments of a kernel by names.

    Attributes:
        arguments: Those that have one.
        left: The reads of the others, with the cause.
        notes: Where a position has several names, or a name several positions.
    """

    arguments: tuple[Argument, ...]
    left: tuple[Unread, ...]
    notes: tuple[Note, ...]


def name_reads(reads: Iterable[Read], taken: Collection[str], macros: Collection[str]) -> Names:
    """Give each position that a kernel reads the name by which the kernel knows it.

    Args:
        reads: Reads of one word each.
        taken: Names of arguments that the kernel has already.
        macros: Names that the preprocessor would replace.
    """
    by_name: dict[str, list[Argument]] = defaultdict(list)
    left: list[Unread] = []
    notes: list[Note] = []
    for one in _by_position(reads, notes):
        cause = _flaw(one.name, macros) or _clash(one, by_name[one.name], taken)
        if cause is None:
            by_name[one.name].append(one)
        else:
            left += [left_as_it_is(read, f"{one.position} {cause}") for read in one.reads]
    notes += [note for same in by_name.values() for note in _several_positions(same)]
    return Names(tuple(one for same in by_name.values() for one in same), tuple(left), tuple(notes))


def left_as_it_is(read: Read, cause: str) -> Unread:
    """A read that keeps its position, and why."""
    return Unread(read.line, squeezed(read.node), cause)


def _by_position(reads: Iterable[Read], notes: list[Note]) -> list[Argument]:
    """An argument for each position, or for each of its names where no core reads it by two; by lines."""
    places: dict[Hashable, list[Read]] = defaultdict(list)
    for read in sorted(reads, key=lambda read: (read.name is None, read.line)):
        places[read.kind, read.name if read.index is None else read.index].append(read)
    found = [
        Argument(group[0].name or "", group[0].kind, group[0].index, tuple(group))
        for place in places.values()
        for group in _groups(place, notes)
    ]
    return sorted(found, key=lambda one: min(read.line for read in one.reads))


def _groups(place: Sequence[Read], notes: list[Note]) -> list[list[Read]]:
    """The reads of a position by the name that they go by."""
    groups: list[list[Read]] = []
    for read in place:
        group = next((one for one in groups if read.name == one[0].name), None)
        if group is None:
            group = next((one for one in groups if not _in_other_branches(read, one)), None)
        if group is None:
            groups.append([read])
            continue
        if read.name not in (None, group[0].name):
            text = f"'{read.name}' reads {read.kind} {read.index} as well, which is '{group[0].name}'"
            notes.append(Note(read.line, text))
        group.append(read)
    if len(groups) > 1:
        names = ", ".join(f"'{one[0].name}'" for one in groups)
        builds = all(_in_other_builds(one, other) for group in groups[1:] for one in group for other in groups[0])
        of_all = "" if builds else "; every core gets a value for each"
        text = f"{place[0].kind} {place[0].index} has a name in each branch: {names}{of_all}"
        notes.append(Note(groups[0][0].line, text))
    return groups


def _in_other_branches(read: Read, others: Iterable[Read]) -> bool:
    return all(apart(read, other) or _opposed(read, other, "{}", "!({})") for other in others)


def apart(read: Read, other: Read) -> bool:
    """Whether no core comes by both: they are in branches of one #if, or of the sender and the receiver."""
    roles = {read.audience, other.audience}
    return ("all" not in roles and len(roles) == 2) or _in_other_builds(read, other)


def _in_other_builds(read: Read, other: Read) -> bool:
    return _opposed(read, other, "#ifdef {}", "#ifndef {}") or _opposed(read, other, "#if {}", "#if !({})")


def _opposed(read: Read, other: Read, holds: str, fails: str) -> bool:
    """Whether one stands where a condition holds, and the other where it fails."""
    start, end = holds.split("{}")
    return any(
        fails.format(one.removeprefix(start).removesuffix(end)) in theirs
        for ours, theirs in ((read.conditions, other.conditions), (other.conditions, read.conditions))
        for one in ours
        if one.startswith(start)
    )


def _flaw(name: str, macros: Collection[str]) -> str | None:
    """Why no argument can have a name."""
    if not name:
        return "goes into no variable: it has no name"
    if not IDENTIFIER.fullmatch(name):
        return f"is called '{name}', which is no identifier"
    if len(name) > MAX_NAME:
        return f"is called '{name}', which has {len(name)} characters, at most {MAX_NAME} are allowed"
    if name in KEYWORDS:
        return f"is called '{name}', a word of C++"
    if name in macros:
        return f"is called '{name}', a macro of the kernel"
    return None


def _clash(one: Argument, others: Iterable[Argument], taken: Collection[str]) -> str | None:
    """Why an argument cannot have its name, which others have."""
    if one.name in taken:
        return f"is called '{one.name}', as is args::{one.name} already"
    for other in others:
        if not _all_apart(one, other):
            return f"is called '{one.name}', as is {other.position} (line {other.reads[0].line})"
    return None


def _all_apart(one: Argument, other: Argument) -> bool:
    """Whether one name can do for two; of two kinds only in different builds, as it has one kind in each."""
    way = apart if one.kind == other.kind else _in_other_builds
    return all(way(read, theirs) for read in one.reads for theirs in other.reads)


def _several_positions(same: Sequence[Argument]) -> Iterator[Note]:
    """Notes on arguments of one name."""
    for other, one in pairwise(same):
        text = f"'{one.name}' is {other.position} in one branch and {one.position} in another"
        yield Note(one.reads[0].line, text)
