"""What kernels read by name, in C++: what the host names, and what comes with a binding."""

from __future__ import annotations

from codegen.model.named import named_words
from codegen.model.positions import ArgumentList
from codegen.model.schedule import kernel_uses
from codegen.model.targets import target_of
from codegen.model.uses import RESERVED, ROLE_FLAG
from codegen.model.variant import Argument, KernelName, Variant


def found_by_name(variant: Variant, kernel: KernelName, table: ArgumentList, word: Argument) -> str:
    """What a kernel finds for a word of a list."""
    if word in named_words(variant, table):
        found = f"get_arg(args::{word.name})"
        return found if word.type == "uint32_t" else f"static_cast<{word.type}>({found})"
    if word.carries == ROLE_FLAG:
        return str(int(table.role == "sender"))
    if word.carries != RESERVED and kernel_uses(variant, kernel)[word.carries].scope == "semaphore":
        return f"sem::{word.carries.removesuffix('_semaphore')}.id"
    return "0"


def first_record_word(variant: Variant, table: ArgumentList) -> str:
    """Where the records of a list begin among the runtime arguments of a kernel, in a member of what inherits it."""
    return "first_record_word(this)" if target_of(variant).by_name else f"word_count<{table.struct}>"


def last_named(variant: Variant, table: ArgumentList) -> str | None:
    """The argument behind which the records of a list begin; None where no word of it has a name."""
    named = named_words(variant, table)
    return named[-1].name if named else None
