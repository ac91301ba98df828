"""Compiles one kernel: preprocess, tell our lines from tt-metal's, compile.

A kernel is included by tt-metal's headers, and GCC takes what a system header includes for one as well. So between the
two steps the line markers are set right: warnings count in the emitted files, and nowhere else.

Stock GCC does not know the SFPI compiler's extensions. They are taken out in the same step, in tt-metal's lines only:
what stands in the emitted files reaches the compiler as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codegen.build.compilers import KernelCompiler, Sfpi
from codegen.build.process import Call, call
from codegen.build.processors import Processor, Silicon

STANDINS = Path(__file__).resolve().parent / "standins" / "kernel"

FLAGS = (
    "-std=c++17",
    "-ffast-math",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-use-cxa-atexit",
    "-fno-tree-loop-distribute-patterns",
    "--param=min-pagesize=0",  # registers and mailboxes have small addresses
)
"""As tt-metal's runtime compiles kernels."""

FRAME_BYTES = 768
"""What a function may have on the stack. A compute processor has 2 KB for data and stack. On a Wormhole's TRISC2, 848
bytes are left for the stack, of which the firmware takes 48. Nothing notices when a stack grows into the data."""

WARNINGS = (
    *("-Wall", "-Wextra", "-Werror", "-Wno-unused-variable", "-Wno-unused-function"),
    f"-Wframe-larger-than={FRAME_BYTES}",
)
"""tt-metal's, and -Wextra. What serves one of the three compute processors is unused on the others."""

SFPI_DIALECT = ("-ftt-nttp", "-ftt-constinit", "-ftt-consteval", "-ftt-no-dyninit")
"""Extensions of C++17 that tt-metal switches on; a release of the compiler may know only some of them."""

STOCK_MACHINE = ("-march=rv32im_zicsr", "-mabi=ilp32")
"""The base instruction set of all five processors."""

STOCK_MACROS = ("consteval=constexpr", "constinit=", "rvtt_l1_ptr=", "rvtt_reg_ptr=")
"""Words that only the SFPI compiler knows in C++17: two of C++20, and two attributes of pointers."""


@dataclass(frozen=True)
class Unit:
    """What is compiled.

    Attributes:
        firmware: The file of tt-metal that includes the kernel.
        sources: Folder with the emitted files.
        work: Folder with the generated files, where the output goes.
        folders: Folders with headers.
        macros: Definitions.
    """

    firmware: Path
    sources: Path
    work: Path
    folders: tuple[Path, ...]
    macros: tuple[str, ...]


def compile_kernel(compiler: KernelCompiler, processor: Processor, silicon: Silicon, unit: Unit) -> Call:
    """Compile a kernel to assembly, which nothing assembles: stock GCC's assembler knows no instruction of Tensix."""
    machine = _machine(compiler, processor, silicon)
    source = unit.work / "kernel.ii"
    done = call(
        [
            compiler.command,
            "-E",
            *machine,
            *FLAGS,
            *(f"-D{macro}" for macro in (*unit.macros, *_macros(compiler, processor, silicon))),
            *("-I.", "-include", "named_ct_arg_map_generated.h"),
            *_system_folders([*unit.folders, *_own_folders(compiler)]),
            str(unit.firmware),
            "-o",
            str(source),
        ],
        unit.work,
    )
    if not done.ok:
        return done
    plain = not isinstance(compiler, Sfpi)
    lines = _ours_and_theirs(source.read_text(encoding="utf-8"), unit.sources, plain)
    source.write_text("\n".join(lines), encoding="utf-8")
    options = [*machine, processor.optimization, *FLAGS, *WARNINGS]
    return call([compiler.command, *options, "-x", "c++-cpp-output", "-S", str(source), "-o", "kernel.s"], unit.work)


def _machine(compiler: KernelCompiler, processor: Processor, silicon: Silicon) -> tuple[str, ...]:
    if isinstance(compiler, Sfpi):
        cpu = f"-mcpu={silicon.cpu}{'-tensix' if processor.thread else ''}"
        return (cpu, *_known(compiler.command, SFPI_DIALECT))
    return STOCK_MACHINE


@cache
def _known(command: str, flags: tuple[str, ...]) -> tuple[str, ...]:
    """Those flags which this release of the compiler knows."""
    probe = [command, "-x", "c++", "-std=c++17", "-fsyntax-only", "/dev/null"]
    return tuple(flag for flag in flags if call([*probe, flag], seconds=20).ok)


def _macros(compiler: KernelCompiler, processor: Processor, silicon: Silicon) -> tuple[str, ...]:
    """What stock GCC must be told that the SFPI compiler knows."""
    if isinstance(compiler, Sfpi):
        return ()
    tensix = f"__riscv_xtttensix{silicon.cpu.removeprefix('tt-')}=1"
    return (*STOCK_MACROS, *([tensix] if processor.thread else []))


def _own_folders(compiler: KernelCompiler) -> tuple[Path, ...]:
    if isinstance(compiler, Sfpi):
        return (compiler.include,)
    return (STANDINS / "sfpi", STANDINS / "cxx", *compiler.library)


def _system_folders(folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        yield from ("-isystem", str(folder))


_LINE_MARKER = re.compile(r'# (?P<line>\d+) "(?P<file>.*)"(?P<flags>( \d)*)$')
_SYSTEM_HEADER = "3"
"""Flag of a line marker: what follows is a system header; 4 says more about one, 1 and 2 enter and leave a file."""

_FALSE_ASSERTION = re.compile(r"\bstatic_assert\s*\(\s*false\s*,")
_UNROLL_BY_NAME = re.compile(r"(#pragma GCC unroll)\s*\(?\s*[A-Za-z_].*")


def _ours_and_theirs(text: str, sources: Path, plain: bool) -> Iterator[str]:
    """Preprocessed lines with a system header's mark on everything but the emitted files.

    Args:
        text: What the preprocessor gave.
        sources: Folder with the emitted files.
        plain: Whether to take the SFPI compiler's extensions out of what is not ours.
    """
    ours = False
    for line in text.split("\n"):
        marker = _LINE_MARKER.match(line)
        if marker:
            ours = Path(marker["file"]).is_relative_to(sources)
            flags = [flag for flag in marker["flags"].split() if flag < _SYSTEM_HEADER]
            words = ["#", marker["line"], f'"{marker["file"]}"', *flags, *([] if ours else [_SYSTEM_HEADER])]
            yield " ".join(words)
        else:
            yield _plain(line) if plain and not ours else line


def _plain(line: str) -> str:
    """A line without an assertion that fails in a template which nobody uses, and without a loop count by name."""
    return _UNROLL_BY_NAME.sub(r"\1 16", _FALSE_ASSERTION.sub("static_assert(true,", line))
