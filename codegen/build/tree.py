"""Where the headers are that emitted host files include: a tt-metal tree's own, and those of other projects."""

from __future__ import annotations

import importlib.util
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codegen.build.process import call
from codegen.build.unsupported import UnsupportedError
from codegen.model.targets import TARGETS, Bindings
from codegen.model.variant import TargetName

STANDINS = Path(__file__).resolve().parent / "standins" / "host"

TREE_FOLDERS = (
    "",
    "tt_stl",
    "tt_metal/api",
    "tt_metal/hostdevcommon/api",
    "tt_metal",
    "ttnn/api",
    "ttnn",
    "ttnn/cpp",
    "ttnn/cpp/ttnn/operations/conv",
)
"""Folders of a tree in which its own build looks for headers."""

CACHES = (".cpmcache", "build*/_deps", "tt_metal/third_party")
"""Where a checkout that was built keeps the projects it uses, and where its submodules are."""


@dataclass(frozen=True)
class Library:
    """A project whose headers tt-metal's headers include.

    Attributes:
        header: One of its headers, as it is included.
        standin: Folder with our stand-in for it; None if there is none.
        hint: Where to get it.
    """

    header: str
    standin: str | None = None
    hint: str = ""


LIBRARIES = (
    Library("fmt/format.h", hint="apt-get install libfmt-dev"),
    Library("fmt/base.h", standin="fmt11"),
    Library("nlohmann/json.hpp", hint="apt-get install nlohmann-json3-dev"),
    Library("enchantum/enchantum.hpp", standin="enchantum"),
    Library("reflect", standin="reflect"),
    Library("tracy/Tracy.hpp", standin="tracy"),
    Library("tt-logger/tt-logger.hpp", standin="tt-logger"),
    Library("umd/device/types/arch.hpp", standin="umd"),
)


def tree_folders(tree: Path) -> list[Path]:
    """Folders with a tree's own headers.

    Raises:
        UnsupportedError: The folder is no tt-metal tree.
    """
    for part in ("tt_metal/api", "tt_stl", "ttnn/api", "ttnn/cpp"):
        if not (tree / part).is_dir():
            raise UnsupportedError(f"{tree} is no tt-metal tree: no {part}", "name its top folder with --tt-metal")
    return [folder for name in TREE_FOLDERS if (folder := tree / name).is_dir()]


def newer_folders(tree: Path, target: TargetName) -> list[Path]:
    """Our mirror of an interface that a target needs and an older tree has not, in front of the tree's own headers."""
    has = any((tree / name / _METAL2_HEADER).is_file() for name in TREE_FOLDERS)
    return [STANDINS / "metal2", STANDINS / "containers"] if TARGETS[target].by_name and not has else []


_METAL2_HEADER = "ttnn/metal_v2_artifacts.hpp"


def library_folders(command: str, tree: Path, given: Sequence[Path], libraries: Sequence[Library]) -> list[Path]:
    """Folders with the headers of other projects: given ones, the tree's, the system's, and ours for what is missing.

    Args:
        command: The compiler; it knows the system's folders.
        tree: The tt-metal tree.
        given: Folders that the user names.
        libraries: The projects.

    Raises:
        UnsupportedError: A project is nowhere, and there is no stand-in for it.
    """
    found = [folder.resolve() for folder in given]
    for library in libraries:
        if not any((folder / library.header).is_file() for folder in found):
            folder = _in_tree(tree, library)
            if folder is not None:
                found.append(folder)
            elif not _in_system(command, library):
                found.append(_standin(library))
    return found


def binding_folders(command: str, tree: Path, given: Sequence[Path], bindings: Bindings) -> list[Path]:
    """Folders with the headers of Python and of the library that binds to it, which may be installed as a package.

    Raises:
        UnsupportedError: The library is nowhere, or there is no header of Python.
    """
    python = Path(sysconfig.get_path("include"))
    if not (python / "Python.h").is_file():
        raise UnsupportedError(f"no {python}/Python.h", "apt-get install python3-dev")
    installed = importlib.util.find_spec(bindings.library)
    package = Path(next(iter(installed.submodule_search_locations or ()))) if installed else None
    extra = [package / "include"] if package else []
    library = Library(bindings.header, hint=f"pip install {bindings.library}, in the release that the tree names")
    return [*library_folders(command, tree, [*given, *extra], [library]), python]


@cache
def _in_tree(tree: Path, library: Library) -> Path | None:
    """The folder of a project that a checkout keeps, if there is one."""
    for pattern in CACHES:
        for base in sorted(tree.glob(pattern)):
            for place in sorted(base.rglob(library.header)):
                if place.is_file():
                    return place.parents[len(Path(library.header).parts) - 1]
    return None


@cache
def _in_system(command: str, library: Library) -> bool:
    probe = f"#if !__has_include(<{library.header}>)\n#error missing\n#endif\n"
    arguments = ["-std=c++20", "-x", "c++", "-fsyntax-only", "-include", "/dev/stdin", "/dev/null"]
    return call([command, *arguments], seconds=20, text=probe).ok


def _standin(library: Library) -> Path:
    if library.standin is None:
        raise UnsupportedError(f"no {library.header}", f"{library.hint}, or name its folder with --include")
    return STANDINS / library.standin
