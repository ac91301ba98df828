"""Rules which hold between the fields of a variant, or of a case; pydantic has checked each field alone before.

Those of arguments are in argument_rules.py.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

from codegen.model.argument_rules import argument_findings, repeated
from codegen.model.case import Case
from codegen.model.cores import CoreRectangle
from codegen.model.finding import Finding, Location, did_you_mean
from codegen.model.operation import SHARED_TABLES, VARIANTS, Operation
from codegen.model.owned import emitted_words, header_words, owner_of
from codegen.model.registry import schedule_named
from codegen.model.schedule import buffer_uses, semaphore_uses
from codegen.model.targets import TARGETS
from codegen.model.variant import KERNEL_NAMES, TargetName, Variant

MAX_CIRCULAR_BUFFERS = 32
"""Circular buffers of a Tensix core (NUM_CIRCULAR_BUFFERS of tt-metal)."""

MAX_SEMAPHORES = 16
"""Semaphores of a program on a core (NUM_SEMAPHORES of tt-metal)."""

FITTING_TOPOLOGIES = {
    ("BLOCK_SHARDED", "ROW_MAJOR"): ("none", "column"),
    ("BLOCK_SHARDED", "COL_MAJOR"): ("none", "row"),
    ("HEIGHT_SHARDED", "ROW_MAJOR"): ("none", "grid"),
    ("HEIGHT_SHARDED", "COL_MAJOR"): ("none", "grid"),
    ("WIDTH_SHARDED", "ROW_MAJOR"): ("none",),
    ("WIDTH_SHARDED", "COL_MAJOR"): ("none",),
}
"""Topologies whose receivers need the very weights that their sender has, by memory layout and shard orientation."""


def variant_findings(variant: Variant) -> list[Finding]:
    """Everything that is wrong with a variant."""
    return list(
        chain(
            _schedule(variant),
            _names(variant),
            _topology(variant),
            _named_parts(variant),
            chain.from_iterable(argument_findings(variant, kernel) for kernel in KERNEL_NAMES),
        )
    )


def operation_findings(operation: Operation) -> list[Finding]:
    """Everything that is wrong between the variants of an operation, by their places in the list of variants."""
    findings: list[Finding] = []
    selected: dict[tuple[str, bool], str] = {}
    names: list[str] = []
    for place, variant in enumerate(operation.variants):
        location: Location = (VARIANTS, place, "name")
        if variant.name in names:
            message = f"variant {variant.name!r} stands twice in operation {operation.name!r}"
            findings.append(Finding("variant-once", message, location, "rename one"))
        names.append(variant.name)
        other = selected.setdefault((variant.memory_layout, variant.has_bias_tensor), variant.name)
        if other != variant.name:
            bias = "a bias tensor" if variant.has_bias_tensor else "no bias tensor"
            findings.append(
                Finding(
                    "variant-selected",
                    f"variants {other!r} and {variant.name!r} both take {variant.memory_layout} with {bias}",
                    location,
                    "an operation picks its program by these two: make one of them an operation of its own",
                )
            )
    return findings


def case_findings(case: Case) -> list[Finding]:
    """Everything that is wrong with a case, whatever its variant."""
    return list(chain(_window(case), reflection_findings(case), _cores(case), _slices(case)))


SCHEDULE_ON_TARGET = "schedule-on-target"


def schedule_on_target(schedule: str, target: TargetName) -> Finding | None:
    """What is wrong if a schedule is to be emitted for a target; None if nothing is."""
    fitting = schedule_named(schedule).targets
    if target in fitting:
        return None
    message = f"schedule {schedule!r} is not emitted for target {target}"
    return Finding(SCHEDULE_ON_TARGET, message, ("schedule",), f"use target {' or '.join(fitting)}")


def _schedule(variant: Variant) -> Iterator[Finding]:
    if not_emitted := schedule_on_target(variant.schedule, variant.target):
        yield not_emitted
    schedule = schedule_named(variant.schedule)
    choices = (
        ("multiply", variant.multiply, schedule.multiplies),
        ("input", variant.input or schedule.inputs[0], schedule.inputs),
    )
    for field, chosen, known in choices:
        if chosen not in known:
            message = f"schedule {variant.schedule!r} has no {field} {chosen!r}"
            yield Finding(f"{field}-of-schedule", message, (field,), f"use {' or '.join(known)}")


def _names(variant: Variant) -> Iterator[Finding]:
    """No name belongs to C++ or its headers; one that the spec is free to choose, to no emitted code either."""
    yield from _free(variant.name, ("name",), emitted_words(variant.schedule) | {SHARED_TABLES})
    if variant.operation:
        yield from _free(variant.operation, ("operation",))
    for place, buffer in enumerate(variant.circular_buffers):
        yield from _free(buffer.name, ("circular_buffers", place, "name"))
    for place, semaphore in enumerate(variant.semaphores):
        yield from _free(semaphore.name, ("semaphores", place, "name"))
    for kernel in KERNEL_NAMES:
        for place, one in enumerate(variant.arguments.of(kernel)):
            used = header_words() if one.name != one.carries else frozenset()
            yield from _free(one.name, ("arguments", kernel, place, "name"), used)


def _free(name: str, location: Location, used: Container[str] = ()) -> Iterator[Finding]:
    owner = owner_of(name) or ("a name that the emitted code uses" if name in used else None)
    if owner:
        yield Finding("name-is-free", f"{name!r} is {owner}", location, "use another name")


def _topology(variant: Variant) -> Iterator[Finding]:
    layout, orientation, topology = variant.memory_layout, variant.shard_orientation, variant.multicast.topology
    fitting = FITTING_TOPOLOGIES[layout, orientation]
    if topology not in fitting:
        reason = (
            "all cores need the same weights, whatever their column or row"
            if layout == "HEIGHT_SHARDED"
            else "its receivers would get the weights of other channels"
        )
        yield Finding(
            "topology-fits-layout",
            f"topology {topology!r} does not fit {layout} {orientation}: {reason}",
            ("multicast", "topology"),
            f"use {' or '.join(fitting)}",
        )


def _named_parts(variant: Variant) -> Iterator[Finding]:
    buffers = [(buffer.name, buffer.index) for buffer in variant.circular_buffers]
    yield from _numbered("circular buffer", "circular_buffers", "index", buffers, MAX_CIRCULAR_BUFFERS)
    yield from _declared("circular buffer", "circular_buffers", [name for name, _ in buffers], buffer_uses(variant))
    semaphores = [(semaphore.name, semaphore.id) for semaphore in variant.semaphores]
    yield from _numbered("semaphore", "semaphores", "id", semaphores, MAX_SEMAPHORES)
    yield from _declared("semaphore", "semaphores", [name for name, _ in semaphores], semaphore_uses(variant))
    if not TARGETS[variant.target].takes_semaphore_ids:
        yield from _free_ids(variant, semaphores)


def _free_ids(variant: Variant, semaphores: list[tuple[str, int]]) -> Iterator[Finding]:
    """CreateSemaphore takes no id: it returns the first one that is free."""
    for place, (name, number) in enumerate(semaphores):
        if number != place:
            yield Finding(
                "semaphore-order",
                f"semaphore {name!r} has id {number}, and tt-metal {variant.target} gives it id {place}",
                ("semaphores", place, "id"),
                "number them 0, 1, ... in their order",
            )


def _numbered(what: str, field: str, key: str, parts: list[tuple[str, int]], limit: int) -> Iterator[Finding]:
    """Each name once, each number once, each number below the limit of the chip."""
    yield from repeated(what, (field,), [name for name, _ in parts])
    owners: dict[int, str] = {}
    for place, (name, number) in enumerate(parts):
        location: Location = (field, place, key)
        if number >= limit:
            yield Finding(
                f"{what.replace(' ', '-')}-number",
                f"{what} {name!r} has {key} {number}, a core has {limit} of them",
                location,
                f"use 0 to {limit - 1}",
            )
        if number in owners:
            yield Finding(
                f"{what.replace(' ', '-')}-number",
                f"{what}s {owners[number]!r} and {name!r} have the same {key} {number}",
                location,
                f"give each {what} its own {key}",
            )
        owners.setdefault(number, name)


def _declared(what: str, field: str, names: list[str], used: Iterable[str]) -> Iterator[Finding]:
    """What the schedule uses is declared, and the reverse."""
    used = tuple(used)
    rule = f"{what.replace(' ', '-')}-declared"
    for name in used:
        if name not in names:
            yield Finding(
                rule, f"{what} {name!r} is used by the kernels and not declared", (field,), f"add it to {field}"
            )
    for place, name in enumerate(names):
        if name not in used:
            hint = did_you_mean(name, used) if used else f"remove it: this topology needs no {what}"
            yield Finding(rule, f"{what} {name!r} is declared and no kernel uses it", (field, place, "name"), hint)


def _window(case: Case) -> Iterator[Finding]:
    for side, padded, reach in zip(("height", "width"), case.padded_input, case.reach, strict=True):
        if reach > padded:
            yield Finding(
                "kernel-fits-input",
                f"kernel {side} with dilation is {reach}, the padded input's {side} is {padded}",
                ("kernel",),
                "make the kernel or the dilation smaller, or the padding larger",
            )


def reflection_findings(case: Case) -> Iterator[Finding]:
    """Whether the input has what its padding repeats."""
    if case.padding_mode != "reflect":
        return
    sides = case.padding_sides
    for side, size, padding in zip(("height", "width"), case.input, (sides[:2], sides[2:]), strict=True):
        if max(padding) >= size:
            yield Finding(
                "reflection-fits-input",
                f"padding_mode reflect wants a padding smaller than the input, its {side} is {size} and a padding "
                f"{max(padding)}",
                ("padding",),
                f"use a padding of {size - 1} at most, or padding_mode replicate",
            )


def _slices(case: Case) -> Iterator[Finding]:
    if case.slices and case.slices.count and not case.slices.axis:
        yield Finding(
            "slices-axis",
            f"{case.slices.count} slices, and nothing says what is cut",
            ("slices",),
            "add axis: height, width or channels",
        )


def _cores(case: Case) -> Iterator[Finding]:
    columns, rows = case.grid
    if isinstance(case.cores, tuple):
        yield from _core_rectangles(case, case.cores)
    elif case.num_cores > columns * rows:
        yield Finding(
            "cores-fit-grid",
            f"{case.cores} cores, the grid of {columns} x {rows} has {columns * rows}",
            ("cores",),
            "leave out cores to use the whole grid",
        )


def _core_rectangles(case: Case, rectangles: Sequence[CoreRectangle]) -> Iterator[Finding]:
    left, top = case.origin
    right, bottom = left + case.grid[0] - 1, top + case.grid[1] - 1
    for place, (x0, y0, x1, y1) in enumerate(rectangles):
        if x1 < x0 or y1 < y0:
            yield Finding(
                "core-rectangle",
                f"its last core ({x1},{y1}) is not below and to the right of its first core ({x0},{y0})",
                ("cores", place),
                "write first column, first row, last column, last row",
            )
        elif x0 < left or y0 < top or x1 > right or y1 > bottom:
            yield Finding(
                "cores-fit-grid",
                f"({x0},{y0})-({x1},{y1}) is not all in the grid, ({left},{top})-({right},{bottom})",
                ("cores", place),
                "let grid and origin be the box around all cores",
            )
        for earlier, (left0, top0, right0, bottom0) in enumerate(rectangles[:place]):
            if x0 <= right0 and left0 <= x1 and y0 <= bottom0 and top0 <= y1:
                yield Finding(
                    "cores-once",
                    f"rectangles {earlier} and {place} both have core ({max(x0, left0)},{max(y0, top0)})",
                    ("cores", place),
                    "let each core stand in one rectangle",
                )
