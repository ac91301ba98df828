"""The page of one or several runs of `ttdw verify`: what it is told, of the results as they are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from codegen.cost.timeline import timeline_picture
from codegen.judge.error_map import FACTOR, LEVELS, ErrorMap
from codegen.judge.verdict import OnDevice, Report, Result
from codegen.launch.error import Verdict
from codegen.plan.chip import ChipName
from codegen.views.report.core_picture import core_picture
from codegen.views.report.page import render_page


@dataclass(frozen=True)
class Run:
    """A run that is shown.

    Attributes:
        name: What it is called: the name of its file.
        report: Its results.
    """

    name: str
    report: Report


class Shown(BaseModel):
    """What the page shows of a result in a run.

    Attributes:
        verdict: The verdict.
        expected: The verdict that the case file expects.
        pcc: Pearson correlation with the golden output.
        max_abs_err: Largest absolute difference from it.
        seconds: Time of the backend [s].
        message: Why the verdict is not pass.
        notes: What the plan does that the case does not say.
        device: Where it ran on the device; empty elsewhere.
        map: Index of the picture of its cores; None if there is none.
        stopped_at: The cores that wait, or at which the program was stopped.
        errors: Where the output is wrong.
        timeline: Index of the picture of its timeline.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Verdict
    expected: Verdict
    pcc: float | None
    max_abs_err: float | None
    seconds: float
    message: str
    notes: tuple[str, ...]
    device: str
    map: int | None
    stopped_at: tuple[tuple[int, int], ...]
    errors: ErrorMap | None
    timeline: int | None


class Row(BaseModel):
    """A case of a variant on a backend and for a chip, with what each run says of it.

    Attributes:
        case: Id of the case.
        variant: Name of the variant.
        backend: Name of the backend.
        chip: The chip that the program was planned for.
        runs: A result for each run; None for those that have none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    variant: str
    backend: str
    chip: ChipName
    runs: tuple[Shown | None, ...]


class PageData(BaseModel):
    """All that the page knows.

    Attributes:
        runs: Names of the runs, in the order in which they were given: the last one is shown first.
        interrupted: For each run, whether it was ended before all cases were done.
        rows: The results.
        pictures: SVG of core maps and timelines; equal ones stand once.
        levels: Digits of an error map.
        factor: From the errors of a digit to those of the next one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    runs: tuple[str, ...]
    interrupted: tuple[bool, ...]
    rows: tuple[Row, ...]
    pictures: tuple[str, ...]
    levels: int = LEVELS
    factor: int = FACTOR


def run_page(runs: Sequence[Run]) -> str:
    """The page of runs, the oldest first."""
    data = page_data(runs).model_dump(mode="json")
    return render_page("run.html.jinja", "ttdw verify", data, ("charts.js", "run.js"))


def page_data(runs: Sequence[Run]) -> PageData:
    """What the page knows of runs. Of a result that stands in a run more than once, the last one counts."""
    pictures = _Pictures()
    by_key: dict[tuple[str, str, str, ChipName], list[Shown | None]] = {}
    for place, run in enumerate(runs):
        for result in run.report.results:
            key = (result.case, result.variant, result.backend, result.chip)
            by_key.setdefault(key, [None] * len(runs))[place] = _shown(result, pictures)
    rows = (
        Row(case=case, variant=variant, backend=backend, chip=chip, runs=tuple(results))
        for (case, variant, backend, chip), results in by_key.items()
    )
    return PageData(
        runs=tuple(_names(runs)),
        interrupted=tuple(run.report.interrupted for run in runs),
        rows=tuple(rows),
        pictures=pictures.all,
    )


class _Pictures:
    """Pictures by their texts: thousands of cases share a few grids."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, svg: str) -> int:
        """The index of a picture."""
        return self._places.setdefault(svg, len(self._places))

    @property
    def all(self) -> tuple[str, ...]:
        """The pictures in the order of their indices."""
        return tuple(self._places)


def _shown(result: Result, pictures: _Pictures) -> Shown:
    drawn = result.cores and core_picture(result.chip, result.cores).svg()
    timeline = result.timeline
    return Shown(
        verdict=result.verdict,
        expected=result.expected,
        pcc=result.pcc,
        max_abs_err=result.max_abs_err,
        seconds=result.seconds,
        message=result.message,
        notes=result.notes,
        device=_device(result.device) if result.device else "",
        map=pictures.place(drawn) if drawn else None,
        stopped_at=result.stopped_at,
        errors=result.errors,
        timeline=pictures.place(timeline_picture(_title(result), timeline).svg()) if timeline else None,
    )


def _title(result: Result) -> str:
    timeline = result.timeline
    assert timeline
    x, y = timeline.core
    return f"{result.case} on {result.variant}, {result.chip}: core {x},{y}, {timeline.cycles:,} cycles"


def _device(it: OnDevice) -> str:
    return f"{'simulated ' if it.simulated else ''}{it.arch}, ttnn {it.ttnn}, target {it.target}"


def _names(runs: Sequence[Run]) -> Iterator[str]:
    """Names that are different from each other."""
    names = [run.name for run in runs]
    for place, name in enumerate(names):
        yield name if names.count(name) == 1 else f"{place + 1}: {name}"
