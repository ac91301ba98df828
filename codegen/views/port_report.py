"""What `ttdw port` says: the slots of a program under two targets, for a terminal, a pull request and machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from codegen.model.variant import TargetName
from codegen.plan.grid import Core, name_cores
from codegen.port.records import Given, PortedCase, Row, Status
from codegen.views.fitted import print_titled
from codegen.views.plan_view import make_table
from codegen.views.terminal import console

if TYPE_CHECKING:
    from rich.table import Table

COLUMNS = ("", "where", "slot", "old", "new", "why")

MOST_CHARACTERS = 60_000
"""Length of a comment: GitHub takes 65,536 characters. The slots of cases beyond it are only counted."""

MOST_VALUES = 4
"""Values of a slot until the rest is only counted."""

MOST_LETTERS = 24
"""Of a value, as records are; JSON has all of it."""

STAYS: tuple[Status, ...] = ("equal", "renamed")
"""What a reader knows already, who has read that all is as it was."""


class PortReport(BaseModel):
    """Cases under two targets.

    Attributes:
        old: The target that is left.
        new: The one that is moved to.
        cases: The cases that were compared.
        notes: What was not, and why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    old: TargetName
    new: TargetName
    cases: tuple[PortedCase, ...]
    notes: tuple[str, ...]

    @property
    def num_faults(self) -> int:
        """Slots that are different, of all cases."""
        return sum(len(case.faults) for case in self.cases)

    @property
    def is_good(self) -> bool:
        """Whether nothing is different, and tt-metal would refuse nothing."""
        return not (self.num_faults or any(case.refused for case in self.cases))

    def to_json(self) -> str:
        """The report as `ttdw port --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def print_report(report: PortReport, full: bool) -> None:
    """Print the report.

    Args:
        report: The report.
        full: Whether what stays as it is has rows, too.
    """
    screen = console()
    for case in report.cases:
        rows = [row for row in _in_order(case) if full or row.status not in STAYS]
        print_titled(screen, f"{_title(case)}: {_summary(case)}", _table(rows))
        if case.refused:
            print("tt-metal would refuse this program:", *case.refused, sep="\n")
    for note in report.notes:
        print(note)
    print(_verdict(report))


def markdown(report: PortReport) -> str:
    """The report as the text of a pull request: what is different at once, all slots folded."""
    text = f"### From {report.old} to {report.new}\n\n{_verdict(report)}\n\n"
    text += "".join(f"> {note.splitlines()[0]}\n" for note in report.notes) + ("\n" if report.notes else "")
    for case in report.cases:
        text += f"#### {_title(case)}\n\n{_summary(case)}\n\n"
        if case.refused:
            told = "\n".join(case.refused)
            text += f"tt-metal would refuse this program:\n\n```text\n{told}\n```\n\n"
        if case.faults:
            text += _markdown_table(case.faults) + "\n"
        folded = f"<details><summary>All slots</summary>\n\n{_markdown_table(list(_in_order(case)))}\n</details>\n\n"
        if len(text) + len(folded) > MOST_CHARACTERS:
            folded = f"{len(case.rows)} slots, too many for a comment: `ttdw port --full` has them.\n\n"
        text += folded
    return text


def _title(case: PortedCase) -> str:
    return f"{case.case} on {case.variant}, {case.chip}"


def _summary(case: PortedCase) -> str:
    counts = Counter(row.status for row in case.rows)
    statuses: tuple[Status, ...] = get_args(Status)
    return ", ".join(f"{counts[one]} {one}" for one in statuses if counts[one])


def _verdict(report: PortReport) -> str:
    cases = f"{len(report.cases)} {'case' if len(report.cases) == 1 else 'cases'}"
    if not report.num_faults:
        return f"{cases}: no difference that the spec did not ask for"
    number = report.num_faults
    return f"{cases}: {number} {'difference' if number == 1 else 'differences'} that the spec did not ask for"


def _in_order(case: PortedCase) -> Iterator[Row]:
    """What is different first."""
    yield from case.faults
    yield from (row for row in case.rows if row.status != "different")


def _cells(row: Row) -> tuple[str, ...]:
    if row.status == "different":
        old, new = (_given(side, row.differs) for side in (row.old, row.new))
        why = f"on {name_cores(row.differs)}" if row.differs else "on no core"
    else:
        old, new, why = _given(row.old), _given(row.new), row.why
    where = row.where if row.part in ("argument", "emulator") else f"{row.part} {row.where}"
    return (row.status, where, row.name, old, new, why)


def _given(side: Given, among: Sequence[Core] = ()) -> str:
    """How it is found, and its values, on some cores or on all."""
    texts = [_shorten(str(one.value)) for one in side.values if not among or not set(among).isdisjoint(one.cores)] or [
        "nothing"
    ]
    more = f", ... {len(texts)} values" if len(texts) > MOST_VALUES else ""
    values = ", ".join(texts[:MOST_VALUES]) + more
    return f"{side.found}: {values}" if side.found else values


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}..."


def _table(rows: Sequence[Row]) -> Table:
    table = make_table(COLUMNS, numbers_from=len(COLUMNS))
    for row in rows:
        table.add_row(*_cells(row), style="red" if row.status == "different" else "")
    return table


def _markdown_table(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    lines += [f"| {' | '.join(cell.replace('|', '&#124;') for cell in _cells(row))} |" for row in rows]
    return "\n".join(lines) + "\n"
