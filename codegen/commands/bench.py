"""bench: how long things take at the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, Json, Quiet
from codegen.commands.progress import with_progress
from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from codegen.bench.measure import Settings
    from codegen.bench.report import Measured
    from codegen.bench.sections import Section

SectionName = Literal["emit", "verify", "emulator", "edit", "schedules", "clocks"]


def bench(
    *,
    only: Annotated[
        list[SectionName] | None, Parameter(negative=(), help="Section to measure; repeatable. [default: all]")
    ] = None,
    repeat: Annotated[int, Parameter(validator=validators.Number(gte=1), help="How often each time is taken.")] = 5,
    write: Annotated[Path | None, Parameter(help="Write the page, in Markdown, to this file.")] = None,
    json: Json = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Measure generate, check and verify against what none of them can do without, side by side in one run.

    Times mean little alone; ratios of times of one run mean more. The exit code does not depend on them: 1 means that
    something could not be measured.
    """
    from pydantic_core import to_json

    from codegen.bench.measure import BenchError, Settings
    from codegen.bench.report import markdown, record
    from codegen.bench.sections import SECTIONS
    from codegen.launch.error import BackendError
    from codegen.native.ask import RunnerError
    from codegen.native.compiler import CompileError, CompilerNotFoundError

    if write and only:
        raise on_command_line(
            Finding("bench-whole", "--write and --only: the page has all sections", (), "leave out --only")
        )
    chosen = [one for one in SECTIONS if not only or one.name in only]
    try:
        with TemporaryDirectory(prefix="ttdw-bench-") as work:
            steps = _measure(chosen, Settings(repeat, Path(work)))
            measured = list(with_progress("bench", steps, len(chosen)))
    except (BenchError, BackendError, CompileError, CompilerNotFoundError, RunnerError) as error:
        print(error, file=sys.stderr)
        return ExitCode.FAILED
    page = markdown(measured, repeat)
    write_report(page, str(write) if write else None)
    write_report(to_json(record(measured, repeat), indent=2).decode() + "\n", json)
    if not quiet and not write and json != STANDARD_OUTPUT:
        print(page, end="")
    return ExitCode.OK


def _measure(sections: list[Section], settings: Settings) -> Iterator[Measured]:
    from codegen.bench.report import Measured

    for one in sections:
        yield Measured(one, tuple(one.measure(settings)))
