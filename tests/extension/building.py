"""Builds the emitted operation as a Python extension of an installed ttnn."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from codegen.build.process import at_once
from codegen.build.sources import Sources, emitted_sources
from codegen.emit.banner import shipped_source
from codegen.emit.context import operation_folder
from codegen.emit.output import SourcedOperation
from codegen.model.operation import Operation
from codegen.model.variant import TargetName
from tests.host.toolchain import COMPILE_SECONDS, Host, included, run

TARGET: TargetName = "0.69"
"""The newest release of which there are both a wheel and a public tree."""

MODULE = "emitted_operation"
"""Name of the extension."""

OPTIMIZED = ("-O2", "-DNDEBUG")
"""As tt-metal's own build, so that times can be compared. An assertion of ttnn's headers is one of its debug builds."""

ASK = """
import importlib.metadata, json, pathlib, sysconfig, nanobind, pytest, torch
print(json.dumps({
    "ttnn": importlib.metadata.version("ttnn"),
    "packages": str(importlib.metadata.distribution("ttnn").locate_file("")),
    "include": [sysconfig.get_path("include"), nanobind.include_dir(), str(pathlib.Path(nanobind.include_dir(),
                "..", "ext", "robin_map", "include"))],
    "nanobind": str(pathlib.Path(nanobind.source_dir(), "nb_combined.cpp")),
    "suffix": sysconfig.get_config_var("EXT_SUFFIX"),
}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python that has ttnn, nanobind, torch and pytest.

    Attributes:
        command: Its path.
        ttnn: Version of its ttnn.
        packages: The folder that holds ttnn/ and ttnn.libs/.
        include: Folders with the headers of Python and of nanobind.
        nanobind: The source file of nanobind's library.
        suffix: How the names of its extensions end.
    """

    command: Path
    ttnn: str
    packages: Path
    include: tuple[Path, ...]
    nanobind: Path
    suffix: str


def ask_interpreter(command: Path) -> Interpreter | str:
    """What a Python has, or why it has not got all of it."""
    done = subprocess.run([command, "-c", ASK], capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    said = json.loads(done.stdout)
    include = tuple(map(Path, said["include"]))
    return Interpreter(command, said["ttnn"], Path(said["packages"]), include, Path(said["nanobind"]), said["suffix"])


def build_extension(operation: Operation, interpreter: Interpreter, tree: Path, folder: Path) -> None:
    """Build an operation into a folder, which is then the root of the kernels and a place to import from.

    The files of each emitted library are one translation unit, as tt-metal's unity build takes them; the binding and
    nanobind are others.
    """
    host = Host(TARGET, tree, interpreter.packages, included(), OPTIMIZED)
    emitted = folder / operation_folder(operation.name)
    libraries = emitted_sources([SourcedOperation(operation, shipped_source(operation.name))])
    binding = f"{operation.name}_nanobind"
    united = [_unite(library, folder, binding) for library in libraries]
    module = folder / "module.cpp"
    module.write_text(MODULE_TEXT.format(binding=binding, operation=operation.name, module=MODULE))
    files = [*united, emitted / f"{binding}.cpp", module, interpreter.nanobind]
    objects = [folder / f"{file.stem}.o" for file in files]
    headers = [flag for place in interpreter.include for flag in ("-isystem", place)]
    common = [*host.compiler, "-fvisibility=hidden", *headers, "-I", emitted, "-I", folder]
    commands = [[*common, "-c", one, "-o", built] for one, built in zip(files, objects, strict=True)]
    list(at_once(partial(run, seconds=COMPILE_SECONDS), commands))
    extension = folder / f"{MODULE}{interpreter.suffix}"
    run([*host.compiler, "-shared", *objects, "-o", extension, *host.linked], COMPILE_SECONDS)


def _unite(library: Sources, folder: Path, binding: str) -> Path:
    """Write the files of a library, and one that includes those that are compiled, but for the binding."""
    place = folder / operation_folder(library.operation.name)
    library.write(place)
    united = folder / f"{library.operation.name}.cpp"
    united.write_text("".join(f'#include "{place / file}"\n' for file in library.host_files if file.stem != binding))
    return united


MODULE_TEXT = """\
#include <nanobind/nanobind.h>

#include "{binding}.hpp"

NB_MODULE({module}, module) {{
    nanobind::module_::import_("ttnn");  // whose types the operation takes
    ttnn::operations::experimental::{operation}::bind_{operation}(module);
}}
"""


def surroundings(interpreter: Interpreter, folder: Path, chip: dict[str, str]) -> dict[str, str]:
    """The environment of a run: the extension, its kernels, tt-metal's own files, and a chip."""
    root = str(interpreter.packages / "ttnn")
    inside = Path(__file__).parent / "inside"
    ours = {
        "PYTHONPATH": os.pathsep.join(map(str, (folder, inside))),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",
        "TT_METAL_RUNTIME_ROOT": root,
        "TT_METAL_HOME": root,
        "TT_METAL_KERNEL_PATH": str(folder),
        "TT_LOGGER_LEVEL": "error",
    }
    return {name: value for name, value in (os.environ | ours | chip).items() if value}
