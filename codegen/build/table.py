"""The results of a check on a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from codegen.build.verdict import BuildReport

if TYPE_CHECKING:
    from rich.table import Table

_STYLES = {"pass": "green", "unsupported": "yellow", "error": "red"}


def build_table(report: BuildReport) -> Table:
    """The results, one row for each file, processor and chip."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("variant", "file", "processor", "chip", "verdict", "seconds"):
        table.add_column(column, no_wrap=True, justify="right" if column == "seconds" else "left")
    for result in report.results:
        verdict = f"[{_STYLES[result.verdict]}]{result.verdict}[/]"
        place = (result.file or "-", result.processor or "-", result.chip or "-")
        table.add_row(result.variant, *place, verdict, f"{result.seconds:.1f}")
    return table


def complaints(report: BuildReport) -> list[str]:
    """What does not compile or is missing, and what to do about it; results with the same reason share a paragraph."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for result in report.results:
        if result.verdict != "pass":
            place = "/".join(word for word in (result.variant, result.file) if word)
            of = [word for word in (result.processor, result.chip) if word]
            reason = (result.verdict, result.message, result.hint)
            places.setdefault(reason, []).append(f"{place} ({' on '.join(of)})" if of else place)
    return [
        f"{verdict}: {', '.join(names)}\n{message}" + (f"\n    hint: {hint}" if hint else "")
        for (verdict, message, hint), names in places.items()
    ]


def summary(report: BuildReport) -> str:
    """How many results have which verdict, by which compiler, against which headers."""
    counts = Counter(result.verdict for result in report.results)
    total = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    pairs = dict.fromkeys(f"{one.compiler}, {one.headers}" for one in report.results if one.compiler)
    return "\n".join([total, *pairs])
