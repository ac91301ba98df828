"""All commands of `ttdw`, joined."""

from __future__ import annotations

from collections.abc import Callable

from cyclopts import App

from codegen.commands.bench import bench
from codegen.commands.build import build
from codegen.commands.compile_commands import compile_commands
from codegen.commands.cores import cores
from codegen.commands.cost import cost
from codegen.commands.count import count
from codegen.commands.coverage import coverage
from codegen.commands.diff import diff
from codegen.commands.doctor import doctor
from codegen.commands.emit import check, generate
from codegen.commands.exit_code import ExitCode
from codegen.commands.explain import explain
from codegen.commands.import_args import import_args
from codegen.commands.install import install, uninstall
from codegen.commands.mutate import mutate
from codegen.commands.new import new
from codegen.commands.plan import plan
from codegen.commands.port import port
from codegen.commands.report import report
from codegen.commands.schema import schema
from codegen.commands.search import search
from codegen.commands.tune import tune
from codegen.commands.verify import verify

COMMANDS: tuple[Callable[..., ExitCode], ...] = (
    generate,
    check,
    diff,
    explain,
    verify,
    search,
    report,
    build,
    install,
    uninstall,
    port,
    mutate,
    plan,
    cores,
    count,
    cost,
    tune,
    coverage,
    bench,
    import_args,
    new,
    schema,
    compile_commands,
    doctor,
)
"""The commands in the order of `ttdw --help`. Each imports what only it needs when it is called."""


def _version() -> str:
    from importlib.metadata import version

    return version("tt-depthwise-codegen")


def make_app() -> App:
    """The command line."""
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
