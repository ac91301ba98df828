"""What this machine has: versions, compilers, and what each backend lacks."""

from __future__ import annotations

import platform
import subprocess
import sys
from importlib import metadata
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.build.environment import inspect_kernel_tools
from codegen.device.error import MissingDeviceError
from codegen.device.find import find_chip, find_python, no_chip, ttnn_version
from codegen.device.wolfpine.home import MissingWolfpineError, find_wolfpine
from codegen.native.compiler import CompilerNotFoundError, find_compiler

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


class DeviceEnvironment(BaseModel):
    """How `ttdw verify --backend device` would reach a chip.

    Attributes:
        python: A Python that has ttnn; None if none was found.
        ttnn: Version of ttnn there.
        chip: Where the chip is; None if there is none.
        wolfpine: A Python that has this simulator; None if none was found.
    """

    model_config = ConfigDict(frozen=True)

    python: str | None
    ttnn: str | None
    chip: str | None
    wolfpine: str | None


class KernelEnvironment(BaseModel):
    """What `ttdw build --kernels` would take.

    Attributes:
        compiler: Path of the compiler, whether it is SFPI or stock, and what it says about itself; None without one.
        headers: Folder and release of the headers; None if there are none.
        lacks: What is missing.
    """

    model_config = ConfigDict(frozen=True)

    compiler: str | None
    headers: str | None
    lacks: tuple[str, ...]


class Environment(BaseModel):
    """What `ttdw doctor` finds.

    Attributes:
        python: Version of Python.
        platform: Operating system and processor.
        packages: Version of each package; None if it is not installed.
        compiler: The C++ compiler that the emulator takes: its command, then what it says about itself.
        device: The chip, and the Python that reaches it.
        kernels: What kernels are compiled with.
        lacks: What each backend still needs; empty if it is ready.
    """

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = Field(default=1, alias="schema")
    python: str
    platform: str
    packages: dict[str, str | None]
    compiler: str | None
    device: DeviceEnvironment
    kernels: KernelEnvironment
    lacks: dict[str, tuple[str, ...]]


def inspect_environment() -> Environment:
    """Look at this machine."""
    packages = {name: _package_version(name) for name in PACKAGES}
    try:
        compiler, lacking = find_compiler().identity, ""
    except (CompilerNotFoundError, OSError, subprocess.CalledProcessError) as error:
        compiler, lacking = None, str(error)
    device, device_lacks = _inspect_device()
    kernels = inspect_kernel_tools()
    return Environment(
        python=sys.version.split()[0],
        platform=platform.platform(),
        packages=packages,
        compiler=compiler,
        device=device,
        kernels=KernelEnvironment(compiler=kernels.compiler, headers=kernels.headers, lacks=kernels.lacks),
        lacks={
            "reference": (),
            "emulator": (lacking,) if lacking else (),
            "device": (*device_lacks, *((f"for the emitted plan: {lacking}",) if lacking else ())),
        },
    )


def _inspect_device() -> tuple[DeviceEnvironment, list[str]]:
    """What is there for the device, and what is not."""
    chip = find_chip()
    lacking = [] if chip else [no_chip()]
    python, ttnn = None, None
    try:
        python = find_python(None)
        ttnn = ttnn_version(python) or None
        lacking += [] if ttnn else [f"{python} has no ttnn"]
    except MissingDeviceError as error:
        lacking.append(str(error))
    return DeviceEnvironment(python=python, ttnn=ttnn, chip=chip or None, wolfpine=_wolfpine()), lacking


def _wolfpine() -> str | None:
    try:
        return find_wolfpine().python
    except MissingWolfpineError:
        return None


def _package_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
