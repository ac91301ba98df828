"""verify: cases on backends, compared with the golden convolution."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from codegen.commands.cases import plan_cases
from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report, writing
from codegen.commands.options import STANDARD_OUTPUT, CaseFile, ChipName, Json, Only, Quiet, Specs, Target
from codegen.commands.progress import with_progress

if TYPE_CHECKING:
    from codegen.plan.program import PlanError
    from codegen.report.verdict import Report, Result
    from codegen.spec.case import Case

BackendChoice = Literal["reference", "emulator", "all"]
Weights = Annotated[
    Literal["random", "ramp"],
    Parameter(help="ramp: 1, 2, 3, ... row by row through the kernel, on every channel; a bias has the next number."),
]
Input = Annotated[
    Literal["random", "ones"],
    Parameter(name="--input", help="ones: with --weights ramp, an output is the sum of the taps inside the image."),
]


def verify(
    *,
    case: CaseFile,
    only: Only = None,
    backend: Annotated[BackendChoice, Parameter(help="What runs the cases.")] = "all",
    spec: Specs = None,
    target: Target = None,
    chip: ChipName = "wormhole",
    weights: Weights = "random",
    numbers: Input = "random",
    json: Json = None,
    junit: Annotated[Path | None, Parameter(help="Write the results as JUnit XML to this file.")] = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Run cases on backends and compare what they compute with the golden convolution.

    Exit code 1 means that a result is not `pass`. With `--backend all`, a backend for which this machine lacks
    something is reported as `unsupported` and fails nothing, as long as another backend passes the case.
    """
    from codegen.report.verdict import Report
    from codegen.verify import BACKENDS, verify_plans

    planned = plan_cases(case, only, spec, chip, target)
    plans = planned.plans
    names = list(BACKENDS) if backend == "all" else [backend]
    steps = verify_plans(plans, names, weights, numbers)
    done = tuple(with_progress("verify", steps, len(plans) * len(names)))
    report = Report(results=(*done, *(_without_plan(one, error, chip) for one, error in planned.unsupported)))
    write_report(report.to_json(), json)
    if junit:
        from codegen.report.results import write_junit

        with writing(junit):
            write_junit(report, junit)
    if not quiet and json != STANDARD_OUTPUT:
        _print(report)
    return ExitCode.OK if _passed(report, lenient=backend == "all") else ExitCode.FAILED


def _without_plan(case: Case, error: PlanError, chip: ChipName) -> Result:
    from codegen.report.verdict import Result

    return Result(
        case=case.id,
        variant=case.variant,
        backend="plan",
        chip=chip,
        verdict="unsupported",
        expected="unsupported",
        seconds=0,
        message=str(error),
    )


def _passed(report: Report, lenient: bool) -> bool:
    passing = {result.case for result in report.results if result.verdict == "pass"}
    return all(
        result.verdict == result.expected or (lenient and result.verdict == "unsupported" and result.case in passing)
        for result in report.results
    )


def _print(report: Report) -> None:
    from codegen.report.results import explanations, result_table, summary
    from codegen.report.terminal import console

    console().print(result_table(report))
    print(*explanations(report), summary(report), sep="\n\n")
