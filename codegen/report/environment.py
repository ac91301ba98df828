"""What this machine has: versions, compilers, and what each backend lacks."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PACKAGES = (
    "tt-depthwise-codegen",
    "clang-format",
    "cyclopts",
    "jinja2",
    "junitparser",
    "numpy",
    "platformdirs",
    "pydantic",
    "pyyaml",
    "rich",
    "torch",
    "ttnn",
    "ziglang",
)
"""Packages whose versions matter for a bug report; the last three are optional."""

COMPILERS = ("c++", "clang++")
"""Compilers to look for in PATH, after $CXX and before the ziglang package."""


class Compiler(BaseModel):
    """A C++ compiler: how it is called and what it says about itself."""

    model_config = ConfigDict(frozen=True)

    command: tuple[str, ...]
    version: str


class Environment(BaseModel):
    """What `ttdw doctor` finds.

    Attributes:
        python: Version of Python.
        platform: Operating system and processor.
        packages: Version of each package; None if it is not installed.
        compilers: The C++ compilers in the order in which the emulator would take them.
        lacks: What each backend still needs; empty if it is ready.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = Field(default=1, alias="schema")
    python: str
    platform: str
    packages: dict[str, str | None]
    compilers: tuple[Compiler, ...]
    lacks: dict[str, tuple[str, ...]]


def inspect_environment() -> Environment:
    """Look at this machine."""
    packages = {name: _package_version(name) for name in PACKAGES}
    compilers = find_compilers()
    return Environment(
        python=sys.version.split()[0],
        platform=platform.platform(),
        packages=packages,
        compilers=compilers,
        lacks={
            "reference": (),
            "emulator": () if compilers else ("a C++20 compiler: set CXX, or install the extra `compiler`",),
            "device": () if packages["ttnn"] else ("ttnn: install the extra `ttnn`",),
        },
    )


def find_compilers() -> tuple[Compiler, ...]:
    """The C++ compilers of this machine: $CXX, those in PATH, the ziglang package."""
    commands = [shlex.split(os.environ["CXX"])] if os.environ.get("CXX") else []
    commands += [[name] for name in COMPILERS]
    commands += [[sys.executable, "-m", "ziglang", "c++"]] if find_spec("ziglang") else []
    found = []
    for command in commands:
        version = _compiler_version(command)
        if version:
            found.append(Compiler(command=tuple(command), version=version))
    return tuple(found)


def _compiler_version(command: list[str]) -> str | None:
    if not shutil.which(command[0]):
        return None
    done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0] if done.returncode == 0 else None


def _package_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
