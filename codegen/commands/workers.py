"""Options of commands that may share their work among workers, and go on with what was done before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from cyclopts import Parameter, validators

from codegen.model.finding import Finding, on_command_line

if TYPE_CHECKING:
    from distributed import Client

ItemT = TypeVar("ItemT")

Scheduler = Annotated[
    str | None,
    Parameter(name="--scheduler", help="Share the work among the Dask workers of this scheduler: tcp://HOST:PORT."),
]
Local = Annotated[
    int | None,
    Parameter(
        name="--local",
        validator=validators.Number(gt=0),
        help="Share the work among so many processes of this machine, each with a simulated chip of its own.",
    ),
]
Resume = Annotated[
    Path | None,
    Parameter(
        name="--resume",
        help="Keep in this file what is done, and do not do again what it holds; or take it from stored --json.",
    ),
]
Shard = Annotated[
    str | None,
    Parameter(name="--shard", help="Only the I-th of N parts, as 1/4: each case is in one of them."),
]


def workers_of(scheduler: str | None, local: int | None, with_board: bool) -> AbstractContextManager[Client | None]:
    """The workers that the command line names, for the length of a block; None if it names none.

    Args:
        scheduler: Address of a scheduler.
        local: How many to start here.
        with_board: Whether only those that hold a board are of use.

    Raises:
        InputError: Both are named, Dask is not installed, or the scheduler has no such workers.
    """
    if scheduler is None and local is None:
        return nullcontext()
    from codegen.jobs.extra import require_dask

    require_dask("--local" if scheduler is None else "--scheduler")
    from codegen.jobs.workers import local_workers, workers_at

    if scheduler is None:
        return local_workers(local or 1)
    if local is not None:
        raise on_command_line(Finding("workers-once", "--scheduler and --local both name workers", (), "leave one out"))
    return workers_at(scheduler, with_board)


def require_own_chips(
    scheduler: str | None, local: int | None, with_board: bool, device_id: int | None, simulator: str | None
) -> None:
    """Each worker must have a chip of its own, which its own environment names.

    Raises:
        InputError: Workers of this machine would share hardware, or all workers were to use one number.
    """
    from codegen.device.find import CHIPS_VARIABLE
    from codegen.device.simulator import is_simulated

    start = f"run for each chip: {CHIPS_VARIABLE}=NUMBER dask worker ADDRESS --nthreads 1 --resources board=1"
    if device_id is not None and (scheduler or local):
        raise on_command_line(Finding("chip-of-worker", "--device-id is for a run without workers", (), start))
    if with_board and local and local > 1 and not is_simulated(simulator):
        raise on_command_line(
            Finding("chip-of-worker", f"--local {local}: the workers would share one chip", (), start)
        )


def shard_of(items: Sequence[ItemT], shard: str | None) -> Sequence[ItemT]:
    """The part of items that a shard is: every N-th one, so that neighbours, which are alike, are in different ones.

    Raises:
        InputError: It is not I/N with 1 <= I <= N.
    """
    if shard is None:
        return items
    found = re.fullmatch(r"0*([1-9]\d{0,8})/0*([1-9]\d{0,8})", shard, re.ASCII)
    if not found or int(found[1]) > int(found[2]):
        message = f"--shard is {shard!r}, wanted I/N with I from 1 to N"
        raise on_command_line(Finding("shard-of", message, (), "give the second of four as 2/4"))
    return items[int(found[1]) - 1 :: int(found[2])]
