"""doctor: what this machine has, for a bug report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode

if TYPE_CHECKING:
    from codegen.views.environment import Environment


def doctor(*, json: Annotated[bool, Parameter(negative=(), help="Print JSON.")] = False) -> ExitCode:
    """Show versions, the compilers found, and what each backend lacks."""
    from codegen.views.environment import inspect_environment

    found = inspect_environment()
    if json:
        sys.stdout.write(found.model_dump_json(by_alias=True, indent=2) + "\n")
    else:
        _print(found)
    return ExitCode.OK


def _print(found: Environment) -> None:
    print(f"{'python':<22}{found.python} on {found.platform}")
    for name, version in found.packages.items():
        print(f"{name:<22}{version or 'not installed'}")
    print(f"{'compiler':<22}{': '.join((found.compiler or 'none').splitlines()[:2])}")
    device = found.device
    print(f"{'device python':<22}{f'{device.python}: ttnn {device.ttnn}' if device.ttnn else 'none with ttnn'}")
    print(f"{'device chip':<22}{device.chip or 'none'}")
    print(f"{'kernel compiler':<22}{found.kernels.compiler or 'none'}")
    print(f"{'kernel headers':<22}{found.kernels.headers or 'none'}")
    needs = {f"backend {backend}": lacking for backend, lacking in found.lacks.items()}
    for what, lacking in {**needs, "build --kernels": found.kernels.lacks}.items():
        print(f"{what:<22}{'not ready: ' + '; '.join(lacking) if lacking else 'ready'}")
