"""The compiler for kernels: Tenstorrent's SFPI compiler where it is installed, else the distribution's RISC-V GCC."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codegen.build.process import call
from codegen.build.unsupported import UnsupportedError
from codegen.build.wheel import Wheel

STOCK = "riscv64-unknown-elf-g++"
SYSTEM_SFPI = Path("/opt/tenstorrent/sfpi")
SFPI_NAMES = ("riscv-tt-elf-g++", "riscv32-tt-elf-g++")

PICOLIBC = Path("/usr/lib/picolibc/riscv64-unknown-elf/include")
HOST_HEADERS = Path("/usr/include")

APT = "apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf g++"


@dataclass(frozen=True)
class Sfpi:
    """Tenstorrent's compiler.

    Attributes:
        command: The compiler.
        include: The folder of sfpi.h.
        identity: The first line of what it says about itself.
    """

    command: str
    include: Path
    identity: str


@dataclass(frozen=True)
class Stock:
    """The distribution's RISC-V GCC, with the C library of picolibc and the C++ library of the host's compiler.

    Attributes:
        command: The compiler.
        library: Folders of the C++ and the C library, in the order in which they are searched.
        identity: The first line of what it says about itself.
    """

    command: str
    library: tuple[Path, ...]
    identity: str


KernelCompiler = Sfpi | Stock


def find_kernel_compiler(wheel: Wheel) -> KernelCompiler:
    """The SFPI compiler of the wheel, or of the system, or else the distribution's GCC.

    Raises:
        UnsupportedError: There is none, or its libraries are missing.
    """
    return _sfpi(wheel.root / "runtime" / "sfpi") or find_system_compiler()


def find_system_compiler() -> KernelCompiler:
    """The compiler where no wheel brings one.

    Raises:
        UnsupportedError: There is none, or its libraries are missing.
    """
    return _sfpi(SYSTEM_SFPI) or _stock()


def _sfpi(prefix: Path) -> Sfpi | None:
    for name in SFPI_NAMES:
        compiler = prefix / "compiler" / "bin" / name
        if compiler.is_file() and (identity := _identity(str(compiler))) and _is_sfpi(identity):
            return Sfpi(str(compiler), prefix / "include", identity)
    return None


def _stock() -> Stock:
    if shutil.which(STOCK) is None:
        raise UnsupportedError(f"no kernel compiler: neither the SFPI compiler nor {STOCK}", APT)
    if not PICOLIBC.is_dir():
        raise UnsupportedError(f"{STOCK} has no C library: no {PICOLIBC}", APT)
    major = _dump(STOCK, "-dumpversion").split(".")[0]
    library = HOST_HEADERS / "c++" / major
    configured = next(HOST_HEADERS.glob(f"*/c++/{major}/bits/c++config.h"), None)
    if not library.is_dir() or configured is None:
        raise UnsupportedError(
            f"{STOCK} has no C++ library: no {library}, which must be of its own major version",
            f"apt-get install libstdc++-{major}-dev",
        )
    return Stock(STOCK, (configured.parent.parent, library, PICOLIBC), _identity(STOCK))


def _is_sfpi(identity: str) -> bool:
    """Whether a compiler is what its name says: its builds name their project (scripts/build.sh of SFPI)."""
    return "tenstorrent/sfpi" in identity


@cache
def _identity(command: str) -> str:
    lines = _dump(command, "--version").splitlines()
    return lines[0] if lines else ""


def _dump(command: str, option: str) -> str:
    done = call([command, option], seconds=20)
    return done.log.strip() if done.ok else ""
