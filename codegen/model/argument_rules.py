"""Rules which hold between the arguments of a kernel."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from codegen.model.finding import Finding, Location, did_you_mean
from codegen.model.positions import argument_list, count_of, roles_of, visible
from codegen.model.schedule import kernel_uses
from codegen.model.targets import TARGETS
from codegen.model.uses import RESERVED, RESERVED_USE, ROLE_FLAG, Use
from codegen.model.variant import Argument, ArgumentKind, KernelName, Role, Variant

KINDS: tuple[ArgumentKind, ...] = ("compile_time", "common_runtime", "runtime")


def argument_findings(variant: Variant, kernel: KernelName) -> Iterator[Finding]:
    """Everything that is wrong with the arguments of a kernel."""
    arguments = variant.arguments.of(kernel)
    uses = kernel_uses(variant, kernel)
    yield from repeated("argument", ("arguments", kernel), [argument.name for argument in arguments])
    for place, argument in enumerate(arguments):
        yield from _argument(variant, kernel, argument, uses, ("arguments", kernel, place))
    yield from _every_value_arrives(variant, kernel, uses)
    for kind in KINDS:
        for role in roles_of(variant, kernel, kind):
            words = [word for word in visible(arguments, kind, role) if not word.is_list]
            yield from _positions(kernel, kind, role, words, arguments)
            yield from _room(variant, kernel, kind, role, words)
            yield from _lists(kernel, kind, role, arguments)
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


def _lists(
    kernel: KernelName, kind: ArgumentKind, role: Role | None, arguments: tuple[Argument, ...]
) -> Iterator[Finding]:
    """A kernel finds a list that lies behind another one by the number of records of that one."""
    arriving = visible(arguments, kind, role)
    carried = {argument.carries for argument in arriving}
    for one, behind in pairwise(argument for argument in arriving if argument.is_list):
        if count_of(one) not in carried:
            yield Finding(
                "list-counted",
                f"{_table(kernel, kind, role)}: {behind.name!r} begins where {one.name!r} ends, "
                f"and no argument carries {count_of(one)!r}",
                ("arguments", kernel, arguments.index(one), "name"),
                f"put {one.name} behind {behind.name}",
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


def repeated(what: str, location: Location, names: list[str]) -> Iterator[Finding]:
    """Names that stand more than once at a place."""
    for name, count in Counter(names).items():
        if count > 1:
            last = len(names) - 1 - names[::-1].index(name)
            yield Finding(
                "name-once",
                f"{what} {name!r} is declared {count} times, wanted 1",
                (*location, last, "name"),
                "rename or remove one",
            )
