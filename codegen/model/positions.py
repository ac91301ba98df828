"""Positions of arguments: derived from the order of the table, or pinned in it. Nothing else knows a position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import assert_never

from codegen.model.variant import Argument, ArgumentKind, KernelName, Role, Variant


@dataclass(frozen=True)
class ArgumentList:
    """The arguments that one kernel gets at one time, by position.

    Attributes:
        kernel: The kernel.
        kind: When the arguments are known.
        role: The cores that get them; None when all cores get the same table.
        words: Arguments of one 32-bit word each; the place in the tuple is the position.
        records: The lists of records that follow the words, one behind the other.
    """

    kernel: KernelName
    kind: ArgumentKind
    role: Role | None
    words: tuple[Argument, ...]
    records: tuple[Argument, ...] = ()

    @property
    def struct(self) -> str:
        """Name of the C++ struct with these fields."""
        if self.kind == "compile_time":
            return "CompileTimeArgs"
        if self.kind == "common_runtime":
            return "CommonArgs"
        if self.kind == "runtime":
            return f"{self.role.capitalize()}Args" if self.role else "RuntimeArgs"
        assert_never(self.kind)

    def field_of(self, value: str) -> str | None:
        """Name of the field that carries the value."""
        return next((word.name for word in self.words if word.carries == value), None)


def count_of(records: Argument) -> str:
    """Name of the value that tells how many records a list has."""
    return f"num_{records.carries}"


def place_words(words: Sequence[Argument]) -> list[Argument]:
    """Bring arguments into the order of their positions: pinned ones first, the others fill the free places.

    Args:
        words: The arguments in the order of the table; no two pinned to one position, and none behind the last one.
    """
    pinned = {word.index: word for word in words if word.index is not None}
    free = iter([word for word in words if word.index is None])
    placed = (pinned.get(position) or next(free, None) for position in range(len(words)))
    return [word for word in placed if word is not None]


def visible(arguments: Sequence[Argument], kind: ArgumentKind, role: Role | None) -> list[Argument]:
    """The arguments of one kind which cores of the role get."""
    return [
        argument
        for argument in arguments
        if argument.kind == kind and (role is None or argument.audience in ("all", role))
    ]


def roles_of(variant: Variant, kernel: KernelName, kind: ArgumentKind) -> tuple[Role | None, ...]:
    """The roles which have an argument list of their own: only a reader of a multicast has two."""
    return ("sender", "receiver") if kernel == "reader" and kind == "runtime" and variant.multicasts else (None,)


def argument_list(variant: Variant, kernel: KernelName, kind: ArgumentKind, role: Role | None = None) -> ArgumentList:
    """One argument list of a variant that follows the rules (codegen.model.rules)."""
    arguments = visible(variant.arguments.of(kernel), kind, role)
    words = place_words([argument for argument in arguments if not argument.is_list])
    records = tuple(argument for argument in arguments if argument.is_list)
    return ArgumentList(kernel, kind, role, tuple(words), records)


def argument_lists(variant: Variant, kernel: KernelName) -> tuple[ArgumentList, ...]:
    """All argument lists of a kernel which are not empty; compile-time and runtime lists always."""
    kinds: tuple[ArgumentKind, ...] = ("compile_time", "common_runtime", "runtime")
    lists = [argument_list(variant, kernel, kind, role) for kind in kinds for role in roles_of(variant, kernel, kind)]
    return tuple(table for table in lists if table.words or table.kind != "common_runtime")
