"""From what a kernel reads to an argument table: one entry for each position, and notes on what does not fit one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from codegen.importer.collect import Collected
from codegen.importer.gather import gather
from codegen.importer.headers import Headers
from codegen.importer.kernel import check_is_kernel, guess_kernel
from codegen.importer.parse import ENTRY, Source, read_source
from codegen.importer.readers import ACCESSOR, Read, Shape, Unread
from codegen.importer.resources import Resource
from codegen.model.argument_rules import KINDS
from codegen.model.uses import RESERVED
from codegen.model.variant import ArgumentKind, ArgumentType, Audience, KernelName, Role

MAX_NAME = 64
"""Characters of an argument's name (codegen.model.model.Identifier)."""

PLAIN_TYPES = ("uint32_t", "int32_t", "bool", "auto", ACCESSOR)
ROLES: tuple[Role, ...] = ("sender", "receiver")


@dataclass(frozen=True)
class Entry:
    """One argument of the table.

    Attributes:
        name: Its name, fit for a spec; no other entry has it.
        kind: When it is known.
        shape: How many words it has.
        type: Its type in a spec.
        audience: The cores that get it.
        index: Its position, or its first one; None if the kernel knows it by name.
        doc: What the kernel says about it; None if nothing.
        line: Where it is read first; 0 for a position that nothing reads.
        conditions: What guards every place where it is read.
        value: The plan's value, where the name does not say it.
        kind_known: Whether the kernel tells the kind; if not, it is the host's choice.
        spelled: What the kernel calls it, letter for letter: the host binds a named argument by that; None if nothing.
    """

    name: str
    kind: ArgumentKind
    shape: Shape
    type: ArgumentType
    audience: Audience
    index: int | None
    doc: str | None
    line: int
    conditions: tuple[str, ...] = ()
    value: str | None = None
    kind_known: bool = True
    spelled: str | None = None


@dataclass(frozen=True)
class Note:
    """Something about the table that its reader must know; line 0 means the whole file."""

    line: int
    text: str


@dataclass(frozen=True)
class Table:
    """The arguments of a kernel.

    Attributes:
        file: The file they were read from.
        kernel: The kernel whose table it is.
        reason: Why it was taken for that kernel.
        entries: The arguments, by kind and position.
        unread: Places which read an argument that could not be told.
        notes: What does not fit a table, and what was made up.
        resources: What the kernel names beside its arguments.
    """

    file: Path
    kernel: KernelName
    reason: str
    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]
    notes: tuple[Note, ...]
    resources: tuple[Resource, ...] = ()


def import_table(file: Path, kernel: KernelName | None = None) -> Table:
    """Read the argument table of a kernel.

    Args:
        file: A C++ file.
        kernel: The kernel it is; guessed if left out.

    Raises:
        InputError: The file cannot be read, or is no kernel.
    """
    source = read_source(file)
    found, headers = gather(source)
    check_is_kernel(source, found)
    guessed, reason = guess_kernel(file, source.root)
    notes: list[Note] = []
    entries = _named_once(_entries(found, notes), notes)
    fillers = list(_fillers(entries, notes))
    notes += _general_notes(found, headers)
    notes += notes_on_the_text(source, found)
    order = {kind: place for place, kind in enumerate(KINDS)}
    return Table(
        file=file,
        kernel=kernel or guessed,
        reason="as --kernel says" if kernel else reason,
        entries=tuple(
            sorted([*entries, *fillers], key=lambda one: (order[one.kind], one.index is None, one.index or 0))
        ),
        unread=found.unread,
        notes=tuple(sorted(notes, key=lambda note: note.line)),
        resources=found.resources,
    )


def _entries(found: Collected, notes: list[Note]) -> list[Entry]:
    """One entry for each position and audience; other names of it become notes."""
    places: dict[Hashable, list[Entry]] = defaultdict(list)
    for read in sorted(found.reads, key=lambda read: (read.audience != "all", read.name is None, read.line)):
        here = places[read.kind, read.index, read.shape, read.name if read.shape == "named" else None]
        at = next((at for at, one in enumerate(here) if one.audience in ("all", read.audience)), None)
        if at is None:
            here.append(_entry(read))
            notes += _type_notes(read)
            continue
        twin = here[at] = replace(here[at], conditions=_common([here[at].conditions, read.conditions]))
        if read.name is not None and spec_name(read.name) != twin.name:
            text = f"{read.kind} {read.index} is '{twin.name}' (line {twin.line}) and is read again as '{read.name}'"
            notes.append(Note(read.line, text + _under(read.conditions)))
    return list(_shared_by_roles([one for here in places.values() for one in here]))


def _entry(read: Read) -> Entry:
    name = spec_name(read.name) if read.name else f"arg_{read.index}"
    signed = read.cpp_type in ("int32_t", "int")
    kind: ArgumentType = "int32_t" if signed else "uint32_t"
    return Entry(
        name=name,
        kind=read.kind,
        shape=read.shape,
        type=kind,
        audience=read.audience,
        index=read.index,
        doc=read.doc,
        line=read.line,
        conditions=read.conditions,
        kind_known=read.kind_known,
        spelled=read.name,
    )


def _type_notes(read: Read) -> Iterator[Note]:
    if read.shape in ("word", "named") and read.cpp_type not in (*PLAIN_TYPES, "int"):
        yield Note(read.line, f"'{read.name}' is read as {read.cpp_type}, which a spec does not know")
    if read.name is None:
        yield Note(read.line, f"{read.kind} {read.index} goes into no variable: its name is made up")


