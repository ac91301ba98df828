"""What this machine has for `ttdw build --kernels`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from codegen.build.compilers import Sfpi, find_kernel_compiler, find_system_compiler
from codegen.build.unsupported import UnsupportedError
from codegen.build.wheel import Wheel, named_wheel


@dataclass(frozen=True)
class KernelTools:
    """The compiler and the headers for kernels.

    Attributes:
        compiler: Its path, its kind, and what it says about itself; None if there is none.
        headers: Where the headers are, and their release; None if there are none.
        lacks: What is missing.
    """

    compiler: str | None
    headers: str | None
    lacks: tuple[str, ...]


def inspect_kernel_tools() -> KernelTools:
    """Look for the compiler and the headers that `ttdw build --kernels` would take without further options."""
    wheel, no_headers = _wheel()
    compiler, no_compiler = _compiler(wheel)
    headers = f"{wheel.root}: ttnn {wheel.version or 'of unknown release'}" if wheel else None
    return KernelTools(compiler, headers, tuple(cause for cause in (no_compiler, no_headers) if cause))


def _wheel() -> tuple[Wheel | None, str]:
    try:
        return named_wheel(None), ""
    except UnsupportedError as error:
        return None, error.cause


def _compiler(wheel: Wheel | None) -> tuple[str | None, str]:
    try:
        found = find_kernel_compiler(wheel) if wheel else find_system_compiler()
    except UnsupportedError as error:
        return None, error.cause
    kind = "SFPI" if isinstance(found, Sfpi) else "stock GCC"
    return f"{shutil.which(found.command)}: {kind}, {found.identity}", ""
