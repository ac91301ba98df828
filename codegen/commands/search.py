"""search: random cases on which golden convolution, reference and emulator should agree."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, validators

from codegen.commands.exit_code import ExitCode
from codegen.commands.files import require_own_files, write_report
from codegen.commands.options import STANDARD_OUTPUT, Json, Quiet, Specs, Target, TimeLimit
from codegen.commands.progress import with_progress
from codegen.commands.selection import load_specs
from codegen.commands.workers import Local, Resume, Scheduler, Shard, shard_of, workers_of

if TYPE_CHECKING:
    from distributed import Client

    from codegen.jobs.searching import Searching, Tried
    from codegen.plan.chip import ChipName
    from codegen.search.found import Searched

BATCH = 16
"""Cases of a task: some hundred milliseconds of work."""

Cases = Annotated[int, Parameter(name="--cases", validator=validators.Number(gt=0), help="How many to draw.")]
Seed = Annotated[
    int,
    Parameter(
        name="--seed",
        validator=validators.Number(gte=0),
        help="The same cases for the same seed and specs.",
    ),
]
Chips = Annotated[
    Literal["wormhole", "blackhole"] | None,
    Parameter(name="--chip", help="The chip to plan for. [default: either, drawn as well]"),
]


def search(
    *,
    cases: Cases = 2000,
    seed: Seed = 0,
    spec: Specs = None,
    target: Target = None,
    chip: Chips = None,
    time_limit: TimeLimit = None,
    scheduler: Scheduler = None,
    local: Local = None,
    shard: Shard = None,
    resume: Resume = None,
    json: Json = None,
    quiet: Quiet = False,
) -> ExitCode:
    """Draw random cases of all variants, and look for one on which golden convolution, reference and emulator disagree.

    Each output is held against what its number formats can round. A case that is found is printed as an entry of a case
    file. Exit code 1 means that there is one. An interrupted search reports what was tried, and --resume goes on there.
    """
    from codegen.jobs.searching import Searching
    from codegen.jobs.work import NoWorkersLeftError
    from codegen.search.found import Searched

    require_own_files({"--json": json, "--resume": resume})
    variants = tuple(one.variant for one in load_specs(spec or (), target).values() if not one.variant.is_checkpoint)
    chips: tuple[ChipName, ...] = (chip,) if chip else ("wormhole", "blackhole")
    work = Searching(seed, variants, chips, time_limit)
    numbers = shard_of(range(cases), shard)
    tried: dict[int, Tried] = {}

    def searched(interrupted: bool) -> Searched:
        found = [one.found for _, one in sorted(tried.items()) if one.found]
        return Searched(seed=seed, cases=len(numbers), tried=len(tried), found=tuple(found), interrupted=interrupted)

    gone = ""
    try:
        with workers_of(scheduler, local, with_board=False) as client, work.journal(resume) as past:
            tried |= {one.number: one for one in past.lines if one.number in numbers} if past else {}
            left = [number for number in numbers if number not in tried]
            steps = _on_workers(work, left, client) if client else (work([number])[0] for number in left)
            for one in with_progress("search", steps, len(left)):
                if past:
                    past.add(one)
                tried[one.number] = one
    except NoWorkersLeftError as error:
        gone = str(error)
    except KeyboardInterrupt:
        _tell(searched(interrupted=True), json, quiet)
        raise
    _tell(searched(interrupted=bool(gone)), json, quiet)
    if gone:
        print(f"search: {gone}", file=sys.stderr)
    return ExitCode.FAILED if gone or any(one.found for one in tried.values()) else ExitCode.OK


def _on_workers(work: Searching, numbers: Sequence[int], client: Client) -> Iterator[Tried]:
    from codegen.jobs.share import share

    return (work.tried(done) for done in share(client, work, numbers, BATCH))


def _tell(searched: Searched, json: str | None, quiet: bool) -> None:
    write_report(searched.to_json(), json)
    if quiet or json == STANDARD_OUTPUT:
        return
    for one in searched.found:
        print(f"{one.case.id} on {one.chip}: {one.verdict}: {one.message}\n    {one.line}\n")
    agree = searched.tried - len(searched.found)
    print(f"seed {searched.seed}: the backends agree on {agree} of {searched.tried} cases")
    if searched.tried < searched.cases:
        print(f"{searched.cases - searched.tried} of {searched.cases} were not tried")
