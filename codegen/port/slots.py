"""A program slot for slot: what the emitted factory of one target describes, and where that of another one has it."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.model.named import ENDPOINTS, OPERANDS, SENDER_DEFINE, ends_of, splits_readers
from codegen.model.positions import ArgumentList, argument_lists
from codegen.model.schedule import kernel_uses
from codegen.model.uses import RESERVED, ROLE_FLAG
from codegen.model.variant import KERNEL_NAMES, Argument, ArgumentKind, KernelName, Variant
from codegen.plan.grid import Core
from codegen.plan.program import ProgramPlan
from codegen.port.factories import describe
from codegen.port.records import Row, Value, Values, compare
from codegen.port.sides import Descriptor, Specification, cores

CALLED = "what kernels call it"

BUFFER_FACTS = {
    "num_pages": "pages",
    "page_bytes": "bytes of a page",
    "bytes": "bytes",
    "format": "format",
    "tile_rows": "rows of a tile",
    "memory": "memory",
}
"""What is told of a buffer, and what it is called."""

_LISTS: dict[ArgumentKind, str] = {
    "compile_time": "compile-time",
    "common_runtime": "common runtime",
    "runtime": "runtime",
}


def slots(old: ProgramPlan, new: ProgramPlan) -> Iterator[Row]:
    """Each slot of a program under two targets.

    Args:
        old: A case, on a variant whose factory describes programs by a ProgramDescriptor.
        new: The same, on the same variant for a target whose factory specifies them by a ProgramSpec.

    Raises:
        CompilerNotFoundError: There is no compiler.
        CompileError: An emitted factory does not compile.
        RunnerError: It fails.
    """
    before, after = Descriptor(describe(old)), Specification(describe(new))
    yield from _buffers(new.variant, before, after)
    yield from _semaphores(new.variant, before, after)
    for kernel in KERNEL_NAMES:
        yield from _facts(new.variant, kernel, before, after)
        yield from _arguments(old, new.variant, kernel, before, after)


def _buffers(variant: Variant, before: Descriptor, after: Specification) -> Iterator[Row]:
    names = {buffer.index: buffer.name for buffer in variant.circular_buffers}
    for name in dict.fromkeys([*(names[index] for index in before.buffers), *after.buffers]):
        index = next(index for index, one in names.items() if one == name)
        mine, yours = before.buffers.get(index), after.buffers.get(name)
        on_old = cores(mine["cores"]) if mine else []
        bound = {
            (core, end): one["name"]
            for core, one in after.all_kernels()
            for buffer, _, end in one["buffers"]
            if buffer == name
        }
        found = {found for _, one in after.all_kernels() for buffer, found, _ in one["buffers"] if buffer == name}
        on_new = list(dict.fromkeys(core for core, _ in bound))
        yield compare(
            "buffer",
            name,
            CALLED,
            dict.fromkeys(on_old, name),
            dict.fromkeys(on_new, ", ".join(sorted(found))),
            found=(f"cb {index}", f"dfb::{name}"),
            status="renamed",
        )
        for fact, title in BUFFER_FACTS.items():
            sides = [
                dict.fromkeys(where, "its own" if one[fact] is None else one[fact])
                for one, where in ((mine, on_old), (yours, on_new))
                if one
            ]
            if len(sides) == len((mine, yours)):
                yield compare("buffer", name, title, *sides)
        for end, user in zip(ENDPOINTS, ends_of(variant, name), strict=True):
            yield compare(
                "buffer",
                name,
                end.lower(),
                dict.fromkeys(on_old, user),
                {core: kernel.split("_")[0] for (core, one), kernel in bound.items() if one == end},
                found=("spec", "DFBBinding"),
                status="added",
                why="a specification names both ends",
            )


def _semaphores(variant: Variant, before: Descriptor, after: Specification) -> Iterator[Row]:
    """Kernels agree on a semaphore, whatever its number: a specification gives them in their order."""
    ids = {one.name: one.id for one in variant.semaphores}
    for name in dict.fromkeys([*(one for one in ids if ids[one] in before.semaphores), *after.semaphores]):
        mine, yours = before.semaphores.get(ids[name]), after.semaphores.get(name)
        on_old, on_new = (cores(one["cores"]) if one else [] for one in (mine, yours))
        yield compare(
            "semaphore",
            name,
            CALLED,
            dict.fromkeys(on_old, name),
            {core: found for core, one in after.all_kernels() for bound, found in one["semaphores"] if bound == name},
            found=(f"id {ids[name]}", f"sem::{name}"),
            status="renamed",
        )
        initial = [one["initial_value"] if one else 0 for one in (mine, yours)]
        sides = [dict.fromkeys(where, value) for where, value in zip((on_old, on_new), initial, strict=True)]
        yield compare("semaphore", name, "initial value", *sides)


def _facts(variant: Variant, kernel: KernelName, before: Descriptor, after: Specification) -> Iterator[Row]:
    yield compare("kernel", kernel, "kernels on a core", dict.fromkeys(before.cores_of(kernel), 1), after.runs(kernel))
    old, new = before.facts(kernel), after.facts(kernel)
    for name in dict.fromkeys([*old, *new]):
        if not (name == f"define {SENDER_DEFINE}" and kernel == "reader" and splits_readers(variant)):  # see _role
            yield compare("kernel", kernel, name, old.get(name, {}), new.get(name, {}))


def _arguments(
    plan: ProgramPlan, variant: Variant, kernel: KernelName, before: Descriptor, after: Specification
) -> Iterator[Row]:
    asked: set[tuple[Core, str]] = set()
    for table in argument_lists(variant, kernel):
        among = [one.core for one in plan.cores if table.role in (None, one.role)]
        for place, word in enumerate(table.words if among else ()):  # a program may have no receivers
            asked |= {(core, word.name) for core in among}
            yield _word(plan, variant, table, place, word, among, before, after)
        if table.kind == "runtime" and among:
            yield from _records(table, among, before, after)
    if kernel == "reader":
        yield from _accessors(variant, plan, before, after)
    yield from _nobody_asked(plan, variant, kernel, asked, before, after)


def _nobody_asked(
    plan: ProgramPlan,
    variant: Variant,
    kernel: KernelName,
    asked: set[tuple[Core, str]],
    before: Descriptor,
    after: Specification,
) -> Iterator[Row]:
    """What one side gives to a kernel, and the spec does not list."""
    listed = {table.kind: len(table.words) for table in argument_lists(variant, kernel)}
    if kernel == "reader":
        listed["compile_time"] += len(_tensors(variant))
    fixed: tuple[ArgumentKind, ...] = ("compile_time", "common_runtime")
    for kind in fixed:
        among = [one.core for one in plan.cores]
        for place in range(listed.get(kind, 0), max(len(before.words(kernel, kind, core)) for core in among)):
            old = before.word(kernel, kind, place, among)
            yield compare("argument", f"{kernel} {_LISTS[kind]}", "not in the spec", old, {}, found=(str(place), ""))
    surplus = after.names(kernel) - asked
    for name in sorted({name for _, name in surplus}):
        _, values = after.named(kernel, name)
        given = {core: values.get(core, "no value") for core, one in surplus if one == name}
        yield compare("argument", kernel, name, {}, given, found=("", f"args::{name}"))


def _word(
    plan: ProgramPlan,
    variant: Variant,
    table: ArgumentList,
    place: int,
    word: Argument,
    among: list[Core],
    before: Descriptor,
    after: Specification,
) -> Row:
    kernel = table.kernel
    title = _LISTS[table.kind]
    where = f"{kernel} {title}" + (f", {table.role}" if table.role else "")
    old = before.word(kernel, table.kind, place, among)
    position = f"{title} {place}"

    def moved(new: Values, found: str, why: str) -> Row:
        mine = {core: new[core] for core in among if core in new}
        return compare("argument", where, word.name, old, mine, found=(position, found), status="moved", why=why)

    if word.carries == RESERVED:
        nothing: dict[Core, Value] = dict.fromkeys(among, 0)
        return compare(
            "argument",
            where,
            word.name,
            old,
            nothing,
            found=(position, ""),
            status="gone",
            why="it only held its place",
        )
    if word.carries == ROLE_FLAG:
        return _role(table, place, word, where, among, before, after)
    scope = kernel_uses(variant, kernel)[word.carries].scope
    if scope == "launch":
        tensor = OPERANDS[word.carries]
        bound = after.tensor(kernel, tensor)
        if tensor == "bias" and not plan.case.bias:  # there is none: its address is zero, and nobody reads it
            bound = dict.fromkeys(bound, 0)
        return moved(bound, f"tensor::{tensor}", "the address comes with the binding of the tensor")
    if scope == "semaphore":
        name = word.carries.removesuffix("_semaphore")
        names: dict[Value, str] = {one.id: one.name for one in variant.semaphores}
        old = {core: names.get(value, value) for core, value in old.items()}
        return moved(after.semaphore(kernel, name), f"sem::{name}", "the id comes with the binding of the semaphore")
    kind, new = after.named(kernel, word.name)
    mine = {core: value for core, value in new.items() if core in among}
    same = kind == table.kind.removesuffix("_runtime")
    return compare(
        "argument",
        where,
        word.name,
        old,
        mine,
        found=(position, f"args::{word.name}" if kind else ""),
        status="renamed" if same else "moved",
        why="" if same else "it is given at another time",
    )


def _role(
    table: ArgumentList,
    place: int,
    word: Argument,
    where: str,
    among: list[Core],
    before: Descriptor,
    after: Specification,
) -> Row:
    """The flag of a sender, which is the macro that its reader is compiled with."""
    new: dict[Core, Value] = {
        core: int(SENDER_DEFINE in one["defines"]) for core, one in after.kernels(table.kernel) if core in among
    }
    return compare(
        "argument",
        where,
        word.name,
        before.word(table.kernel, table.kind, place, among),
        new,
        found=(f"{_LISTS[table.kind]} {place}", f"{table.kernel}_{table.role}"),
        status="gone",
        why="senders and receivers run kernels of their own",
    )


def _records(table: ArgumentList, among: list[Core], before: Descriptor, after: Specification) -> Iterator[Row]:
    """What lies behind the words, as text; on all cores of a kernel it is as long as on the one that has most."""
    first = len(table.words)
    old = {core: before.words(table.kernel, "runtime", core)[first:] for core in among}
    new = {core: after.records(table.kernel, core) for core in among}
    if any(old.values()) or any(words != [] for words in new.values()):
        most = max(map(len, old.values()))
        padded = {core: [*words, *[0] * (most - len(words))] for core, words in old.items()}
        yield compare(
            "argument",
            f"{table.kernel} runtime" + (f", {table.role}" if table.role else ""),
            ", ".join(one.name for one in table.records) or "records",
            {core: _told(words) for core, words in padded.items()},
            {core: _told(words) for core, words in new.items() if words is not None},
            found=(f"runtime {first} and on", "get_vararg"),
            status="moved",
            why="records have no names; zeros fill up where they are fewer",
        )


def _told(words: list[Value]) -> str:
    return " ".join(map(str, words)) or "none"


def _accessors(variant: Variant, plan: ProgramPlan, before: Descriptor, after: Specification) -> Iterator[Row]:
    """What the accessors are told of tensors, behind the compile-time arguments."""
    tables = [table for table in argument_lists(variant, "reader") if table.kind == "compile_time"]
    first = sum(len(table.words) for table in tables)
    among = [one.core for one in plan.cores]
    tensors = list(OPERANDS.values())
    for place, tensor in enumerate(_tensors(variant)):
        told = before.word("reader", "compile_time", first + place, among)
        yield compare(
            "argument",
            "reader compile-time",
            f"accessor of {tensor}",
            {core: tensors[int(number)] for core, number in told.items()},
            after.tensor("reader", tensor),
            found=(f"compile-time {first + place} and on", f"tensor::{tensor}"),
            status="moved",
            why="what an accessor is told comes with the binding of the tensor",
        )


def _tensors(variant: Variant) -> tuple[str, ...]:
    """The tensors that have an accessor."""
    return ("weights", *(("bias",) if variant.has_bias_tensor else ()))
