"""Results of `ttdw verify` that are there already: from a journal, which goes on, or from what `--json` has stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from codegen.jobs.journal import Header, Journal, bad, journal
from codegen.judge.verdict import Report, Result

HEADER = Header(journal="ttdw verify")


@dataclass(frozen=True)
class Resumed:
    """What was done before, and where what is done now is written.

    Attributes:
        results: The results of before, by key.
        journal: Takes the new ones; None where nobody wants them.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    journal: Journal[Result] | None = None

    def add(self, result: Result) -> None:
        """Write down a result."""
        if self.journal:
            self.journal.add(result)


@contextmanager
def resumed(path: Path | None, keys: Iterable[str]) -> Iterator[Resumed]:
    """Go on with what a file holds; without a file, or with one that does not exist yet, nothing was done before.

    Args:
        path: A journal, or the JSON of a report. A file that is not there becomes a journal.
        keys: The keys of all results of this run.

    Raises:
        InputError: The file is neither, or holds results of something else.
    """
    if path is None:
        yield Resumed()
    elif report := _stored(path):
        yield Resumed(_of_this_run(path, report.results, keys))
    else:
        with journal(path, HEADER, TypeAdapter(Result)) as opened:
            yield Resumed(_of_this_run(path, opened.lines, keys), opened)


def _stored(path: Path) -> Report | None:
    """The report that a file holds, if it is one."""
    try:
        return Report.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _of_this_run(path: Path, results: Iterable[Result], keys: Iterable[str]) -> dict[str, Result]:
    """Results by key, the last one of each.

    Raises:
        InputError: One is of another run. What has no plan has no key, and is said anew.
    """
    known = set(keys)
    by_key = {result.key: result for result in results if result.backend != "plan"}
    strange = [one for key, one in by_key.items() if key not in known]
    if strange:
        first = strange[0]
        message = (
            f"{len(strange)} results are of another run, as that of {first.case} on {first.backend}: "
            "another case, spec, option or ttdw"
        )
        raise bad(path, 0, "results-of-this-run", message, "give the same options, or name a new file")
    return by_key