def _under(conditions: tuple[str, ...]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""


def _shared_by_roles(entries: list[Entry]) -> Iterator[Entry]:
    """What senders and receivers read at one position under one name is one entry for all."""
    groups: dict[Hashable, list[Entry]] = defaultdict(list)
    for one in entries:
        groups[one.name, one.kind, one.shape, one.type, one.index].append(one)
    for one in entries:
        twins = groups[one.name, one.kind, one.shape, one.type, one.index]
        if one.audience == "all" or len(twins) == 1:
            yield one
        elif one is twins[0]:
            yield replace(one, audience="all", conditions=_common([twin.conditions for twin in twins]))


def _common(conditions: list[tuple[str, ...]]) -> tuple[str, ...]:
    """What guards every one of several places."""
    first, *others = conditions
    return tuple(one for one in first if all(one in other for other in others))


def spec_name(name: str) -> str:
    """A name from a kernel as a spec wants it: lower case, words joined by underscores."""
    pieces: list[str] = []
    for place, letter in enumerate(name):
        before, after = name[place - 1 : place], name[place + 1 : place + 2]
        if letter.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower())):
            pieces.append("_")
        pieces.append(letter.lower() if letter.isascii() and letter.isalnum() else "_")
    plain = "".join(pieces).strip("_")
    return (plain if plain[:1].isalpha() else f"arg_{plain}")[:MAX_NAME].rstrip("_")


def _named_once(entries: list[Entry], notes: list[Note]) -> list[Entry]:
    """Give each entry a name of its own."""
    taken: set[str] = set()
    result: list[Entry] = []
    for one in sorted(entries, key=lambda one: one.line):
        name = one.name
        if name in taken:
            position = "" if one.index is None else f"_{one.index}"
            name = f"{name[: MAX_NAME - 20]}_{one.kind.split('_')[0]}{position}"
            while name in taken:
                name += "_"
                name = f"{name}{len(taken)}"
            notes.append(Note(one.line, f"another argument is named '{one.name}' too: this one is '{name}' here"))
        taken.add(name)
        result.append(replace(one, name=name))
    return result


def _fillers(entries: list[Entry], notes: list[Note]) -> Iterator[Entry]:
    """Hold the place of each position that nothing reads, as positions behind it are fixed."""
    for kind in KINDS:
        roles: tuple[Role | None, ...] = (
            ROLES if any(e.audience != "all" for e in entries if e.kind == kind) else (None,)
        )
        of_kind = [one for one in entries if one.kind == kind]
        gaps = {role: dict.fromkeys(_gaps([one for one in of_kind if _reaches(one, role)])) for role in roles}
        for role, missing in gaps.items():
            shared = len(roles) == 1 or all(missing == other for other in gaps.values())
            if missing and (role == roles[0] or not shared):
                cores = "" if shared else f" of a {role}"
                notes.append(Note(0, f"{kind}{cores}: nothing seen reads {_ranges(list(missing))}"))
            for index in missing:
                everywhere = all(index in other for other in gaps.values())
                if everywhere and role != roles[0]:
                    continue
                audience: Audience = "all" if everywhere or role is None else role
                name = f"{RESERVED}_{kind.split('_')[0]}_{index}" + ("" if audience == "all" else f"_{audience}")
                doc = f"the kernel was not seen to read {kind} {index}"
                yield Entry(name, kind, "word", "uint32_t", audience, index, doc, 0, value=RESERVED)


def _reaches(entry: Entry, role: Role | None) -> bool:
    return role is None or entry.audience in ("all", role)


def _gaps(entries: list[Entry]) -> Iterator[int]:
    """Positions below the last one, or below the first word of an array or an accessor, that nothing reads."""
    taken = {one.index for one in entries if one.index is not None}
    return (index for index in range(max(taken, default=0)) if index not in taken)


def _ranges(numbers: list[int]) -> str:
    """Ascending numbers as `2, 5 to 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs)


def notes_on_the_text(source: Source, found: Collected) -> Iterator[Note]:
    """Notes on what was not read as it stands."""
    if found.broken:
        yield Note(0, f"did not parse as C++, check what is read near: line {_ranges(list(found.broken))}")
    for cut in source.cuts:
        yield Note(cut.line, "this conditional cuts a block: only its first branch was read")
    for line, _ in source.marks[1:]:
        yield Note(line, f"{ENTRY} stands here and in line {source.marks[0][0]}: a kernel has one entry in each build")


def _general_notes(found: Collected, headers: Headers) -> Iterator[Note]:
    for read in found.reads:
        if read.shape == "array":
            yield Note(
                read.line, f"'{read.name or 'an array'}' is an array from {read.kind} {read.index} on; a spec has none"
            )
        if read.shape == "accessor":
            yield Note(read.line, f"{ACCESSOR} '{read.name or ''}' takes its words from {read.kind} {read.index} on")
    named = dict.fromkeys(read.name or "" for read in found.reads if read.shape == "named")
    if named:
        yield Note(0, f"have a name and no position in the kernel, a spec gives them one: {', '.join(named)}")
    open_kinds = dict.fromkeys(read.name or "" for read in found.reads if not read.kind_known)
    if open_kinds:
        yield Note(0, f"of which kind these are the host decides, runtime is a guess: {', '.join(open_kinds)}")
    if any(read.shape == "varargs" for read in found.reads):
        yield Note(0, "words without names, behind the named ones, are one entry here; a spec has none")
    unseen = [name.strip('"<>') for _, name in headers.missing]
    if unseen:
        yield Note(0, f"not looked into, they may read arguments as well: {', '.join(unseen)}")
