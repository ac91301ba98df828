"""The command `ttdw`, and the exit code of whatever happens in it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from codegen.commands.exit_code import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words behind `ttdw`; those of this process if left out.

    Returns:
        The exit code.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        from codegen.commands.signals import interruptible

        with interruptible(last=arguments is None):
            code = _run(words)
            sys.stdout.flush()
            return code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush does not fail as well
        return ExitCode.INTERRUPTED
    except Exception:
        import traceback

        traceback.print_exc()
        print("This is a fault of ttdw. Please report it with the output of `ttdw doctor`.", file=sys.stderr)
        return ExitCode.CRASH


def _run(words: Sequence[str]) -> ExitCode:
    """Read the words, and do what they say."""
    from cyclopts import CycloptsError

    from codegen.commands.app import make_app
    from codegen.model.finding import InputError

    try:
        code = make_app()(words, exit_on_error=False, result_action="return_value")
        return code if isinstance(code, ExitCode) else ExitCode.OK
    except CycloptsError:  # already printed
        return ExitCode.BAD_INPUT
    except InputError as error:
        print(*error.findings, sep="\n\n", file=sys.stderr)
        return ExitCode.BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
