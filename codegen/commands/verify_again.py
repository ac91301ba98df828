"""verify, the short way: what passed before by the same words, and has not changed, runs again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen.commands.exit_code import ExitCode
from codegen.commands.progress import with_progress
from codegen.commands.signals import ended_like_interrupted
from codegen.recall.record import read_record
from codegen.recall.replay import Passed, ReplayError, replay
from codegen.views.results import print_results

if TYPE_CHECKING:
    from collections.abc import Sequence


def verify_again(words: Sequence[str]) -> ExitCode | None:
    """Run what is on record for these words.

    Args:
        words: The words behind `ttdw`.

    Returns:
        The exit code; None if nothing is on record, or if it does not pass: the long way tells why.
    """
    record = read_record(words)
    if record is None:
        return None
    results: list[Passed] = []
    try:
        with ended_like_interrupted():
            for one in with_progress("verify", replay(record), len(record.cases)):
                results.append(one)  # noqa: PERF402 (one by one: an interrupt leaves what is done)
    except ReplayError:
        return None
    except KeyboardInterrupt:
        if not record.quiet:
            print_results(results)
        raise
    if not record.quiet:
        print_results(results)
    return ExitCode.OK
