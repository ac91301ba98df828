"""Where a program hangs: the lines of the kernels at which its processors wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from codegen.device.wolfpine.launches import Hang, Place, Waiting
from codegen.device.wolfpine.source_lines import Frame

Frames = Sequence[tuple[Frame, ...]]
"""For each program counter its frames, the innermost first."""


def hang_message(
    hang: Hang,
    logical: Mapping[Place, tuple[int, int]],
    sources: frozenset[str],
    frames: Callable[[Sequence[tuple[Path, int, Sequence[int]]]], Sequence[Frames]],
    binaries: Mapping[str, Path],
) -> str:
    """What the verdict says: the time, and for each waiting processor the line of its kernel.

    Args:
        hang: What the simulator has seen.
        logical: Logical cores by their addresses.
        sources: Names of the emitted files.
        frames: Answers where program counters are in ELF files.
        binaries: The ELF files by processor.
    """
    known = [one for one in hang.waiting if one.processor in binaries]
    answers = frames([(binaries[one.processor], one.began, one.counters) for one in known]) if known else []
    found = {(one.core, one.processor): answer for one, answer in zip(known, answers, strict=True)}
    lines = [
        f"    core {logical.get(one.core, one.core)} {one.processor}: "
        f"{_where(one, found.get((one.core, one.processor), []), sources)}"
        for one in sorted(hang.waiting, key=lambda it: (it.core, it.processor))
    ]
    return "\n".join(
        [f"nothing moves any more on the chip, cycle {hang.cycle:,}; these kernels have not ended:", *lines]
        + [f"    {one}" for one in hang.blocked]
    )


def _where(one: Waiting, frames: Frames, sources: frozenset[str]) -> str:
    """The lines of the emitted files, each with the call that it waits in; program counters if nothing is known."""
    places = dict.fromkeys(place for stack in frames if (place := _place_in(stack, sources)))
    if places:
        return "; ".join(places)
    return "at " + ", ".join(f"{counter:#x}" for counter in one.counters)


def _place_in(stack: Sequence[Frame], sources: frozenset[str]) -> str:
    """The lines of emitted files, from that of the kernel on, and what is called at the innermost one."""
    own = [at for at, frame in enumerate(stack) if frame.file in sources]
    if not own:
        return str(stack[0]) if stack else ""
    called = f" in {stack[own[0] - 1].function}" if own[0] else ""
    return " > ".join(str(stack[at]) for at in reversed(own)) + called
