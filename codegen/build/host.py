"""Compiles host files against a tt-metal tree: those that are emitted, or those that were installed there."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.build.process import Call, at_once, call
from codegen.build.sources import Sources
from codegen.build.tree import LIBRARIES, binding_folders, library_folders, newer_folders, tree_folders
from codegen.build.unsupported import UnsupportedError
from codegen.build.verdict import Result, first_errors
from codegen.emit.context import operation_folder
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName
from codegen.native.shield import scratch_folder

FLAGS = ("-std=c++20", "-fPIC", "-march=x86-64-v3", "-DFMT_HEADER_ONLY", "-DNTEST")
"""As tt-metal compiles its host code: without the tests that reflect has in its header. fmt's headers alone do."""

WARNINGS = ("-Wall", "-Werror", "-Wno-deprecated-declarations")

OLD_GCC = ("-DDISABLE_NAMESPACE_STATIC_ASSERT", "-Wno-sign-compare", "-Wno-maybe-uninitialized")
"""tt-metal is built by clang. GCC refuses one of its assertions, and warns where its templates meet our types."""

CANDIDATES = ("clang++", "clang++-19", "c++", "g++")


@dataclass(frozen=True)
class HostFiles:
    """The host files of an operation.

    Attributes:
        name: Its name.
        target: Release that it is emitted for.
        folder: Its folder in a tree.
        files: The files, relative to its folder.
        emitted: All its files, if they are compiled as they are emitted; None if they lie in the tree.
    """

    name: str
    target: TargetName
    folder: PurePosixPath
    files: tuple[PurePosixPath, ...]
    emitted: Sources | None = None


def emitted_host_files(sources: Sources) -> HostFiles:
    """The host files of an operation as it is emitted, and the headers which none of them includes first."""
    one = sources.operation
    files = (*sources.host_files, *sources.other_host_headers)
    return HostFiles(one.name, one.target, PurePosixPath(operation_folder(one.name)), files, sources)


@dataclass(frozen=True)
class HostJob:
    """One host file."""

    of: HostFiles
    file: PurePosixPath
    command: str
    identity: str
    tree: Path
    folders: tuple[Path, ...]


def check_host(
    operations: Sequence[HostFiles], tree: Path, compiler: str | None, given: Sequence[Path]
) -> Iterator[Result]:
    """Compile the host files of operations, so that templates are instantiated.

    What this machine lacks for any of them is looked for first: where something is missing, nothing is compiled.

    Args:
        operations: The operations.
        tree: Top folder of a tt-metal tree.
        compiler: The compiler; the first that exists of CANDIDATES if None.
        given: Folders with headers of other projects.

    Yields:
        A result for each file; or for each that lacks something, `unsupported`.
    """
    jobs: list[HostJob] = []
    lacking = False
    for one in operations:
        for file in one.files:
            try:
                jobs.append(_job(one, file, tree, compiler, given))
            except UnsupportedError as error:
                lacking = True
                yield Result(
                    variant=one.name,
                    file=str(file),
                    verdict="unsupported",
                    message=error.cause,
                    hint=error.hint,
                )
    if not lacking:
        yield from at_once(_check, jobs)


def find_host_compiler(named: str | None) -> str:
    """The compiler that is named, or the first that exists.

    Raises:
        UnsupportedError: There is none.
    """
    for command in [named] if named else CANDIDATES:
        if shutil.which(command):
            return command
    raise UnsupportedError(f"no C++ compiler: looked for {named or ', '.join(CANDIDATES)}", "apt-get install g++")


def compiler_identity(command: str) -> str:
    """The first line of what a compiler says about itself."""
    return call([command, "--version"], seconds=20).log.splitlines()[0]


def gcc_flags(identity: str) -> tuple[str, ...]:
    """What only GCC needs, given what a compiler says about itself."""
    return () if "clang" in identity else OLD_GCC


def _job(of: HostFiles, file: PurePosixPath, tree: Path, compiler: str | None, given: Sequence[Path]) -> HostJob:
    command = find_host_compiler(compiler)
    identity = compiler_identity(command)
    folders = [*newer_folders(tree, of.target), *tree_folders(tree), *library_folders(command, tree, given, LIBRARIES)]
    bindings = TARGETS[of.target].bindings
    if file.stem.endswith(f"_{bindings.kind}"):
        folders += binding_folders(command, tree, given, bindings)
    return HostJob(of, file, command, identity, tree.resolve(), tuple(folders))


def _check(job: HostJob) -> Result:
    start = time.perf_counter()
    done = _compile(job)
    return Result(
        variant=job.of.name,
        file=str(job.file),
        compiler=job.identity,
        headers=str(job.tree),
        verdict="pass" if done.ok else "error",
        seconds=time.perf_counter() - start,
        message="" if done.ok else first_errors(done.log),
    )


def _compile(job: HostJob) -> Call:
    with scratch_folder("ttdw-build-") as folder:
        root = folder if job.of.emitted else job.tree
        sources = root / job.of.folder
        if job.of.emitted:
            job.of.emitted.write(sources)
        source = sources / job.file
        if source.suffix == ".hpp":
            source = folder / "alone.cpp"
            source.write_text(f'#include "{sources / job.file}"\n', encoding="utf-8")
        system = [word for place in job.folders for word in ("-isystem", str(place.resolve()))]
        own = ["-I", str(root / "ttnn/cpp")]
        command = [
            job.command,
            *FLAGS,
            *WARNINGS,
            *gcc_flags(job.identity),
            *own,
            *system,
            "-O0",
            "-c",
            str(source),
        ]
        done = call([*command, "-o", str(folder / "host.o")], folder)
        return Call(done.ok, done.log.replace(f"{sources}/", "").replace(f"{job.tree}/", ""))
