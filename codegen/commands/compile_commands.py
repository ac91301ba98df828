"""compile-commands: what clangd needs to read templates/ and generated/."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report, writing
from codegen.commands.options import DEFAULT_OUT, Out, Specs, Target
from codegen.commands.selection import select


def compile_commands(
    file: Path = Path("compile_commands.json"),
    /,
    *,
    spec: Specs = None,
    target: Target = None,
    out: Out = DEFAULT_OUT,
) -> ExitCode:
    """Write compile_commands.json, with which clangd reads the C++ of templates/ and of the output folder.

    Kernels and plan are read with the emulator's headers, as `ttdw verify` compiles them; files that need tt-metal are
    left out. Write it again when a spec, or a template that is rendered, has changed.

    Args:
        file: The file to write; - is standard output.
        spec: Spec files and folders.
        target: Release of tt-metal to emit for, in the place of what the specs say.
        out: Output folder.
    """
    from codegen.emulator import editors
    from codegen.native.cache import cache_folder
    from codegen.native.compiler import CompilerNotFoundError, find_compiler

    try:
        compiler = find_compiler().command
    except CompilerNotFoundError:
        compiler = ("clang++",)  # clangd takes its own place; a name is all that it needs
    chosen = select((), spec, out, target)
    beside = cache_folder() / "compile-commands"
    with writing(beside):
        entries = editors.compile_commands(chosen.sourced, out.resolve(), beside, compiler)
    write_report(json.dumps([asdict(one) for one in entries], indent=2) + "\n", str(file))
    return ExitCode.OK
