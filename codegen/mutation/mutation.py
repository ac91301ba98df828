"""A mutation: one fault, the case that shows it, and what must be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.emit.common import COMMON
from codegen.launch.error import Verdict
from codegen.model.case import Case
from codegen.model.variant import TargetName
from codegen.plan.chip import ChipName

# Files that all operations share, and one that operations of all schedules have.
KERNEL_ARGS = f"{COMMON}/kernels/kernel_args.hpp"
KERNEL_API = f"{COMMON}/kernels/kernel_api.hpp"
MULTICAST_FILE = f"{COMMON}/kernels/dataflow/multicast.hpp"
PLAN = f"{COMMON}/plan/program.hpp"
PROGRAM = f"{COMMON}/plan/program.cpp"
WINDOW = f"{COMMON}/plan/window.hpp"
WEIGHT_LAYOUT = "device/plan/weight_layout.hpp"

_VARIANTS = "variants"
_KERNELS_ONLY = "variants_of_kernels"
"""The folder beside that of the variants' headers where kernels find one which the host does not see."""

_INCLUDES_VARIANT = "device/kernels/variant.hpp"


def variant_header(case: Case) -> str:
    """The header with the argument tables of the variant that is broken."""
    return f"device/{_VARIANTS}/{case.variant}.hpp"


class EditError(ValueError):
    """The emitted files do not hold the text of an edit, or hold it more than once: the mutation is out of date."""


@dataclass(frozen=True)
class Edit:
    """One passage of an emitted file, and what takes its place.

    Attributes:
        path: The file, in the folder of its operation; a file that all share begins with their folder.
        find: The passage; it stands in the file exactly once.
        replace: What takes its place.
        kernels_only: The kernels see the edit and the host does not, as if they were compiled from another commit. The
            file is the header of the variant.
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
        target: What the variant is emitted for; None for what its spec says.
    """

    id: str
    case: Case
    what: str
    edits: tuple[Edit, ...]
    expected: tuple[Verdict, ...]
    culprit: str
    chip: ChipName = "wormhole"
    target: TargetName | None = None


def mutate(texts: Mapping[str, str], mutation: Mutation, operation: str) -> dict[str, str]:
    """The emitted files with the fault in them.

    Args:
        texts: The files by their paths below the output folder.
        mutation: The fault.
        operation: Name of the operation whose variant is broken.

    Raises:
        EditError: An edit does not fit the files, or changes nothing.
    """
    mutated = dict(texts)
    for edit in mutation.edits:
        _apply(mutated, edit, mutation.id, operation)
    return mutated


def _apply(texts: dict[str, str], edit: Edit, mutation: str, operation: str) -> None:
    path = edit.path if edit.path.startswith(f"{COMMON}/") else f"{operation}/{edit.path}"
    count = texts.get(path, "").count(edit.find)
    if count != 1:
        raise EditError(f"mutation {mutation}: {edit.path} holds {count} times, wanted once:\n{edit.find}")
    if edit.find == edit.replace:
        raise EditError(f"mutation {mutation}: the edit of {edit.path} changes nothing:\n{edit.find}")
    broken = texts[path].replace(edit.find, edit.replace)
    if not edit.kernels_only:
        texts[path] = broken
        return
    # The host keeps the file; the kernels get a copy of their own.
    header = edit.path.removeprefix(f"device/{_VARIANTS}/")
    texts[f"{operation}/device/{_KERNELS_ONLY}/{header}"] = broken
    include = Edit(_INCLUDES_VARIANT, f'"../{_VARIANTS}/{header}"', f'"../{_KERNELS_ONLY}/{header}"')
    _apply(texts, include, mutation, operation)
