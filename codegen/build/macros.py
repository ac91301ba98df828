"""Makes the table of macros that no name of a spec may be: `python -m codegen.build.macros FOLDER... > owned.txt`.

The folders hold the headers of tt-metal: those of a wheel, and the source tree. What is read besides is what this
machine's C++ compiler defines by itself, and in the headers of C and C++ that host files include.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from codegen.build.process import call
from codegen.native.compiler import CompileError

_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([a-z][a-z0-9_]*)\b", re.MULTILINE)

HEADER_SUFFIXES = (".h", ".hpp", ".inl")

STANDARD = """
algorithm array bit cassert cerrno chrono cinttypes cmath complex csignal cstddef cstdint cstdio cstdlib cstring ctime
cwchar filesystem fstream functional memory optional ranges string thread variant vector
fcntl.h pthread.h sys/mman.h sys/stat.h sys/types.h unistd.h
""".split()  # noqa: SIM905


def macros_in(folders: Iterable[Path]) -> set[str]:
    """Macros with a name that a spec could give, wherever headers in the folders define them."""
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in HEADER_SUFFIXES)
    return {name for file in files for name in _DEFINE.findall(file.read_text(encoding="utf-8", errors="replace"))}


def macros_of(compiler: str, headers: Iterable[str] = STANDARD) -> set[str]:
    """The same of what a compiler defines, in its own dialect, with such headers.

    Raises:
        CompileError: The compiler does not start, or refuses the headers.
    """
    source = "".join(f"#include <{header}>\n" for header in headers)
    words = [compiler, "-dM", "-E", "-x", "c++", "-std=gnu++20", "-"]
    done = call(words, text=source)
    if not done.ok:
        raise CompileError(f"{compiler}: {done.log}")
    return set(_DEFINE.findall(done.log))


if __name__ == "__main__":
    print(*sorted(macros_in(map(Path, sys.argv[1:])) | macros_of("c++")), sep="\n")
