"""The score of the mutations as tables, for a screen and for docs/emulator.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from codegen.mutation.mutation import Mutation

if TYPE_CHECKING:
    from rich.table import Table

    from codegen.mutation.outcome import Outcome, Score


def score_table(score: Score) -> Table:
    """The outcomes, one row for each mutation."""
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in ("id", "variant", "what", "expected", "verdict", "plan check", "culprit"):
        table.add_column(column, no_wrap=column in ("id", "variant", "verdict"))
    for outcome in score.outcomes:
        table.add_row(
            outcome.id,
            outcome.variant,
            outcome.what,
            " or ".join(outcome.expected),
            f"[{'green' if outcome.caught else 'red'}]{outcome.verdict}[/]",
            "differs" if outcome.plan_difference else "",
            escape(outcome.culprit),
        )
    return table


def survivals(score: Score) -> list[str]:
    """Why mutations count as not caught, one paragraph each."""
    return [f"{one.id}: {_shortcoming(one)}\n{one.message}".rstrip() for one in score.outcomes if not one.caught]


def summary(score: Score) -> str:
    """How many of the mutations were caught, and how many of them before anything ran."""
    differing = sum(bool(outcome.plan_difference) for outcome in score.outcomes)
    return (
        f"{score.caught} of {len(score.outcomes)} caught with the right verdict and culprit; "
        f"the comparison of the plans alone finds {differing}"
    )


def list_in_markdown(mutations: Sequence[Mutation]) -> str:
    """What is broken and the verdict it must get, as docs/emulator.md shows it."""
    rows = [f"| `{one.id}` | {one.case.variant} | {' or '.join(one.expected)} | {one.what} |" for one in mutations]
    return "\n".join(["| Mutation | Variant | Verdict | Fault |", "|---|---|---|---|", *rows]) + "\n"


def _shortcoming(outcome: Outcome) -> str:
    if outcome.control != "pass":
        return f"its case ends in {outcome.control} without the mutation"
    if outcome.verdict not in outcome.expected:
        return f"the verdict is {outcome.verdict}, wanted {' or '.join(outcome.expected)}"
    return f"the verdict is {outcome.verdict}, but the message does not point to the broken place"
