"""Compiles an emitted variant into a runner, or only its host's part into a planner: once, for all problems."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from codegen.native.cache import digest, obtain
from codegen.native.compiler import Compiler, find_compiler
from codegen.native.writing import write_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from codegen.emit.context import EmittedUnit
    from codegen.emulator.request import Arch
    from codegen.model.variant import KernelName

HERE = Path(__file__).parent
INCLUDE = HERE / "include"
RUNTIME = HERE / "runtime"
VARIANT_UNIT = "variant.cpp"  # compiled with the emitted headers; everything else in RUNTIME is the same for all
PLANNER_UNIT = "planner.cpp"  # has a `main` of its own

PLAN = "plan"
"""The folders where the emitted plan lies: plain C++ that needs no tt-metal, but for the assertions."""

WEIGHT_LAYOUT = "device/plan/weight_layout.hpp"
"""What prepares the weights, in the folder of the operation."""


class Library(NamedTuple):
    """What a processor runs.

    Attributes:
        kernel: The kernel.
        macros: What tt-metal defines for it.
        headers: What is generated for it, by name, and included in front of it.
    """

    kernel: KernelName
    macros: tuple[str, ...]
    headers: Mapping[str, str] = MappingProxyType({})


PROCESSORS = {
    "reader": Library("reader", ("COMPILE_FOR_BRISC",)),
    "writer": Library("writer", ("COMPILE_FOR_NCRISC",)),
    "unpack": Library("compute", ("COMPILE_FOR_TRISC=0", "TRISC_UNPACK")),
    "math": Library("compute", ("COMPILE_FOR_TRISC=1", "TRISC_MATH")),
    "pack": Library("compute", ("COMPILE_FOR_TRISC=2", "TRISC_PACK")),
}
"""The libraries of the processors, by their roles."""

ARCH_MACROS = {"wormhole_b0": "ARCH_WORMHOLE", "blackhole": "ARCH_BLACKHOLE"}

HOST_FLAGS = ("-std=c++20", "-O1", "-fno-sanitize=undefined")  # zig would turn the sanitizer on
FAST_HOST_FLAGS = ("-std=c++20", "-O2", "-fno-sanitize=undefined")
FAST_UNITS = {"clock.cpp", "matrix_unit.cpp"}  # nearly all of the time of a run is spent there
LINK_FLAGS = ("-rdynamic", "-ldl")  # the kernels call functions of the runner

# tt-metal compiles kernels as C++17. A kernel's own functions stay inside its library, as they stay inside its binary
# on the chip. Pointers into L1 are 32 bits wide there. Messages name files as the variant's folder has them.
KERNEL_FLAGS = (
    "-std=c++17",
    "-O1",
    "-fno-sanitize=undefined",
    "-shared",
    "-fPIC",
    "-fvisibility=hidden",
    "-Wno-int-to-pointer-cast",
    "-fmacro-prefix-map=src/=",
    "-DKERNEL_BUILD",
)


class VariantError(ValueError):
    """The emitted files are not what the emulator needs."""


def build(
    sources: Path | Mapping[str, str],
    unit: EmittedUnit,
    arch: Arch = "wormhole_b0",
    libraries: Mapping[str, Library] = PROCESSORS,
) -> Path:
    """Compiles the emitted files of a variant, or finds them compiled in the cache.

    Args:
        sources: Folder with the emitted files, or their texts by relative path.
        unit: The variant among the emitted code.
        arch: The chip the kernels are compiled for.
        libraries: What the processors run, by their roles.

    Returns:
        Path of the runner, for `plan` and `execute`.

    Raises:
        VariantError: If a file is missing.
        CompilerNotFoundError: If there is no compiler.
        CompileError: If the emitted code does not compile.
    """
    texts = _read(sources) if isinstance(sources, Path) else sources
    kernels = {kernel: find_kernel(texts, kernel) for kernel in ("reader", "writer", "compute")}
    _require_weight_layout(texts, unit)
    compiler = find_compiler()
    key = digest(
        [
            compiler.identity,
            *HOST_FLAGS,
            *KERNEL_FLAGS,
            *LINK_FLAGS,
            *unit,
            arch,
            *_own_sources(),
            *(part for path in sorted(texts) for part in (path, texts[path])),
            *(part for name, library in libraries.items() for part in _named_parts(name, library)),
        ]
    )

    def make(folder: Path) -> None:
        from concurrent.futures import ThreadPoolExecutor

        write_texts(texts, folder / "src")
        for name, library in libraries.items():
            write_texts(library.headers, folder / name)
        calls = [
            _kernel_call(name, library, kernels[library.kernel], arch, unit.define)
            for name, library in libraries.items()
        ]
        with ThreadPoolExecutor() as pool:
            runtime = pool.submit(_build_runtime, compiler)
            host = pool.submit(_build_host, compiler, texts, unit)
            compiler.run_all(calls, folder)
            objects = [*runtime.result().glob("*.o"), *host.result().glob("*.o")]
        compiler.run([*sorted(str(file) for file in objects), "-o", "runner", *LINK_FLAGS], folder)

    return obtain(f"program-{key}", make) / "runner"


def build_planner(texts: Mapping[str, str], unit: EmittedUnit) -> Path:
    """Compiles the plan and the weight layout of a variant, or finds them compiled in the cache; no kernel is needed.

    Args:
        texts: The emitted files by relative path.
        unit: The variant among the emitted code.

    Returns:
        Path of the planner, for `plan` and `prepare_weights`.

    Raises:
        VariantError: If a file is missing.
        CompilerNotFoundError: If there is no compiler.
        CompileError: If the emitted code does not compile.
    """
    _require_weight_layout(texts, unit)
    compiler = find_compiler()
    host = _build_host(compiler, texts, unit)
    key = digest([compiler.identity, *HOST_FLAGS, host.name])

    def make(folder: Path) -> None:
        objects = sorted(map(str, host.glob("*.o")))
        compiler.run([*HOST_FLAGS, f"-I{INCLUDE}", str(RUNTIME / PLANNER_UNIT), *objects, "-o", "planner"], folder)

    return obtain(f"planner-{key}", make) / "planner"


def _require_weight_layout(texts: Mapping[str, str], unit: EmittedUnit) -> None:
    header = str(PurePosixPath(unit.folder, WEIGHT_LAYOUT))
    if header not in texts:
        raise VariantError(f"the emitted files lack {header}")


def is_planning(path: str) -> bool:
    """Whether an emitted file belongs to the plan."""
    return PLAN in PurePosixPath(path).parts


def _is_for_host(path: str) -> bool:
    return is_planning(path) or "variants" in PurePosixPath(path).parts


def _build_runtime(compiler: Compiler) -> Path:
    """The part of the runner that is the same for all variants."""
    units = sorted(file for file in RUNTIME.glob("*.cpp") if file.name not in (VARIANT_UNIT, PLANNER_UNIT))
    key = digest([compiler.identity, *HOST_FLAGS, *FAST_HOST_FLAGS, *_own_sources()])

    def make(folder: Path) -> None:
        calls = []
        for unit in units:
            flags = FAST_HOST_FLAGS if unit.name in FAST_UNITS else HOST_FLAGS
            calls.append([*flags, f"-I{INCLUDE}", "-c", str(unit), "-o", f"{unit.stem}.o"])
        compiler.run_all(calls, folder)

    return obtain(f"runtime-{key}", make)


def _build_host(compiler: Compiler, texts: Mapping[str, str], unit: EmittedUnit) -> Path:
    """The plan and the weight layout: kept apart from the kernels, which change without them."""
    sources = {path: text for path, text in texts.items() if _is_for_host(path)}
    parts = [part for path in sorted(sources) for part in (path, sources[path])]
    key = digest([compiler.identity, *HOST_FLAGS, *unit, *_own_sources(), *parts])

    def make(folder: Path) -> None:
        write_texts(sources, folder / "src")
        emitted = [f"src/{path}" for path in sorted(sources) if path.endswith(".cpp")]
        compiler.run_all([_host_call(unit, source) for source in (str(RUNTIME / VARIANT_UNIT), *emitted)], folder)

    return obtain(f"host-{key}", make)


def host_arguments(unit: EmittedUnit, sources: str) -> list[str]:
    """What the compiler is told of any file of the host's part; `sources` holds the folders of the emitted files."""
    macros = (
        f"-DTTDW_NAMESPACE={unit.namespace}",
        f"-DTTDW_VARIANT={unit.variant}",
        f'-DTTDW_VARIANT_HEADER="device/variants/{unit.variant}.hpp"',
    )
    return [*HOST_FLAGS, *macros, f"-I{PurePosixPath(sources, unit.folder)}", f"-I{INCLUDE}"]


