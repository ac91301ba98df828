"""new: a spec of one's own, made of a shipped variant."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode

if TYPE_CHECKING:
    from codegen.model.finding import InputError
    from codegen.model.loader import LoadedVariant

FOLDER = Path("specs")


def new(
    name: str,
    /,
    *,
    of: Annotated[str, Parameter(name="--from", help="A shipped variant, or one of a spec in the folder.")],
    into: Annotated[Path, Parameter(help="Folder of the spec file.")] = FOLDER,
) -> ExitCode:
    """Write a spec of your own, NAME.yaml, made of another variant: an operation with this one variant.

    Nothing is overwritten: a name that a file, a variant or an operation has is refused.

    Args:
        name: Name of the variant, and of the file.
        of: The variant to begin with.
        into: Folder of the spec file.
    """
    from codegen.commands.selection import load_specs
    from codegen.emit.staging import alone_in, change_files
    from codegen.model.document import parse_document
    from codegen.model.finding import did_you_mean
    from codegen.model.loader import operation_in
    from codegen.model.spec_text import spec_text

    known = load_specs(()) | (load_specs([into]) if any(into.glob("*.yaml")) else {})
    if of not in known:
        raise _refusal("command line", "variant-known", f"no variant {of!r}", did_you_mean(of, known))
    path = into / f"{name}.yaml"
    text = spec_text(known[of].variant, name)
    (made,) = operation_in(parse_document(str(path), text), path)
    _require_free(made, known.values())
    with alone_in(into, waiting=lambda: print(f"{into}: waiting for another process that writes", file=sys.stderr)):
        if path.is_symlink() or path.exists():
            raise _refusal(str(path), "name-taken", "the file exists", "choose another name")
        change_files(into, {path: text.encode()}, [])
    print(
        f"{path}: variant {name}, made of {of}; emit it with: {shlex.join(['ttdw', 'generate', '--spec', str(path)])}"
    )
    return ExitCode.OK


def _require_free(made: LoadedVariant, known: Iterable[LoadedVariant]) -> None:
    """Raises InputError if a variant or an operation has the name of the new one."""
    for one in known:
        if one.variant.name == made.variant.name:
            taken = f"variant {one.variant.name!r}"
        elif one.operation.name == made.operation.name:
            taken = f"operation {one.operation.name!r}"
        else:
            continue
        raise _refusal(str(made.path), "name-taken", f"{taken} is defined in {one.path}", "choose another name")


def _refusal(where: str, rule: str, message: str, hint: str) -> InputError:
    from codegen.model.finding import Finding, InputError, PlacedFinding

    return InputError([PlacedFinding(where, 0, Finding(rule, message, (), hint))])
