"""A mutation: one fault, the case that shows it, and what must be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.launch.error import Verdict
from codegen.model.case import Case
from codegen.plan.chip import ChipName

KERNEL_FOLDER = "kernels"
KERNEL_ARGS = f"{KERNEL_FOLDER}/kernel_args.hpp"


class EditError(ValueError):
    """The emitted files do not hold the text of an edit, or hold it more than once: the mutation is out of date."""


@dataclass(frozen=True)
class Edit:
    """One passage of an emitted file, and what takes its place.

    Attributes:
        path: The file, in the folder of its variant.
        find: The passage; it stands in the file exactly once.
        replace: What takes its place.
        kernels_only: The kernels see the edit and the host does not, as if they were compiled from another commit.
    """

    path: str
    find: str
    replace: str
    kernels_only: bool = False


@dataclass(frozen=True)
class Mutation:
    """A fault of the emitted code.

    Attributes:
        id: Its name.
        case: The case that shows it; its variant is the one that is broken.
        what: What is wrong, in one sentence.
        edits: How it is made wrong; several only where a line moves.
        expected: The right verdicts; several only where the chip could show either.
        culprit: Regular expression for the line of the message that points to the broken place.
        chip: The chip that shows it.
    """

    id: str
    case: Case
    what: str
    edits: tuple[Edit, ...]
    expected: tuple[Verdict, ...]
    culprit: str
    chip: ChipName = "wormhole"


def mutate(texts: Mapping[str, str], mutation: Mutation) -> dict[str, str]:
    """The emitted files with the fault in them.

    Raises:
        EditError: An edit does not fit the files, or changes nothing.
    """
    mutated = dict(texts)
    for edit in mutation.edits:
        _apply(mutated, edit, mutation.id)
    return mutated


def _apply(texts: dict[str, str], edit: Edit, mutation: str) -> None:
    count = texts.get(edit.path, "").count(edit.find)
    if count != 1:
        raise EditError(f"mutation {mutation}: {edit.path} holds {count} times, wanted once:\n{edit.find}")
    if edit.find == edit.replace:
        raise EditError(f"mutation {mutation}: the edit of {edit.path} changes nothing:\n{edit.find}")
    broken = texts[edit.path].replace(edit.find, edit.replace)
    if not edit.kernels_only:
        texts[edit.path] = broken
        return
    # The host keeps the file; the kernels get a copy of their own.
    texts[f"{KERNEL_FOLDER}/{edit.path}"] = broken
    _apply(texts, Edit(KERNEL_ARGS, f'#include "../{edit.path}"', f'#include "{edit.path}"'), mutation)