def _host_call(unit: EmittedUnit, source: str) -> list[str]:
    folder = PurePosixPath(source).parts[1] if source.startswith("src/") else ""
    return [*host_arguments(unit, "src"), "-c", source, "-o", f"{folder}-{Path(source).stem}.o"]


def kernel_arguments(arch: Arch, macros: Sequence[str]) -> list[str]:
    """What the compiler is told of a kernel with these macros."""
    defines = [f"-D{macro}" for macro in (ARCH_MACROS[arch], *macros)]
    return [*KERNEL_FLAGS, *defines, "-include", str(INCLUDE / "emulator" / "prelude.hpp"), f"-I{INCLUDE}"]


def _kernel_call(name: str, library: Library, kernel: str, arch: Arch, define: str) -> list[str]:
    included = [word for header in library.headers for word in ("-include", f"{name}/{header}")]
    return [*kernel_arguments(arch, (define, *library.macros)), *included, f"src/{kernel}", "-o", f"{name}.so"]


def _named_parts(name: str, library: Library) -> list[str]:
    return [name, *library.macros, *(part for header in library.headers.items() for part in header)]


def _own_sources() -> list[str]:
    """Names and texts of all C++ files of the emulator."""
    files = sorted(file for folder in (INCLUDE, RUNTIME) for file in folder.rglob("*") if file.is_file())
    return [part for file in files for part in (str(file.relative_to(HERE)), file.read_text(encoding="utf-8"))]


def _read(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.suffix in {".hpp", ".h", ".cpp"})
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def find_kernel(texts: Collection[str], kernel: str) -> str:
    """Path of the emitted file with the kernel `reader`, `writer` or `compute`, among the paths of all files.

    Raises:
        VariantError: There is none, or more than one.
    """
    found = [path for path in texts if re.fullmatch(rf"(.*/)?{kernel}_[^/]*\.cpp", path)]
    if len(found) != 1:
        raise VariantError(f"the emitted files have {len(found)} kernels named {kernel}_*.cpp, and need one: {found}")
    return found[0]
