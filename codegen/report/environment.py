"""What this machine has: versions, compilers, and what each backend lacks."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib import metadata
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.emulator.compiler import CompilerNotFoundError, find_compiler

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


class Environment(BaseModel):
    """What `ttdw doctor` finds.

    Attributes:
        python: Version of Python.
        platform: Operating system and processor.
        packages: Version of each package; None if it is not installed.
        compiler: The C++ compiler that the emulator takes: its command, then what it says about itself.
        lacks: What each backend still needs; empty if it is ready.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = Field(default=1, alias="schema")
    python: str
    platform: str
    packages: dict[str, str | None]
    compiler: str | None
    lacks: dict[str, tuple[str, ...]]


def inspect_environment() -> Environment:
    """Look at this machine."""
    packages = {name: _package_version(name) for name in PACKAGES}
    try:
        compiler, lacking = find_compiler().identity, ""
    except (CompilerNotFoundError, OSError, subprocess.CalledProcessError) as error:
        compiler, lacking = None, str(error)
    return Environment(
        python=sys.version.split()[0],
        platform=platform.platform(),
        packages=packages,
        compiler=compiler,
        lacks={
            "reference": (),
            "emulator": (lacking,) if lacking else (),
            "device": () if packages["ttnn"] else ("ttnn: install the extra `ttnn`",),
        },
    )


def _package_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
