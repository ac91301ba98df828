"""build: the emitted files compiled against real tt-metal headers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import DEFAULT_OUT, STANDARD_OUTPUT, Json, Quiet, Specs, Target
from codegen.commands.progress import with_progress
from codegen.commands.selection import Selection, select
from codegen.model.finding import Finding, InputError, PlacedFinding, on_command_line

if TYPE_CHECKING:
    from codegen.build.host import HostFiles
    from codegen.build.sources import Sources
    from codegen.build.verdict import BuildReport, Result

Chips = Annotated[Literal["wormhole", "blackhole", "all"], Parameter(help="The chips that kernels are compiled for.")]
Headers = Annotated[
    str | None,
    Parameter(help="Folder of a ttnn wheel that holds tt_metal/, or `wheel`: the installed ttnn. [$TTDW_TTNN_WHEEL]"),
]
Tree = Annotated[Path | None, Parameter(help="Top folder of a tt-metal tree.")]
Includes = Annotated[
    list[Path] | None,
    Parameter(name="--include", negative=(), help="Folder with headers of other projects; repeatable."),
]


def build(
    *variant: str,
    kernels: Annotated[bool, Parameter(negative=(), help="Compile the kernels.")] = False,
    host: Annotated[bool, Parameter(negative=(), help="Compile the host files.")] = False,
    spec: Specs = None,
    target: Target = None,
    headers: Headers = None,
    chip: Chips = "all",
    tt_metal: Tree = None,
    cxx: Annotated[str | None, Parameter(help="Compiler for host files.")] = None,
    include: Includes = None,
    installed: Annotated[bool, Parameter(negative=(), help="Compile the host files that lie in the tree.")] = False,
    json: Json = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Compile what the specs emit against real tt-metal headers: that it compiles is all that this checks.

    --kernels takes the headers of a ttnn wheel, and the SFPI compiler or else stock RISC-V GCC, for all five
    processors of a core. --host takes a tt-metal tree; with --installed, it compiles what `ttdw install` has placed
    there, in the place of what the specs emit. Exit code 1 means that something does not compile, or that this machine
    lacks what the check needs.

    Args:
        variant: Variants to compile; all of them if left out.
        kernels: Compile the kernels.
        host: Compile the host files.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        headers: Where the headers for kernels are.
        chip: The chips that kernels are compiled for.
        tt_metal: Top folder of a tt-metal tree.
        cxx: Compiler for host files.
        include: Folders with headers of other projects, for host files.
        installed: Compile the host files that lie in the tree.
        json: Write the results as JSON to this file; - is standard output.
        quiet: Print errors only.
    """
    from codegen.build.verdict import BuildReport

    _check_usage(kernels, host, tt_metal, installed, spec is not None or target is not None)
    results: list[Result] = []
    if installed and tt_metal:
        results += _host(_installed(tt_metal, variant), tt_metal, cxx, include or [])
    else:
        sources = _sources(select(variant, spec, DEFAULT_OUT, target))
        if kernels:
            results += _kernels(sources, chip, headers)
        if host and tt_metal:
            results += _host(_emitted(sources), tt_metal, cxx, include or [])
    report = BuildReport(results=tuple(results))
    write_report(report.to_json(), json)
    if not quiet and json != STANDARD_OUTPUT:
        _print(report)
    return ExitCode.OK if report.passed else ExitCode.FAILED


def _check_usage(kernels: bool, host: bool, tree: Path | None, installed: bool, emits: bool) -> None:
    findings = []
    if not (kernels or host):
        findings.append(Finding("build-what", "nothing to compile", (), "say --kernels, --host or both"))
    if host and tree is None:
        findings.append(Finding("build-tree", "--host needs a tree", (), "name its top folder with --tt-metal"))
    if installed and (kernels or not host or emits):
        message = "--installed goes with --host alone: what lies in the tree has a spec and a target already"
        findings.append(Finding("build-installed", message, (), "leave out --kernels, --spec and --target"))
    if findings:
        raise on_command_line(*findings)


def _sources(selection: Selection) -> list[Sources]:
    from codegen.build.sources import emitted_sources

    return emitted_sources(selection.sourced)


def _kernels(sources: list[Sources], chip: Chips, headers: str | None) -> Iterator[Result]:
    from codegen.build.kernel_files import kernel_files
    from codegen.build.kernels import check_kernels
    from codegen.plan.chip import CHIPS

    chips = tuple(CHIPS) if chip == "all" else (chip,)
    steps = check_kernels(sources, chips, headers)
    return with_progress("kernels", steps, len(chips) * sum(len(kernel_files(one)) for one in sources))


def _emitted(sources: list[Sources]) -> list[HostFiles]:
    from codegen.build.host import emitted_host_files

    return [emitted_host_files(one) for one in sources]


def _installed(tree: Path, names: tuple[str, ...]) -> list[HostFiles]:
    """The host files of operations that are installed in a tree.

    Raises:
        InputError: One that is named is not, or there are none.
    """
    from codegen.build.host import HostFiles
    from codegen.emit.layers import is_host_file
    from codegen.install.changes import check_installed, open_checkout
    from codegen.install.edits import OPERATIONS

    checkout, release = open_checkout(tree)
    found = checkout.installed()
    check_installed(tree, found, names)
    if not found:
        finding = Finding("installed", "no operation is installed", (), "ttdw install places them")
        raise InputError([PlacedFinding(str(tree), 0, finding)])
    return [
        HostFiles(name, release, OPERATIONS / name, tuple(sorted(filter(is_host_file, found[name].digests))))
        for name in names or found
    ]


def _host(operations: list[HostFiles], tree: Path, cxx: str | None, include: list[Path]) -> Iterator[Result]:
    from codegen.build.host import check_host

    steps = check_host(operations, tree, cxx, include)
    return with_progress("host", steps, sum(len(one.files) for one in operations))


def _print(report: BuildReport) -> None:
    from codegen.build.table import build_table, complaints, summary
    from codegen.views.terminal import console

    if any(result.verdict != "unsupported" for result in report.results):
        console().print(build_table(report))
    print(*complaints(report), summary(report), sep="\n\n")
