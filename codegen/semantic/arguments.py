"""What changed in the arguments of a kernel: who came, went or moved, and who only made way.

An argument is recognized by the plan's value that it carries: a name is only a label. So another name for the same
value is a rename, and another value under the same name is not. A place that is `reserved` carries no value: it is
recognized by its name, or else by its index.

Within a list, those arguments are said to move whose removal leaves all others in their old order, as few as possible.
The others shift if their index is another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import get_args

from codegen.model.positions import ArgumentList, argument_list, roles_of
from codegen.model.uses import RESERVED
from codegen.model.variant import KERNEL_NAMES, Argument, ArgumentKind, KernelName, Role, Variant
from codegen.semantic.records import ArgumentChange, Aspect, LengthChange, PlaceChange, Step

KINDS: tuple[ArgumentKind, ...] = get_args(ArgumentKind)

FOLLOWED_BY: dict[tuple[KernelName, ArgumentKind], str] = {
    ("reader", "compile_time"): "the TensorAccessorArgs of the weights"
}
"""What the emitted factory appends to an argument list."""

Entries = tuple[Argument, ...]
"""The words of a list, then its list of records; the place in the tuple is the index."""


@dataclass
class _Draft:
    """An argument of a kernel, with what is known about it from the lists."""

    old: Argument | None
    new: Argument | None
    places: list[PlaceChange] = field(default_factory=list)


@dataclass(frozen=True)
class _ListPair:
    """An argument list on both sides; a list without arguments may exist on none."""

    kernel: KernelName
    kind: ArgumentKind
    role: Role | None
    old: ArgumentList
    new: ArgumentList


def argument_changes(old: Variant, new: Variant) -> tuple[ArgumentChange, ...]:
    """The arguments of all kernels that are not what they were: causes first, then those that only make way."""
    changes = [change for kernel in KERNEL_NAMES for change in _kernel_changes(old, new, kernel)]
    return tuple(sorted(changes, key=lambda change: set(change.aspects) <= {"shifted", "doc"}))


def length_changes(old: Variant, new: Variant) -> tuple[LengthChange, ...]:
    """The argument lists that have another number of words."""
    changes = []
    for pair in _list_pairs(old, new):
        before, after = len(pair.old.words), len(pair.new.words)
        if before != after:
            followed_by = FOLLOWED_BY.get((pair.kernel, pair.kind), "")
            changes.append(
                LengthChange(
                    kernel=pair.kernel, kind=pair.kind, role=pair.role, old=before, new=after, followed_by=followed_by
                )
            )
    return tuple(changes)


def entries_of(table: ArgumentList) -> Entries:
    """What stands in a list, by index."""
    return (*table.words, *table.records)


def list_changes(
    old: Entries, new: Entries, kind: ArgumentKind, role: Role | None
) -> list[tuple[Argument | None, Argument | None, PlaceChange | None]]:
    """Who is who in the two sides of a list, and what happened to the place of each.

    Args:
        old: What stood in the list.
        new: What stands in it.
        kind: When the arguments of the list are known.
        role: The cores that get the list; None for all.

    Returns:
        The argument before and after, None where it was or is not there; its place if it is another one.
    """
    pairs = _recognize(old, new)
    stay = _longest_rise(old, new, pairs)
    gone = sorted(set(range(len(old))) - {before for before, _ in pairs})
    came = sorted(set(range(len(new))) - {after for _, after in pairs})

    def place(before: int | None, after: int | None, step: Step, breaking: bool) -> PlaceChange | None:
        if before == after:
            return None
        return PlaceChange(kind=kind, role=role, old=before, new=after, step=step, breaking=breaking)

    def read(index: int) -> bool:
        """Whether somebody reads what was at an index."""
        return index < len(old) and old[index].carries != RESERVED

    return [
        *(
            (old[before], new[after], place(before, after, "shifted" if before in stay else "moved", read(before)))
            for before, after in pairs
        ),
        *((old[before], None, place(before, None, "removed", read(before))) for before in gone),
        *(
            (None, new[after], place(None, after, "appended" if after >= len(old) else "inserted", read(after)))
            for after in came
        ),
    ]


def _recognize(old: Entries, new: Entries) -> list[tuple[int, int]]:
    """Old and new index of each argument that is on both sides, in the old order."""
    places = {_key(argument): index for index, argument in enumerate(new)}
    pairs = {index: places[_key(argument)] for index, argument in enumerate(old) if _key(argument) in places}
    taken = set(pairs.values())
    for index, (before, after) in enumerate(zip(old, new, strict=False)):
        if before.carries == after.carries == RESERVED and index not in pairs and index not in taken:
            pairs[index] = index
    return sorted(pairs.items())


def _key(argument: Argument) -> tuple[str, str]:
    return (argument.carries, argument.name if argument.carries == RESERVED else "")


def _longest_rise(old: Entries, new: Entries, pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Old indices of the longest run of pairs, gaps allowed, whose new indices rise as well: they keep their order.

    Of runs of one length, that with fewer arguments which the new spec pins to another place, and then that with more
    arguments which keep their index.
    """
    best: list[tuple[tuple[int, int, int], int | None]] = []
    for place, (before, after) in enumerate(pairs):
        pinned = new[after].index is not None and new[after].index != old[before].index
        weight = (1, -int(pinned), int(before == after))
        tails = [(best[tail][0], tail) for tail in range(place) if pairs[tail][1] < after]
        score, tail = max(tails) if tails else ((0, 0, 0), None)
        best.append(((score[0] + weight[0], score[1] + weight[1], score[2] + weight[2]), tail))
    stay = set()
    last = max(range(len(best)), key=lambda place: best[place][0]) if best else None
    while last is not None:
        stay.add(pairs[last][0])
        last = best[last][1]
    return stay


