"""Measures what kernels do themselves between the calls of the API, by wolfpine's traces of compiled kernels.

A trace is the program counters of a kernel in their order. Debug information says which call each belongs to, and where
it says none, the code is the kernel's own. The emulator says which calls a kernel makes and what the model takes for
them. Both sequences are laid side by side; between two calls that stand in both, what the trace takes more is the
kernel's own code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from codegen.cost.throughputs import RISCV, STEPS
from codegen.device.wolfpine.source_lines import Frame
from codegen.emulator.times import Edge, Interval

MOST_CYCLES = 40
"""Of an instruction, if it does not wait: a division. What is seen once, and takes longer, waits."""

MOST_CALLS = 1500
"""Of a trace that are laid beside the model's: more of a loop say nothing new."""


@dataclass(frozen=True)
class Call:
    """A call in a trace, or in the model.

    Attributes:
        name: Of the call.
        before: What was done since the call before [cycles].
        cycles: Of the call itself [cycles].
    """

    name: str
    before: int
    cycles: int


@dataclass
class _Piece:
    """Instructions in a row that belong to the same call: at one place of the source."""

    call: tuple[str, str] | None
    cycles: int
    first: int
    last: int
    seen: set[int] = field(default_factory=set)


def calls_with_cost(processor: str) -> frozenset[str]:
    """The calls that cost a processor something, and that debug information names: no Tensix instructions."""
    names = {name for table in (RISCV, STEPS) for name, costs in table.items() if processor in costs}
    return frozenset(name for name in names if not name.isupper() and not name[0].isupper())


def least_cycles(traces: Iterable[Sequence[tuple[int, int]]]) -> dict[int, int]:
    """What the instruction at each program counter takes where nothing keeps it waiting: the least that was seen."""
    least: dict[int, int] = {}
    for trace in traces:
        for counter, cycles in trace:
            least[counter] = min(cycles, least.get(counter, MOST_CYCLES))
    return least


def calls_of_trace(
    trace: Sequence[tuple[int, int]],
    frames: Mapping[int, tuple[Frame, ...]],
    sources: frozenset[str],
    names: frozenset[str],
    least: Mapping[int, int],
) -> list[Call]:
    """The calls of a trace, and behind them an `end`.

    The compiler moves instructions of a call away from it. So a call is its largest piece; it begins anew where the
    program goes back. One that waits takes what it would if it had not to.

    Args:
        trace: Program counters in their order, with cycles.
        frames: Of each program counter.
        sources: Names of the emitted files.
        names: Calls to look for.
        least: Cycles of each program counter.
    """
    labels = {counter: _call_at(frames.get(counter, ()), sources, names) for counter in {one for one, _ in trace}}
    pieces: list[_Piece] = []
    for counter, _ in trace:
        if not pieces or pieces[-1].call != labels[counter]:
            pieces.append(_Piece(labels[counter], 0, counter, counter))
        piece = pieces[-1]
        if piece.call is None or counter not in piece.seen:  # a call that repeats itself polls
            piece.cycles += least[counter]
            piece.seen.add(counter)
        piece.last = counter
    calls = _without_remains([max(group, key=lambda one: one.cycles) for group in _groups(pieces)])
    shortest: dict[tuple[str, str] | None, int] = {}
    for one in pieces:
        if id(one) in calls:
            shortest[one.call] = min(one.cycles, shortest.get(one.call, one.cycles))
    found, before = [], 0
    for one in pieces:
        if id(one) in calls and one.call:
            found.append(Call(one.call[0], before, shortest[one.call]))
            before = 0
        else:
            before += one.cycles
    return [*found, Call("end", before, 0)]


REMAINS = 3
"""A piece so many times smaller than the largest of its name is no call: the compiler has moved it away from one."""


