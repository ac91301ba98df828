"""The reference of the command line, made of its parser."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from codegen.commands.app import COMMANDS, make_app
from codegen.handbook.markdown import BANNER, code, plain, table

if TYPE_CHECKING:
    from cyclopts import App
    from cyclopts.argument import Argument


def command_line_page() -> str:
    """The page: a table of all commands, and the options of each."""
    names = [command.__name__.replace("_", "-") for command in COMMANDS]
    app = make_app()
    rows = [(f"[`ttdw {name}`](#{_anchor(name)})", _summary(app[name])) for name in names]
    return "\n".join(
        [
            BANNER,
            "# Command line\n",
            "`ttdw COMMAND --help` says the same. [Commands](../commands.md) has examples, "
            "[Verdicts and exit codes](verdicts.md) what comes back.\n",
            table(("Command", "What it does"), rows),
            *(part for name in names for part in _section(name, app[name])),
        ]
    )


def _anchor(name: str) -> str:
    return f"ttdw-{name}"


def _section(name: str, command: App) -> Iterator[str]:
    yield f"## ttdw {name}\n"
    yield from (f"{paragraph}\n" for paragraph in _told(command))
    arguments = [one for one in command.assemble_argument_collection() if one.show]
    if arguments:
        meanings = _meanings(command)
        rows = [_row(one, meanings.get(one.field_info.name, "")) for one in arguments]
        yield table(("Argument", "Values", "If left out", "Meaning"), rows)


def _told(command: App) -> list[str]:
    """What the docstring says in front of its arguments, paragraph by paragraph."""
    said = inspect.cleandoc(command.help or "").split("\n\nArgs:")[0]
    return [plain(paragraph) for paragraph in said.split("\n\n")]


def _summary(command: App) -> str:
    return _told(command)[0]


def _meanings(command: App) -> dict[str, str]:
    """What the docstring says of arguments, by their names."""
    _, _, listed = inspect.cleandoc(command.help or "").partition("\n\nArgs:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n     +.*)*)", listed, re.M)
    return {name: plain(said) for name, said in found}


def _row(argument: Argument, meaning: str) -> tuple[str, str, str, str]:
    field = argument.field_info
    positional = field.kind in (field.POSITIONAL_ONLY, field.POSITIONAL_OR_KEYWORD, field.VAR_POSITIONAL)
    names = [field.name.upper()] if positional else argument.names
    said, _, default = plain(argument.parameter.help or meaning).partition(" [default: ")
    return (
        ", ".join(map(code, names)),
        _values(argument),
        default.removesuffix("]") or _default(argument),
        said,
    )


def _values(argument: Argument) -> str:
    """Its choices, or what a value is; empty for a switch."""
    choices = argument.get_choices()
    if choices:
        return ", ".join(map(code, choices))
    kinds = {"int": "a number", "float": "a number", "bool": "", "Path": "a path"}
    hint = str(argument.hint)
    return next((said for kind, said in kinds.items() if kind in hint), "a word")


def _default(argument: Argument) -> str:
    default: Any = argument.field_info.default
    if argument.required:
        return "must be given"
    if default in (None, False, True, "") or default is inspect.Parameter.empty:
        return ""
    return code(default)
