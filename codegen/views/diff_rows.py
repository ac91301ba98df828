"""What differs between two sides, in words: rows that a terminal and a pull request show alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from codegen.model.variant import KERNEL_NAMES
from codegen.plan.grid import Core, name_cores
from codegen.plan.multicast import MulticastRectangle
from codegen.semantic.records import (
    ArgumentChange,
    CaseGroup,
    FieldChange,
    LengthChange,
    PartChange,
    PlaceChange,
    PlanChange,
    VariantDiff,
    WorkChange,
)

BREAKING = "!"
LEGEND = f"{BREAKING} breaks those who pass or read arguments by position, or buffers and semaphores by number"

MOST_NAMES = 4
"""Names of cases in a title until the rest is only counted."""

MOST_SENDERS = 4
"""Senders whose rectangles are told; the others are only named."""

_KINDS = {"compile_time": "compile-time", "runtime": "runtime", "common_runtime": "common runtime"}


class Row(NamedTuple):
    """One thing that differs."""

    breaking: bool
    subject: str
    where: str
    change: str


@dataclass(frozen=True)
class Section:
    """A title and its rows; there may be none."""

    title: str
    rows: tuple[Row, ...]


def sections(diff: VariantDiff) -> Iterator[Section]:
    """What there is to say about a variant that is not equal: its spec first, then group by group of its cases."""
    yield Section(_title(diff), tuple(_spec_rows(diff)))
    for group in diff.cases:
        if group.status != "equal":
            yield Section(_group_title(group), tuple(_group_rows(group)))
    equal = [name for group in diff.cases if group.status == "equal" for name in group.cases]
    if equal:
        yield Section(f"same plan in {_cases(equal)}", ())
    if diff.status == "changed" and not diff.cases:
        yield Section("no plan is compared: no case names the variant; give a case file with --case", ())


def _title(diff: VariantDiff) -> str:
    if diff.status != "changed":
        return f"{diff.variant}: {diff.status}"
    name = f"{diff.variant} (was {diff.was})" if diff.was else diff.variant
    number = diff.num_breaking
    return f"{name}: {number} breaking {'change' if number == 1 else 'changes'}" if number else f"{name}: changed"


def _spec_rows(diff: VariantDiff) -> Iterator[Row]:
    for one in diff.fields:
        yield Row(one.breaking, one.field, "spec", _from_to(one))
    for kernel in KERNEL_NAMES:
        arguments = [argument for argument in diff.arguments if argument.kernel == kernel]
        for argument in arguments:
            yield from _argument_rows(argument)
        yield from _shift_rows(arguments)
        yield from (_length_row(length) for length in diff.lengths if length.kernel == kernel)
    for part in diff.parts:
        yield _part_row(part)
    texts = [argument.name for argument in diff.arguments if "doc" in argument.aspects]
    if texts:
        yield Row(False, ", ".join(texts), "arguments", "another doc text")


def _argument_rows(change: ArgumentChange) -> Iterator[Row]:
    """The places of an argument but for its shifts, and what else is new about it."""
    steps = [place for place in change.places if place.step != "shifted"]
    for _, same in groupby(steps, lambda place: (place.kind, place.step, place.old, place.new)):
        places = list(same)
        roles = " and ".join(place.role for place in places if place.role)
        where = _list_name(change.kernel, places[0].kind, roles)
        yield Row(any(place.breaking for place in places), change.name, where, _step(places[0]))
    if change.old and change.new:
        facts = "; ".join(_facts(change))
        if facts:
            yield Row(False, change.name, f"{change.kernel} arguments", facts)


def _step(place: PlaceChange) -> str:
    if place.old is None:
        return f"{place.step} at {place.new}"
    return f"removed from {place.old}" if place.new is None else f"{place.step} {place.old} -> {place.new}"


def _facts(change: ArgumentChange) -> Iterator[str]:
    old, new = change.old, change.new
    assert old
    assert new
    if "renamed" in change.aspects:
        yield f"renamed, was {old.name}"
    if "value" in change.aspects:
        yield f"carries {new.carries}, not {old.carries}"
    if "kind" in change.aspects:
        yield f"{_KINDS[old.kind]} -> {_KINDS[new.kind]}"
    if "audience" in change.aspects:
        yield f"audience {old.audience} -> {new.audience}"
    if "type" in change.aspects:
        yield f"type {old.type} -> {new.type}"
    if "pin" in change.aspects:
        yield "no longer pinned" if new.index is None else f"pinned to {new.index}"


def _shift_rows(changes: Sequence[ArgumentChange]) -> Iterator[Row]:
    """Arguments that only make way: neighbours that go the same way share a row."""
    places = [
        (change.kernel, place, change.name) for change in changes for place in change.places if place.step == "shifted"
    ]

    def run(numbered: tuple[int, tuple[str, PlaceChange, str]]) -> tuple[object, ...]:
        number, (kernel, place, _) = numbered
        before, after = _both(place)
        return (kernel, place.kind, place.role, after - before, before - number)

    places.sort(key=lambda one: (one[0], one[1].kind, one[1].role or "", one[1].old))
    for _, together in groupby(enumerate(places), run):
        members = [one for _, one in together]
        (kernel, first, start), (_, last, end) = members[0], members[-1]
        (before, after), (last_before, last_after) = _both(first), _both(last)
        where = _list_name(kernel, first.kind, first.role or "")
        breaking = any(place.breaking for _, place, _ in members)
        if len(members) == 1:
            yield Row(breaking, start, where, f"shifted {before} -> {after}")
        else:
            yield Row(breaking, f"{start} .. {end}", where, f"shifted {before}..{last_before} -> {after}..{last_after}")


def _both(place: PlaceChange) -> tuple[int, int]:
    assert place.old is not None
    assert place.new is not None
    return place.old, place.new


def _length_row(change: LengthChange) -> Row:
    tail = f"; {change.followed_by} behind them move" if change.followed_by else ""
    where = _list_name(change.kernel, change.kind, change.role or "")
    return Row(change.breaking, "length", where, f"{change.old} -> {change.new} words{tail}")


def _part_row(change: PartChange) -> Row:
    if change.status == "changed":
        text = ", ".join(f"{one.field} {_from_to(one)}" for one in change.fields)
    else:
        side = [(one.field, one.new if change.status == "added" else one.old, one.unit) for one in change.fields]
        facts = ", ".join(f"{name} {_value(value)}{_unit(unit)}" for name, value, unit in side if name != "doc")
        text = f"{change.status}: {facts}"
    return Row(change.breaking, change.name, change.part, text)


def _group_title(group: CaseGroup) -> str:
    cases = _cases(group.cases)
    return f"{group.status}: {cases}" if group.status in ("added", "removed") else f"in {cases}"


def _cases(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
    return f"{len(names)} {'case' if len(names) == 1 else 'cases'}: {shown}"


def _group_rows(group: CaseGroup) -> Iterator[Row]:
    if group.old_reasons or group.new_reasons:
        texts = {True: "has no plan any more", False: "has a plan now"}
        change = "has no plan, for another reason" if group.old_reasons and group.new_reasons else None
        yield Row(False, "plan", "", change or texts[bool(group.new_reasons)])
        for side, reasons in (("before", group.old_reasons), ("now", group.new_reasons)):
            for reason in reasons:
                yield Row(False, "", side, reason.splitlines()[0])
    if group.plan:
        yield from _plan_rows(group.plan)


def _plan_rows(plan: PlanChange) -> Iterator[Row]:
    for one in plan.case:
        yield Row(False, one.field, "case", _from_to(one))
    for one in plan.geometry:
        yield Row(False, one.field, "all cores", _from_to(one))
    for part in plan.buffers:
        yield _part_row(part)
    for one in plan.budget:
        yield Row(False, one.field, "L1 of a core", _from_to(one))
    for role in plan.roles:
        sides = [side or "no core of the operation" for side in (role.old, role.new)]
        yield Row(False, "role", name_cores(role.cores), " -> ".join(sides))
    for work in plan.work:
        yield _work_row(work)
    for multicast in plan.multicasts[:MOST_SENDERS]:
        sides = [_rectangles(side) for side in (multicast.old, multicast.new)]
        yield Row(False, "multicast", f"from {multicast.sender}", " -> ".join(sides))
    rest = [multicast.sender for multicast in plan.multicasts[MOST_SENDERS:]]
    if rest:
        yield Row(False, "multicast", f"from {name_cores(rest)}", "likewise other rectangles")


def _work_row(work: WorkChange) -> Row:
    """One value on several cores: the change itself where it is the same everywhere, else that of the first core."""
    first, cores = work.cores[0], [one.core for one in work.cores]
    change = f"{_value(first.old)} -> {_value(first.new)}{_unit(work.unit)}"
    same = all((one.old, one.new) == (first.old, first.new) for one in work.cores)
    return Row(False, work.field, name_cores(cores), change if same else f"{change} on {first.core}, and so on")


def _rectangles(rectangles: Iterable[MulticastRectangle]) -> str:
    """Corners in NoC coordinates, and receivers."""
    texts = [
        f"{Core(one.noc_start_x, one.noc_start_y)}-{Core(one.noc_end_x, one.noc_end_y)} to {one.num_dests}"
        for one in rectangles
    ]
    return f"NoC {' '.join(texts)}" if texts else "nothing"


def _list_name(kernel: str, kind: str, roles: str) -> str:
    return f"{kernel} {_KINDS[kind]}" + (f", {roles}" if roles else "")


def _from_to(change: FieldChange) -> str:
    return f"{_value(change.old)} -> {_value(change.new)}{_unit(change.unit)}"


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
