"""report: stored results of verify as a page to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.model.finding import Finding, InputError, PlacedFinding

if TYPE_CHECKING:
    from codegen.views.report.run_page import Run

Results = Annotated[
    list[Path],
    Parameter(help="What `verify --json` has written; of several runs, the oldest first.", negative=()),
]


def report(results: Results, /, *, html: Annotated[Path, Parameter(help="Write the page to this file.")]) -> ExitCode:
    """Make a page of stored results of `verify`: verdicts, cores, errors, explanations, timelines, and their history.

    The page is one file, and nothing in it has to be fetched.
    """
    from codegen.views.report.run_page import run_page

    write_report(run_page(_read_all(results)), str(html))
    print(f"wrote {html}")
    return ExitCode.OK


def _read_all(files: Sequence[Path]) -> list[Run]:
    """The runs of files.

    Raises:
        InputError: With all files that cannot be read, or hold something else.
    """
    runs: list[Run] = []
    findings: list[PlacedFinding] = []
    for file in files:
        try:
            runs.append(_read(file))
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)
    return runs


def _read(file: Path) -> Run:
    from pydantic import ValidationError

    from codegen.judge.verdict import Report
    from codegen.model.model import first_error
    from codegen.views.report.run_page import Run

    try:
        return Run(file.stem, Report.model_validate_json(file.read_bytes()))
    except OSError as error:
        finding = Finding("file-readable", f"cannot read the file: {error.strerror}")
    except ValidationError as error:
        message = f"no results of verify: {first_error(error)}"
        finding = Finding("results-known", message, (), "write them with: ttdw verify --json FILE")
    raise InputError([PlacedFinding(str(file), 0, finding)])
