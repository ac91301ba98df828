"""Rules which hold between the fields of a variant, or of a case; pydantic has checked each field alone before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain

from codegen.model.case import Case
from codegen.model.finding import Finding, Location, did_you_mean
from codegen.model.operation import SHARED_TABLES, VARIANTS, Operation
from codegen.model.owned import emitted_words, header_words, owner_of
from codegen.model.positions import argument_list, roles_of, visible
from codegen.model.registry import schedule_named
from codegen.model.schedule import buffer_uses, kernel_uses, semaphore_uses
from codegen.model.targets import TARGETS
from codegen.model.uses import RESERVED, RESERVED_USE, ROLE_FLAG, Use
from codegen.model.variant import KERNEL_NAMES, Argument, ArgumentKind, KernelName, TargetName, Variant

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

KINDS: tuple[ArgumentKind, ...] = ("compile_time", "common_runtime", "runtime")


def variant_findings(variant: Variant) -> list[Finding]:
    """Everything that is wrong with a variant."""
    return list(
        chain(
            _schedule(variant),
            _names(variant),
            _topology(variant),
            _named_parts(variant),
            chain.from_iterable(_arguments(variant, kernel) for kernel in KERNEL_NAMES),
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
    return list(chain(_window(case), _cores(case)))


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
    yield from _repeated(what, (field,), [name for name, _ in parts])
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


def _repeated(what: str, location: Location, names: list[str]) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            last = len(names) - 1 - names[::-1].index(name)
            yield Finding(
                "name-once",
                f"{what} {name!r} is declared {count} times, wanted 1",
                (*location, last, "name"),
                "rename or remove one",
            )


def _arguments(variant: Variant, kernel: KernelName) -> Iterator[Finding]:
    arguments = variant.arguments.of(kernel)
    uses = kernel_uses(variant, kernel)
    yield from _repeated("argument", ("arguments", kernel), [argument.name for argument in arguments])
    for place, argument in enumerate(arguments):
        yield from _argument(variant, kernel, argument, uses, ("arguments", kernel, place))
    yield from _every_value_arrives(variant, kernel, uses)
    for kind in KINDS:
        for role in roles_of(variant, kernel, kind):
            words = [word for word in visible(arguments, kind, role) if not word.is_list]
            yield from _positions(kernel, kind, role, words, arguments)
            yield from _room(variant, kernel, kind, role, words)
    yield from _role_flag(variant, kernel)


def _argument(
    variant: Variant, kernel: KernelName, argument: Argument, uses: Mapping[str, Use], location: Location
) -> Iterator[Finding]:
    value = argument.carries
    key = "value" if argument.value else "name"
    use = RESERVED_USE if value == RESERVED else uses.get(value)
    if use is None:
        yield Finding(
            "argument-value",
            f"the {kernel} kernel has no use for {value!r}",
            (*location, key),
            did_you_mean(value, [*uses, RESERVED]),
        )
        return
    if argument.audience != "all" and roles_of(variant, kernel, argument.kind) == (None,):
        yield Finding(
            "argument-audience",
            f"audience {argument.audience!r}, but all cores get the {argument.kind} arguments of this {kernel}",
            (*location, "audience"),
            "use audience all; sender and receiver have tables of their own in the runtime arguments of a multicast",
        )
    scope = use.scope
    if argument.kind == "compile_time" and scope == "launch":
        yield Finding(
            "argument-kind",
            f"{value!r} is an address, which changes from launch to launch, and kind is 'compile_time'",
            (*location, "kind"),
            "use runtime or common_runtime",
        )
    if argument.kind != "runtime" and scope in ("work", "link"):
        yield Finding(
            "argument-kind",
            f"{value!r} differs from core to core, and kind {argument.kind!r} is the same on all cores",
            (*location, "kind"),
            "use runtime",
        )
    types = use.types
    if argument.type not in types:
        yield Finding(
            "argument-type",
            f"{value!r} has type {argument.type!r}, wanted {' or '.join(map(repr, types))}",
            (*location, "type"),
            "the type follows from the value",
        )
    if argument.is_list and argument.index is not None:
        yield Finding(
            "argument-index",
            f"{argument.name!r} is a list of records and is pinned to index {argument.index}",
            (*location, "index"),
            "leave out the index: the list always follows the other arguments",
        )


def _every_value_arrives(variant: Variant, kernel: KernelName, uses: Mapping[str, Use]) -> Iterator[Finding]:
    """Each value which the kernel reads arrives exactly once on each core that reads it."""
    arguments = variant.arguments.of(kernel)
    for value, use in uses.items():
        carriers = [argument for argument in arguments if argument.carries == value]
        for role in use.roles if variant.multicasts else (None,):
            arriving = [c for c in carriers if role is None or c.kind != "runtime" or c.audience in ("all", role)]
            if len(arriving) != 1:
                cores = f" of a {role}" if role and kernel == "reader" else ""
                names = f" ({', '.join(argument.name for argument in arriving)})" if arriving else ""
                yield Finding(
                    "argument-arrives",
                    f"the {kernel} kernel{cores} reads {value!r}, which {len(arriving)} arguments carry{names}",
                    ("arguments", kernel),
                    f"add an argument named {value}" if not arriving else "remove all but one",
                )
                break


def _positions(
    kernel: KernelName,
    kind: ArgumentKind,
    role: str | None,
    words: list[Argument],
    arguments: tuple[Argument, ...],
) -> Iterator[Finding]:
    """No position taken twice, no gap."""
    table = _table(kernel, kind, role)
    owners: dict[int, list[Argument]] = defaultdict(list)
    for word in words:
        if word.index is not None:
            owners[word.index].append(word)
    crowded = {index: pinned for index, pinned in owners.items() if len(pinned) > 1}
    for index, pinned in crowded.items():
        names = " and ".join(repr(word.name) for word in pinned)
        yield Finding(
            "argument-index",
            f"{table}: {names} have the same index {index}",
            ("arguments", kernel, arguments.index(pinned[-1]), "index"),
            "give each its own index, or leave the index out",
        )
    if crowded:
        return
    last = max((word for word in words if word.index is not None), key=lambda word: word.index or 0, default=None)
    if last and (last.index or 0) >= len(words):
        yield Finding(
            "argument-gap",
            f"{table}: {last.name!r} is pinned to index {last.index}, and {len(words)} arguments fill "
            f"index 0 to {len(words) - 1} only",
            ("arguments", kernel, arguments.index(last), "index"),
            f"pin it to {len(words) - 1} at most, or fill the gap with arguments of value {RESERVED}",
        )


def _room(
    variant: Variant, kernel: KernelName, kind: ArgumentKind, role: str | None, words: list[Argument]
) -> Iterator[Finding]:
    """No more words than a launch carries."""
    limit = TARGETS[variant.target].max_runtime_words
    if kind == "runtime" and len(words) > limit:
        yield Finding(
            "argument-count",
            f"{_table(kernel, kind, role)}: {len(words)} words, the chip takes {limit}",
            ("arguments", kernel),
            "make some of them compile_time",
        )


def _table(kernel: KernelName, kind: ArgumentKind, role: str | None) -> str:
    """A list of arguments, in words."""
    return f"{kind} arguments of the {kernel}" + (f" on a {role}" if role else "")


def _role_flag(variant: Variant, kernel: KernelName) -> Iterator[Finding]:
    """The kernel reads the role flag before it knows which table it was given."""
    if len(roles_of(variant, kernel, "runtime")) == 1:
        return
    lists = [argument_list(variant, kernel, "runtime", role) for role in roles_of(variant, kernel, "runtime")]
    places = [[word.carries for word in table.words].index(ROLE_FLAG) for table in lists if table.field_of(ROLE_FLAG)]
    if len(set(places)) > 1:
        yield Finding(
            "role-flag",
            f"{ROLE_FLAG!r} has index {places[0]} on a sender and {places[1]} on a receiver, wanted the same",
            ("arguments", kernel),
            f"put {ROLE_FLAG} first, or pin it",
        )


def _window(case: Case) -> Iterator[Finding]:
    if len(case.padding) == 3:
        yield Finding("padding-sides", "padding has 3 numbers, wanted 2 or 4", ("padding",), "top, bottom, left, right")
        return
    for side, padded, reach in zip(("height", "width"), case.padded_input, case.reach, strict=True):
        if reach > padded:
            yield Finding(
                "kernel-fits-input",
                f"kernel {side} with dilation is {reach}, the padded input's {side} is {padded}",
                ("kernel",),
                "make the kernel or the dilation smaller, or the padding larger",
            )


def _cores(case: Case) -> Iterator[Finding]:
    columns, rows = case.grid
    if case.cores is not None and case.cores > columns * rows:
        yield Finding(
            "cores-fit-grid",
            f"{case.cores} cores, the grid of {columns} x {rows} has {columns * rows}",
            ("cores",),
            "leave out cores to use the whole grid",
        )