def _list_pairs(old: Variant, new: Variant) -> Iterator[_ListPair]:
    """All lists of all kernels on both sides; a list that all cores get faces that of each role, if there are such."""
    for kernel, kind in product(KERNEL_NAMES, KINDS):
        old_roles, new_roles = (roles_of(side, kernel, kind) for side in (old, new))
        for role in max(old_roles, new_roles, key=len):
            sides = [
                argument_list(side, kernel, kind, role if len(roles) > 1 else None)
                for side, roles in ((old, old_roles), (new, new_roles))
            ]
            yield _ListPair(kernel, kind, role, sides[0], sides[1])


def _kernel_changes(old: Variant, new: Variant, kernel: KernelName) -> Iterator[ArgumentChange]:
    drafts: dict[tuple[str | None, str | None], _Draft] = {}
    for pair in _list_pairs(old, new):
        if pair.kernel != kernel:
            continue
        for before, after, place in list_changes(entries_of(pair.old), entries_of(pair.new), pair.kind, pair.role):
            key = (before.name if before else None, after.name if after else None)
            draft = drafts.setdefault(key, _Draft(before, after))
            draft.places += [place] if place else []
    for draft in _join(list(drafts.values())):
        places = tuple(draft.places)
        steps: list[Aspect] = [place.step for place in places]
        aspects = tuple(dict.fromkeys([*steps, *_field_aspects(draft.old, draft.new)]))
        if aspects:
            breaking = any(place.breaking for place in places)
            yield ArgumentChange(
                kernel=kernel, old=draft.old, new=draft.new, places=places, aspects=aspects, breaking=breaking
            )


def _join(drafts: list[_Draft]) -> list[_Draft]:
    """Put together what went from one list and stayed, or came, in another.

    An entry of the spec is one change, whatever lists it is in. What went and what came without a partner are one
    argument if they carry the same value, or else if they have the same name.
    """
    whole = [draft for draft in drafts if draft.old and draft.new]
    lonely: list[_Draft] = []
    for draft in drafts:
        if draft in whole:
            continue
        host = next((one for one in whole if draft.old in (one.old, None) and draft.new in (one.new, None)), None)
        if host:
            host.places += draft.places
        else:
            lonely.append(draft)
    for same in (_same_value, _same_name):
        for gone in [draft for draft in lonely if draft.old]:
            came = next((one for one in lonely if one.new and gone.old and same(gone.old, one.new)), None)
            if came:
                whole.append(_Draft(gone.old, came.new, [*gone.places, *came.places]))
                lonely = [draft for draft in lonely if draft is not gone and draft is not came]
    return [*whole, *lonely]


def _same_value(old: Argument, new: Argument) -> bool:
    return old.carries == new.carries != RESERVED


def _same_name(old: Argument, new: Argument) -> bool:
    return old.name == new.name


def _field_aspects(old: Argument | None, new: Argument | None) -> Iterator[Aspect]:
    """The fields of the spec's entry that differ."""
    if old is None or new is None:
        return
    if old.name != new.name:
        yield "renamed"
    if old.carries != new.carries:
        yield "value"
    if old.kind != new.kind:
        yield "kind"
    if old.audience != new.audience:
        yield "audience"
    if old.type != new.type:
        yield "type"
    if old.index != new.index:
        yield "pin"
    if old.doc != new.doc:
        yield "doc"
