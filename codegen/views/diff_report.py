"""What `ttdw diff` says: the semantic diff and the text diff, for a terminal, a pull request and machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.semantic.records import SemanticDiff, VariantDiff
from codegen.views.diff_rows import BREAKING, LEGEND, Row, Section, sections
from codegen.views.plan_view import make_table
from codegen.views.terminal import console, print_diff

if TYPE_CHECKING:
    from rich.table import Table

MOST_CHARACTERS = 60_000
"""Length of a comment: GitHub takes 65,536 characters. Files whose diff goes beyond it are only named."""


class FileText(BaseModel):
    """The text diff of one emitted file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    status: Literal["added", "changed", "removed"]
    diff: str


class DiffReport(BaseModel):
    """A diff.

    Attributes:
        against: The git revision or the spec that is compared with.
        semantic: What differs in specs and plans.
        files: The emitted files that differ; None if they were left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[2] = Field(default=2, alias="schema")
    against: str
    semantic: SemanticDiff
    files: tuple[FileText, ...] | None

    def to_json(self) -> str:
        """The report as `ttdw diff --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"

    @property
    def changed(self) -> list[VariantDiff]:
        """The variants about which there is something to say."""
        return [one for one in self.semantic.variants if one.status != "equal"]


def print_report(report: DiffReport) -> None:
    """Print the report: nothing at all if nothing differs."""
    screen = console()
    for variant in report.changed:
        for place, section in enumerate(sections(variant)):
            screen.print(section.title, style="" if place else "bold", markup=False, soft_wrap=True)
            if section.rows:
                screen.print(_table(section))
        screen.print()
    if any(variant.num_breaking for variant in report.changed):
        screen.print(LEGEND, "", sep="\n", markup=False, soft_wrap=True)
    for file in report.files or ():
        print_diff(file.diff)


def markdown(report: DiffReport) -> str:
    """The report as a comment of a pull request."""
    lines = [f"### ttdw diff against `{report.against}`", ""]
    lines += [*(f"> {note.splitlines()[0]}" for note in report.semantic.notes), ""] if report.semantic.notes else []
    for variant in report.changed:
        for place, section in enumerate(sections(variant)):
            lines += _markdown_section(section, "####" if place == 0 else "")
    if not report.changed:
        lines += ["No argument, buffer, semaphore or plan changes.", ""]
    if any(variant.num_breaking for variant in report.changed):
        lines += [f"{LEGEND}.", ""]
    text = "\n".join(lines)
    return "".join([text, "\n", *_markdown_files(report.files, len(text))]) if report.files else text


def _table(section: Section) -> Table:
    table = make_table(["", "", "", ""], numbers_from=4)
    table.show_header = False
    for row in section.rows:
        style = "red" if row.breaking else ""
        table.add_row(f"  {BREAKING}" if row.breaking else "   ", row.subject, row.where, row.change, style=style)
    return table


def _markdown_section(section: Section, heading: str) -> Iterator[str]:
    yield f"{heading} {section.title}".strip()
    yield ""
    if section.rows:
        yield from ("| | what | where | change |", "|---|---|---|---|")
        yield from (_markdown_row(row) for row in section.rows)
        yield ""


def _markdown_row(row: Row) -> str:
    mark, subject = (f"**{BREAKING}**" if row.breaking else ""), (f"`{row.subject}`" if row.subject else "")
    cells = (mark, subject, row.where, row.change)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _markdown_files(files: Iterable[FileText], length: int) -> Iterator[str]:
    """The text diff of each file, folded; named only where the comment would become too long."""
    for file in files:
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", file.diff)), default=0))
        summary = f"<summary>{file.status}: <code>{file.path}</code></summary>"
        folded = f"<details>{summary}\n\n{fence}diff\n{file.diff}{fence}\n\n</details>\n"
        if length + len(folded) > MOST_CHARACTERS:
            folded = f"- {file.status}: `{file.path}` (too long for a comment)\n"
        length += len(folded)
        yield folded
