"""The command `ttdw`: its commands, and the exit code of whatever happens in them."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Sequence

from cyclopts import App, CycloptsError

from codegen.commands.build import build
from codegen.commands.cores import cores
from codegen.commands.cost import cost
from codegen.commands.count import count
from codegen.commands.diff import diff
from codegen.commands.doctor import doctor
from codegen.commands.emit import check, generate
from codegen.commands.exit_code import ExitCode
from codegen.commands.explain import explain
from codegen.commands.import_args import import_args
from codegen.commands.install import install, uninstall
from codegen.commands.mutate import mutate
from codegen.commands.plan import plan
from codegen.commands.schema import schema
from codegen.commands.verify import verify
from codegen.spec.finding import InputError

COMMANDS: tuple[Callable[..., ExitCode], ...] = (
    generate,
    check,
    diff,
    explain,
    verify,
    build,
    install,
    uninstall,
    mutate,
    plan,
    cores,
    count,
    cost,
    import_args,
    schema,
    doctor,
)
"""The commands in the order of `ttdw --help`. Each imports what only it needs when it is called."""


def _version() -> str:
    from importlib.metadata import version

    return version("tt-depthwise-codegen")


def _app() -> App:
    app = App(
        name="ttdw",
        help="Depthwise conv2d for tt-metal from a spec: emit the C++, run it on any CPU, check it before a review.",
        version=_version,
        suppress_keyboard_interrupt=False,
    )
    for place, command in enumerate(COMMANDS):
        app.command(command, sort_key=place)
    app.register_install_completion_command()
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words behind `ttdw`; those of this process if left out.

    Returns:
        The exit code.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = _app()(words, exit_on_error=False, result_action="return_value")
        sys.stdout.flush()
        return code if isinstance(code, ExitCode) else ExitCode.OK
    except CycloptsError:  # already printed
        return ExitCode.BAD_INPUT
    except InputError as error:
        print(*error.findings, sep="\n\n", file=sys.stderr)
        return ExitCode.BAD_INPUT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush does not fail as well
        return ExitCode.INTERRUPTED
    except Exception:
        traceback.print_exc()
        print("This is a fault of ttdw. Please report it with the output of `ttdw doctor`.", file=sys.stderr)
        return ExitCode.CRASH


if __name__ == "__main__":
    sys.exit(main())
