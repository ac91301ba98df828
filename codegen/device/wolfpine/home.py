"""Where wolfpine is: an environment of its own, and for each chip a folder that tt-metal takes for a simulator."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from codegen.native.cache import cache_folder, digest, obtain
from codegen.native.children import run
from codegen.plan.chip import ChipName

VERSION = "2.2"
"""The release that server.py corrects."""

PACKAGES = (f"wolfpine=={VERSION}", "numba")
"""What the environment holds; numba makes it twice as fast."""

PYTHON_VARIABLE = "WOLFPINE_PYTHON"
"""A Python that has wolfpine; wolfpine's own variable."""

INSTALL = "ttdw doctor --install wolfpine"

SERVER = Path(__file__).parent / "server.py"
LINES = Path(__file__).parent / "lines.py"

DESCRIPTORS = ("soc_descriptor.yaml", "cluster_descriptor.yaml")
"""What tt-metal reads of a chip: they lie in the package, and are linked to."""

ASK_SECONDS = 60
INSTALL_SECONDS = 1800

_ASK = """
import importlib.metadata, importlib.util, json, pathlib
folder = pathlib.Path(importlib.util.find_spec("framework").origin).parent
print(json.dumps([importlib.metadata.version("wolfpine"), str(folder)]))
"""


class MissingWolfpineError(Exception):
    """There is no wolfpine, or another release; the message says what helps."""


@dataclass(frozen=True)
class Wolfpine:
    """An installed wolfpine.

    Attributes:
        python: The Python that has it.
        package: The folder of its modules.
    """

    python: str
    package: Path

    def simulator(self, chip: ChipName) -> Path:
        """The folder that tt-metal takes for the simulator of a chip."""
        script = f'#!/bin/sh\nexec "${PYTHON_VARIABLE}" -u {shlex.quote(str(SERVER))} {chip} "$@"\n'

        def fill(folder: Path) -> None:
            for name in DESCRIPTORS:
                (folder / name).symlink_to(self.package / "sim" / chip / name)
            (folder / "run.sh").write_text(script, encoding="utf-8")  # what UMD starts
            (folder / "run.sh").chmod(0o755)

        return obtain(f"wolfpine-{chip}-{digest([script, str(self.package)])[:16]}", fill)


def environment_folder() -> Path:
    """Where `install` makes the environment."""
    return cache_folder() / f"wolfpine-{VERSION}-environment"


def find_wolfpine() -> Wolfpine:
    """The wolfpine of $WOLFPINE_PYTHON, or else the one that `install` has installed.

    Raises:
        MissingWolfpineError: There is none, or another release.
    """
    named = os.environ.get(PYTHON_VARIABLE)
    python = shutil.which(named or environment_folder() / "bin" / "python")
    if python is None:
        where = f"${PYTHON_VARIABLE} is {named!r}, which is no program" if named else "it has not been installed"
        raise MissingWolfpineError(f"no wolfpine: {where}; run: {INSTALL}")
    try:
        done = run([python, "-c", _ASK], seconds=ASK_SECONDS)
        version, package = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise MissingWolfpineError(f"no wolfpine: {python} does not have it; run: {INSTALL}") from error
    if version != VERSION:
        raise MissingWolfpineError(f"wolfpine {version} in {python}, wanted {VERSION}; run: {INSTALL}")
    return Wolfpine(str(Path(python).absolute()), Path(package))


def install() -> Wolfpine:
    """Make the environment, with this Python's version and what pip finds.

    Raises:
        MissingWolfpineError: It cannot be made.
    """
    folder = environment_folder()
    commands = (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES],
    )
    for command in commands:
        try:
            done = run(command, seconds=INSTALL_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MissingWolfpineError(f"{command[0]} does not make the environment: {error}") from error
        if done.returncode != 0:
            raise MissingWolfpineError(done.stderr.decode(errors="replace").strip() or f"{command[0]} fails")
    return find_wolfpine()
