"""How an editor's language server reads the C++ of templates/ and generated/: as the emulator compiles it.

A plain file below templates/ includes others by where they stand in an operation's folder, some of which are rendered.
So it is read beside an operation of the name that it has there, which is written into a folder of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from codegen.emit.common import Common
from codegen.emit.context import EmittedUnit, unit_of
from codegen.emit.layers import NAME, Origin, emitted_files
from codegen.emit.output import SourcedOperation, output_files
from codegen.emulator.build import Library, find_kernel, host_arguments, is_planning, kernel_arguments
from codegen.emulator.libraries import libraries_of
from codegen.model.targets import TARGETS
from codegen.native.writing import write_texts

_LIBRARIES = ("reader", "math", "writer")
"""One processor for each kernel: the code of a compute kernel is nearly the same on all three."""


@dataclass(frozen=True)
class CompileCommand:
    """An entry of a compilation database, as clang's JSONCompilationDatabase has it.

    Attributes:
        directory: Where the compiler is called.
        file: What it compiles.
        arguments: The whole call.
    """

    directory: str
    file: str
    arguments: tuple[str, ...]


def compile_commands(
    operations: Sequence[SourcedOperation], out: Path, beside: Path, compiler: Sequence[str]
) -> list[CompileCommand]:
    """An entry for each file of the operations that the emulator compiles, and for what it is made from as it stands.

    Args:
        operations: The operations.
        out: The output folder, in which their files lie.
        beside: A folder for the operations that files below templates/ are read beside.
        compiler: How to call the compiler.
    """
    commands: dict[Path, CompileCommand] = {}
    for one in operations:
        folder = beside / one.operation.name
        names = folder / "names"
        for path, arguments in _calls(one, names):
            commands[out / path] = _command(out, out / path, [*compiler, *arguments])
        named = _renamed(one)
        write_texts({str(path): text for path, text in output_files([named]).items()}, folder)
        origins = _origins(named)
        for path, arguments in _calls(named, names):
            origin = origins[path]
            source = origin.layer / origin.path
            here = f"-I{folder / path.parent}"
            if _stands_as_it_is(origin, named) and source not in commands:
                commands[source] = _command(folder, source, [*compiler, here, *arguments])
    return list(commands.values())


def _renamed(one: SourcedOperation) -> SourcedOperation:
    variants = tuple(variant.model_copy(update={"operation": NAME}) for variant in one.operation.variants)
    return replace(one, operation=replace(one.operation, name=NAME, variants=variants))


def _origins(one: SourcedOperation) -> dict[PurePosixPath, Origin]:
    """What its files, and those that all operations share, are made from, by their path below the output folder."""
    folders = (one.operation, Common(one.operation.target))
    return {
        PurePosixPath(folder.name, path): origin for folder in folders for path, origin in emitted_files(folder).items()
    }


def _stands_as_it_is(origin: Origin, one: SourcedOperation) -> bool:
    """Whether a file is emitted as it stands: its calls, too."""
    return not (origin.is_rendered or (origin.is_kernel and TARGETS[one.operation.target].calls))


def _calls(one: SourcedOperation, names: Path) -> Iterator[tuple[PurePosixPath, list[str]]]:
    """The files that are compiled by themselves, each with the arguments before its name.

    What a kernel finds by name is declared in headers of its own, which are written into the folder `names`.
    """
    paths = [str(path) for path in _origins(one)]
    unit: EmittedUnit = unit_of(one.operation.variants[0])
    libraries = libraries_of(one.operation.variants[0])
    for name in _LIBRARIES:
        library = libraries[name]
        arguments = kernel_arguments("wormhole_b0", (unit.define, *library.macros))
        yield PurePosixPath(find_kernel(paths, library.kernel)), [*arguments, *_names(library, names / name)]
    for path in paths:
        if is_planning(path) and path.endswith(".cpp"):
            yield PurePosixPath(path), host_arguments(unit, ".")


def _names(library: Library, folder: Path) -> list[str]:
    """What the compiler is told of the headers of a kernel, which are written into a folder."""
    write_texts(library.headers, folder)
    return [word for header in library.headers for word in ("-include", str(folder / header))]


def _command(folder: Path, file: Path, call: Sequence[str]) -> CompileCommand:
    return CompileCommand(str(folder), str(file), (*call, "-c", str(file)))
