"""The results of a verification as a table and as JUnit XML."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from junitparser import TestCase
    from rich.table import Table

    from codegen.judge.verdict import Report, Result
    from codegen.launch.error import Verdict


COLUMNS = ("case", "backend", "verdict", "pcc", "max abs err", "seconds")
_NUMBERS = ("pcc", "max abs err", "seconds")
_STYLES: dict[Verdict, str] = {"pass": "green", "unsupported": "yellow"}


def print_results(results: Sequence[Result]) -> None:
    """Print the results: the table, what is to be said about them, and how many have which verdict."""
    if sys.stdout.isatty():
        from codegen.views.terminal import console

        console().print(result_table(results))
    else:
        print(*result_lines(results), sep="\n")
    on_device = device_lines(results)
    paragraphs = [*explanations(results), *notes(results), *(["\n".join(on_device)] if on_device else [])]
    print(*paragraphs, summary(results), sep="\n\n")


def result_table(results: Sequence[Result]) -> Table:
    """The results, one row for each case and backend, in colours."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, no_wrap=True, justify="right" if column in _NUMBERS else "left")
    for result in results:
        case, backend, verdict, *numbers = _cells(result)
        style = _STYLES.get(result.verdict, "red")
        table.add_row(case, backend, f"[{style}]{verdict}[/]", *numbers)
    return table


def result_lines(results: Sequence[Result]) -> list[str]:
    """The same as plain lines: rich takes a third of the time of a small case to start."""
    rows = [COLUMNS, *map(_cells, results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(_justified, COLUMNS, row, widths)).rstrip() for row in rows]


def _cells(result: Result) -> tuple[str, ...]:
    numbers = (_number(result.pcc, ".7f"), _number(result.max_abs_err, ".3g"), f"{result.seconds:.2f}")
    return (result.case, result.backend, result.verdict, *numbers)


def _justified(column: str, cell: str, width: int) -> str:
    return cell.rjust(width) if column in _NUMBERS else cell.ljust(width)


def explanations(results: Sequence[Result]) -> list[str]:
    """Why results are not `pass`, or what else is to be said; results with the same reason share a paragraph."""
    cases: dict[tuple[str, Verdict, str], list[str]] = {}
    for result in results:
        if result.message or result.verdict != "pass":
            cases.setdefault((result.backend, result.verdict, result.message), []).append(result.case)
    return [
        f"{backend}: {verdict}: {message}\n    {', '.join(names)}"
        for (backend, verdict, message), names in cases.items()
    ]


def notes(results: Sequence[Result]) -> list[str]:
    """What plans do that their cases do not say; cases with the same note share a paragraph."""
    cases: dict[str, dict[str, None]] = {}
    for result in results:
        for note in result.notes:
            cases.setdefault(note, {})[result.case] = None
    return [f"note: {note}\n    {', '.join(names)}" for note, names in cases.items()]


def summary(results: Sequence[Result]) -> str:
    """How many results have which verdict."""
    counts = Counter(result.verdict for result in results)
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())


def device_lines(results: Sequence[Result]) -> list[str]:
    """Which chip, wheel and targets the device's results are of, and where they are not the emulator's."""
    places = {
        f"device: {'simulated ' if it.simulated else ''}{it.arch}, ttnn {it.ttnn}, target {it.target}": None
        for result in results
        if (it := result.device)
    }
    compared = [(result.case, it.from_emulator) for result in results if (it := result.device)]
    differences = [(case, it) for case, it in compared if it]
    lines = list(places)
    if differences:
        same = sum(it.outputs == 0 for _, it in differences)
        lines.append(f"device and emulator agree bit for bit on {same} of {len(differences)} cases")
        lines += [
            f"    {case}: {it.outputs} outputs differ, by {_number(it.largest, '.3g')} at most"
            for case, it in differences
            if it.outputs
        ]
    return lines


def write_junit(report: Report, path: Path) -> None:
    """Write the results as JUnit XML, one suite for each backend.

    Raises:
        OSError: The file cannot be written.
    """
    from junitparser import JUnitXml, TestSuite

    document = JUnitXml("ttdw verify")
    for backend in dict.fromkeys(result.backend for result in report.results):
        suite = TestSuite(backend)
        suite.add_testcases([_junit_case(result) for result in report.results if result.backend == backend])
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    document.write(str(path), pretty=True)


def _junit_case(result: Result) -> TestCase:
    from junitparser import Error, Failure, Skipped, TestCase

    case = TestCase(result.case, classname=f"{result.backend}.{result.variant}", time=result.seconds)
    if result.verdict == "unsupported":
        case.result = [Skipped(result.message, result.verdict)]
    elif result.verdict == "error":
        case.result = [Error(result.message, result.verdict)]
    elif result.verdict != "pass":
        case.result = [Failure(result.message, result.verdict)]
    if result.notes:
        case.system_out = "\n".join(result.notes)
    _add_properties(case, result)
    return case


def _add_properties(case: TestCase, result: Result) -> None:
    """What JUnit has no attribute for."""
    from junitparser import Properties, Property

    numbers = {"chip": result.chip, "pcc": result.pcc, "max_abs_err": result.max_abs_err}
    on_device = result.device.model_dump(mode="json", exclude={"from_emulator"}) if result.device else {}
    properties = Properties()  # type: ignore[no-untyped-call]
    for name, value in (numbers | on_device).items():
        if value is not None:
            text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
            properties.add_property(Property(name, text))
    case.append(properties)  # type: ignore[no-untyped-call]


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