def _without_remains(pieces: Sequence[_Piece]) -> set[int]:
    """The pieces that are calls, by their identities."""
    largest: dict[str, int] = {}
    for one in pieces:
        if one.call:
            largest[one.call[0]] = max(one.cycles, largest.get(one.call[0], 0))
    return {id(one) for one in pieces if one.call and one.cycles * REMAINS >= largest[one.call[0]]}


def _call_at(stack: Sequence[Frame], sources: frozenset[str], names: frozenset[str]) -> tuple[str, str] | None:
    """The call that an instruction belongs to, and where it stands; None for the kernel's own code."""
    own = next((at for at, frame in enumerate(stack) if frame.file in sources), len(stack))
    place = str(stack[own]) if own < len(stack) else ""
    called = (frame.function.split("<")[0] for frame in reversed(stack[:own]))
    return next(((name, place) for name in called if name in names), None)


def _groups(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces of each call."""
    last: dict[tuple[str, str], list[_Piece]] = {}
    for one in pieces:
        if one.call is None:
            continue
        group = last.get(one.call)
        if group and one.first > group[-1].last:
            group.append(one)
            continue
        if group:
            yield group
        last[one.call] = [one]
    yield from last.values()


def calls_of_model(timeline: Iterable[Interval], processor: str, names: frozenset[str]) -> list[Call]:
    """The calls of a processor in a timeline of the model, and behind them an `end`."""
    found, before = [], 0
    for one in timeline:
        if one.lane != processor:
            continue
        name, cycles = one.what.split("<")[0], one.end - one.begin
        if name in names:
            found.append(Call(name, before, cycles))
            before = 0
        else:
            before += cycles
    return [*found, Call("end", before, 0)]


MATCHED = 0.9
"""Part of the calls of a name that must stand in both sequences, of either, for the name to count."""


def matched_names(pairs: Sequence[tuple[Sequence[Call], Sequence[Call]]]) -> frozenset[str]:
    """The calls which the compiler has left in their places, so that they stand in a trace as often as in the model.

    Args:
        pairs: Calls of a trace and of the model: of all that share a table.
    """
    traced, modelled = (Counter(one.name for pair in pairs for one in pair[side]) for side in (0, 1))
    most = traced | modelled
    names = {name for name, count in (traced & modelled).items() if count >= MATCHED * most[name]}
    while names:
        matched: Counter[str] = Counter()
        for pair in pairs:
            mine, other = (only(names, calls) for calls in pair)
            for block in _matcher(mine, other).get_matching_blocks():
                matched.update(one.name for one in mine[block.a : block.a + block.size])
        worst = min(names, key=lambda name: (matched[name] / most[name], name))
        if matched[worst] >= MATCHED * most[worst]:
            break
        names.remove(worst)
    return frozenset(names)


def only(names: Collection[str], calls: Iterable[Call]) -> list[Call]:
    """The calls of some names; the time of the others is before them."""
    found, before = [], 0
    for one in calls:
        if one.name in names:
            found.append(Call(one.name, before + one.before, one.cycles))
            before = 0
        else:
            before += one.before + one.cycles
    return found


def _matcher(traced: Sequence[Call], modelled: Sequence[Call]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [one.name for one in traced], [one.name for one in modelled], autojunk=False)


def own_code_between(traced: Sequence[Call], modelled: Sequence[Call]) -> dict[Edge, list[int]]:
    """What a trace takes more than the model, between calls that stand in both: of each time [cycles]."""
    matcher = _matcher(traced, modelled)
    found: dict[Edge, list[int]] = defaultdict(list)
    name, trace_at, model_at = "start", 0, 0
    for block in matcher.get_matching_blocks():
        for at in range(block.size):
            trace_end, model_end = block.a + at + 1, block.b + at + 1
            more = _cycles(traced[trace_at:trace_end]) - _cycles(modelled[model_at:model_end])
            behind = traced[trace_end - 1].name
            found[name, behind].append(more)
            name, trace_at, model_at = behind, trace_end, model_end
    return found


def _cycles(calls: Iterable[Call]) -> int:
    return sum(one.before + one.cycles for one in calls)
