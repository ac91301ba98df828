"""doctor: what this machine has, for a bug report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode

if TYPE_CHECKING:
    from codegen.views.environment import Environment


Install = Annotated[
    Literal["wolfpine"] | None,
    Parameter(help="Install this simulator first, in an environment of its own in the cache folder, by pip."),
]


def doctor(
    *, install: Install = None, json: Annotated[bool, Parameter(negative=(), help="Print JSON.")] = False
) -> ExitCode:
    """Show versions, the compilers found, and what each backend lacks.

    With --install, exit code 1 means that it could not be installed.
    """
    from codegen.views.environment import inspect_environment

    if install and not _installs_wolfpine():
        return ExitCode.FAILED
    found = inspect_environment()
    if json:
        sys.stdout.write(found.model_dump_json(by_alias=True, indent=2) + "\n")
    else:
        _print(found)
    return ExitCode.OK


def _installs_wolfpine() -> bool:
    from codegen.device.wolfpine.home import MissingWolfpineError, install

    try:
        made = install()
    except MissingWolfpineError as error:
        print(f"wolfpine was not installed: {error}", file=sys.stderr)
        return False
    print(f"wolfpine was installed: {made.python}", file=sys.stderr)
    return True


def _print(found: Environment) -> None:
    print(f"{'python':<22}{found.python} on {found.platform}")
    for name, version in found.packages.items():
        print(f"{name:<22}{version or 'not installed'}")
    print(f"{'compiler':<22}{': '.join((found.compiler or 'none').splitlines()[:2])}")
    device = found.device
    print(f"{'device python':<22}{f'{device.python}: ttnn {device.ttnn}' if device.ttnn else 'none with ttnn'}")
    print(f"{'device chip':<22}{device.chip or 'none'}")
    print(f"{'wolfpine':<22}{device.wolfpine or 'none'}")
    print(f"{'kernel compiler':<22}{found.kernels.compiler or 'none'}")
    print(f"{'kernel headers':<22}{found.kernels.headers or 'none'}")
    needs = {f"backend {backend}": lacking for backend, lacking in found.lacks.items()}
    for what, lacking in {**needs, "build --kernels": found.kernels.lacks}.items():
        print(f"{what:<22}{'not ready: ' + '; '.join(lacking) if lacking else 'ready'}")
