"""install and uninstall: the emitted operation in a tt-metal checkout."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.options import DEFAULT_OUT, Quiet, Specs, Target
from codegen.commands.selection import Selection, select

if TYPE_CHECKING:
    from codegen.install.changes import Change, Operation

Tree = Annotated[Path, Parameter(help="Top folder of a tt-metal tree, a git checkout or an exported one.")]
DryRun = Annotated[bool, Parameter(negative=(), help="Print the diff and what it comes to, and change nothing.")]


def install(
    *variant: str,
    tt_metal: Tree,
    spec: Specs = None,
    target: Target = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
) -> ExitCode:
    """Place what the specs emit into a tt-metal tree, and edit there what makes it part of the build.

    Edits stand in blocks between marks. A second run finds nothing to do. A tree with local changes in these places is
    refused, and nothing is written then.

    Args:
        variant: Variants to install; all of them if left out.
        tt_metal: Top folder of a tt-metal tree.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        dry_run: Print the diff and what it comes to, and change nothing.
        quiet: Print errors only.
    """
    from codegen.install.changes import plan_install

    operations = _operations(select(variant, spec, DEFAULT_OUT, target))
    return _carry_out(tt_metal, plan_install(tt_metal, operations), dry_run, quiet)


def uninstall(*variant: str, tt_metal: Tree, dry_run: DryRun = False, quiet: Quiet = False) -> ExitCode:
    """Take back what `ttdw install` has placed into a tt-metal tree, and nothing else.

    Args:
        variant: Operations to take back; all that are installed if left out.
        tt_metal: Top folder of a tt-metal tree.
        dry_run: Print the diff and what it comes to, and change nothing.
        quiet: Print errors only.
    """
    from codegen.install.changes import plan_uninstall

    return _carry_out(tt_metal, plan_uninstall(tt_metal, variant), dry_run, quiet)


def _operations(selection: Selection) -> list[Operation]:
    from codegen.emit.common import common_of
    from codegen.emit.output import inside, output_files
    from codegen.install.changes import Operation

    operations = [one.operation for one in selection.sourced]
    files = output_files(selection.sourced)
    common = common_of(operations)
    return [Operation(one.name, one.target, inside(files, one.name)) for one in (*operations, common) if one]


def _carry_out(root: Path, changes: list[Change], dry_run: bool, quiet: bool) -> ExitCode:
    from codegen.install.apply import apply
    from codegen.install.summary import summarize

    if dry_run:
        _print_diff(changes)
    else:
        apply(root, changes)
    if not quiet:
        if dry_run:
            print(*summarize(changes), sep="\n", end="\n" if changes else "")
        counts = {
            "added": sum(change.old is None for change in changes),
            "edited": sum(None not in (change.old, change.new) for change in changes),
            "removed": sum(change.new is None for change in changes),
        }
        did = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing to do"
        print(f"{root}: {did}{', if it were no dry run' if dry_run and changes else ''}")
    return ExitCode.OK


def _print_diff(changes: list[Change]) -> None:
    from codegen.emit.diff import diff_files
    from codegen.views.terminal import print_diff

    old = {change.path: change.old for change in changes if change.old is not None}
    new = {change.path: change.new for change in changes if change.new is not None}
    for one in diff_files(old, new, PurePosixPath()):
        print_diff(one.text)
