"""The command `ttdw`, and the exit code of whatever happens in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codegen.commands.exit_code import ExitCode
from codegen.commands.streams import give_up_output, is_of_output, open_streams
from codegen.native.writing import UnwritableError

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

        open_streams()
        with interruptible(last=arguments is None):
            code = _run(words)
            sys.stdout.flush()
            return code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        give_up_output()
        return ExitCode.INTERRUPTED
    except UnwritableError as error:
        print(error, file=sys.stderr)
        return ExitCode.BAD_INPUT
    except Exception as error:
        if isinstance(error, OSError) and is_of_output(error):
            give_up_output()
            print(f"standard output: cannot write: {error.strerror}", file=sys.stderr)
            return ExitCode.BAD_INPUT
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
        print(*dict.fromkeys(map(str, error.findings)), sep="\n\n", file=sys.stderr)  # each once
        return ExitCode.BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
