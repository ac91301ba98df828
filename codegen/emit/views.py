"""What a kernel finds where: its arguments by the plan's names for them, whichever list of the spec carries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from codegen.emit.named import first_record_word
from codegen.model.named import OPERANDS
from codegen.model.positions import ArgumentList, argument_list, argument_lists, count_of
from codegen.model.schedule import kernel_uses
from codegen.model.uses import RESERVED, SENDER, Scope, Use
from codegen.model.variant import KERNEL_NAMES, Argument, ArgumentKind, KernelName, Role, Variant

_READS: dict[ArgumentKind, str] = {
    "compile_time": "CompileTime<{}>",
    "common_runtime": "Common<{}>",
    "runtime": "Runtime<{}>",
}


@dataclass(frozen=True)
class Base:
    """An argument list that a view consists of, and the C++ type that reads it."""

    struct: str
    read: str


@dataclass(frozen=True)
class Rename:
    """A field that the spec calls otherwise than the plan calls what it carries."""

    value: str
    type: str
    struct: str
    field: str


@dataclass(frozen=True)
class Records:
    """A list of records behind the other runtime arguments.

    Attributes:
        type: C++ type of a record.
        value: The plan's name for the list.
        start: Where it begins among the runtime arguments, in C++.
    """

    type: str
    value: str
    start: str


@dataclass(frozen=True)
class Part:
    """Some of the arguments of a kernel: a C++ struct that inherits the lists in which they stand.

    Attributes:
        bases: The lists.
        renames: The values which the spec calls otherwise.
    """

    bases: tuple[Base, ...]
    renames: tuple[Rename, ...]


@dataclass(frozen=True)
class View:
    """All arguments of a kernel on the cores of one role.

    Attributes:
        name: Name of the C++ struct.
        shared: What is the same on all cores.
        own: What differs from core to core, and what changes with each launch.
        records: Its lists of records, in their order.
        fields: The fields that carry the plan's values, by these.
    """

    name: str
    shared: Part
    own: Part
    records: tuple[Records, ...]
    fields: Mapping[str, str]

    def field(self, value: str) -> str | None:
        """The field of a list that carries a value; None if it does not arrive."""
        return self.fields.get(value)


_SHARED_SCOPES: tuple[Scope, ...] = ("conv", "geometry")


def view_of(variant: Variant, kernel: KernelName, role: Role | None, more: str | None = None) -> View:
    """The arguments of a kernel.

    Args:
        variant: The variant.
        kernel: The kernel.
        role: The role of the cores; None where all cores get the same lists.
        more: A C++ struct that the view inherits from, besides.
    """
    uses = kernel_uses(variant, kernel)
    lists = [table for table in argument_lists(variant, kernel) if table.role in (None, role)]
    carried = [(table, word) for table in lists for word in table.words if word.carries != RESERVED]
    shared = [one for one in carried if uses[one[1].carries].scope in _SHARED_SCOPES]
    own = [one for one in carried if one not in shared]
    part = _part(own, uses)
    return View(
        name="Args" if kernel != "reader" else "Receiver" if role == "receiver" else "Sender",
        shared=_part(shared, uses),
        own=replace(part, bases=(*part.bases, Base(more, f"Nothing<{more}>"))) if more else part,
        records=tuple(one for table in lists for one in _records(variant, table)),
        fields={word.carries: f"{table.struct}::{word.name}" for table, word in carried},
    )


def _records(variant: Variant, table: ArgumentList) -> Iterator[Records]:
    """The lists of a table: each begins behind the one before."""
    start = [first_record_word(variant, table)]
    for one in table.records:
        yield Records(one.type, one.carries, " + ".join(start))
        start.append(f"{table.struct}::{table.field_of(count_of(one))} * word_count<{one.type}>")


def told_at_launch(variant: Variant) -> tuple[KernelName, ...]:
    """The kernels of which a part of what all cores share is not compiled in."""
    return tuple(kernel for kernel in KERNEL_NAMES if any(_is_told_at_launch(variant, kernel)))


def _is_told_at_launch(variant: Variant, kernel: KernelName) -> Iterator[bool]:
    uses = kernel_uses(variant, kernel)
    for argument in variant.arguments.of(kernel):
        shared = argument.carries != RESERVED and uses[argument.carries].scope in _SHARED_SCOPES
        yield shared and argument.kind != "compile_time"


def _is_of_the_handshake(use: Use) -> bool:
    """Whether the multicast reads a value, from a struct that has fields and functions of its own for that."""
    return use.scope == "semaphore" or (use.scope == "link" and use.roles == SENDER)


def _part(carried: list[tuple[ArgumentList, Argument]], uses: Mapping[str, Use]) -> Part:
    tables = list(dict.fromkeys(table for table, _ in carried))
    return Part(
        bases=tuple(Base(table.struct, _READS[table.kind].format(table.struct)) for table in tables),
        renames=tuple(
            Rename(word.carries, word.type, table.struct, word.name)
            for table, word in carried
            if word.name != word.carries and not _is_of_the_handshake(uses[word.carries])
        ),
    )


@dataclass(frozen=True)
class AddressWord:
    """A field that is the address of an operand."""

    field: str
    operand: str


def address_words(table: ArgumentList) -> tuple[AddressWord, ...]:
    """The fields of a list that are addresses."""
    return tuple(AddressWord(word.name, OPERANDS[word.carries]) for word in table.words if word.carries in OPERANDS)


def runtime_list(variant: Variant, kernel: KernelName, role: Role | None) -> ArgumentList:
    """The runtime arguments of a kernel on the cores of a role."""
    return argument_list(variant, kernel, "runtime", role)
