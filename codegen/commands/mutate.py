"""mutate: breaks what is emitted, to see that the emulator catches it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import write_report
from codegen.commands.options import STANDARD_OUTPUT, Json
from codegen.commands.progress import with_progress
from codegen.model.finding import Finding, did_you_mean, on_command_line

if TYPE_CHECKING:
    from codegen.mutation.mutation import Mutation
    from codegen.mutation.outcome import Score


def mutate(
    *,
    only: Annotated[
        list[str] | None, Parameter(name="--only", negative=(), help="Id of a mutation; repeatable.")
    ] = None,
    json: Json = None,
) -> ExitCode:
    """Break the shipped variants in one way at a time, and check that the emulator names the fault.

    Exit code 1 means that a mutation was not caught, or with another verdict or culprit than it must be.
    """
    from codegen.emulator import CompilerNotFoundError
    from codegen.mutation.outcome import Score
    from codegen.mutation.run import run_mutations

    chosen = _pick(only or ())
    try:
        score = Score(outcomes=tuple(with_progress("mutate", run_mutations(chosen), len(chosen))))
    except CompilerNotFoundError as error:
        print(f"unsupported: {error}", file=sys.stderr)
        return ExitCode.FAILED
    write_report(score.to_json(), json)
    if json != STANDARD_OUTPUT:
        _print(score, with_messages=bool(only))
    return ExitCode.OK if score.caught == len(chosen) else ExitCode.FAILED


def _pick(only: Sequence[str]) -> list[Mutation]:
    from codegen.mutation.catalogue import all_mutations

    mutations = all_mutations()
    known = [one.id for one in mutations]
    unknown = [name for name in only if name not in known]
    if unknown:
        findings = [Finding("mutation-known", f"no mutation {it!r}", (), did_you_mean(it, known)) for it in unknown]
        raise on_command_line(*findings)
    return [one for one in mutations if not only or one.id in only]


def _print(score: Score, with_messages: bool) -> None:
    from codegen.mutation.score import score_table, summary, survivals
    from codegen.views.terminal import console

    console().print(score_table(score))
    if with_messages:
        print("", *(f"{one.id}: {one.message}\n" for one in score.outcomes if one.caught), sep="\n")
    print(*survivals(score), summary(score), sep="\n\n")
