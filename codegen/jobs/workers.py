"""Workers: those of a scheduler, or some that are started on this machine. Imports Dask."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running

import dask
from distributed import Client, LocalCluster, Worker
from distributed.diagnostics.plugin import WorkerPlugin

from codegen.jobs.same_tool import same_tool, tool_digest
from codegen.model.finding import Finding, on_command_line
from codegen.native.children import end_children
from codegen.native.shield import scratch_folder

BOARD = "board"
"""The resource of a worker that may use a chip: 1, as a chip runs one program at a time."""

CONNECT_SECONDS = 30
CLOSE_SECONDS = 10
"""For workers that end in good order; afterwards they are killed [s]."""

LOCAL_SETTINGS = {
    "distributed.scheduler.allowed-failures": 1,  # what ends two workers would end a third one
    "distributed.scheduler.no-workers-timeout": "120s",
}


@contextmanager
def local_workers(count: int) -> Iterator[Client]:
    """Workers on this machine, each a process that is started again if it dies; all are ended with the block.

    Args:
        count: How many.
    """
    with (
        scratch_folder("ttdw-jobs-") as folder,
        dask.config.set(LOCAL_SETTINGS | {"temporary-directory": str(folder)}),
    ):
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it has a trace for workers that end while they start
        with _blocked(signal.SIGINT):
            cluster = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                resources={BOARD: 1},
                dashboard_address="127.0.0.1:0",  # any free port: the default one may be taken
                silence_logs=logging.CRITICAL,
                env={"TMPDIR": str(folder)},  # so that nothing is left of one that is killed
            )
        try:
            with Client(cluster) as client:
                client.register_plugin(EndsWhatItStarts())
                yield client
        finally:
            cluster.close(CLOSE_SECONDS)


@contextmanager
def workers_at(address: str, with_board: bool) -> Iterator[Client]:
    """The workers of a scheduler; at the end of the block they go on without us.

    Args:
        address: Address of the scheduler: tcp://HOST:PORT.
        with_board: Whether one at least must hold a board.

    Raises:
        InputError: Nobody answers there, there is no worker, or one has another ttdw than this process.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise on_command_line(Finding("scheduler-answers", f"no scheduler answers at {address!r}: {error}")) from error
    with client:
        _require_workers(client, address, with_board)
        _require_same_tool(client)
        yield client


def places(client: Client, with_board: bool) -> dict[str, int]:
    """How many tasks each worker may run at once, by its address: one on its board, or one on each thread."""
    workers = client.scheduler_info()["workers"]
    if with_board:
        return {address: 1 for address, one in workers.items() if BOARD in one["resources"]}
    return {address: one["nthreads"] for address, one in workers.items()}


@contextmanager
def _blocked(number: signal.Signals) -> Iterator[None]:
    """In here a signal waits. It never comes to the threads and processes that are started in here, nor to theirs.

    A terminal sends Ctrl-C to all processes: the workers leave it to the command, which ends them.
    """
    if sys.platform == "win32":
        yield
        return
    ensure_running()  # which would unblock it when the first process is started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class EndsWhatItStarts(WorkerPlugin):  # type: ignore[misc]
    """What a worker has started ends with it."""

    name = "ttdw-ends-what-it-starts"

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 (the name is Dask's)
        """End compilers and programs, so that the task which waits for them ends."""
        end_children()


def _require_workers(client: Client, address: str, with_board: bool) -> None:
    if places(client, with_board):
        return
    if not with_board:
        raise on_command_line(
            Finding("workers-there", f"the scheduler at {address} has no worker", (), f"run: dask worker {address}")
        )
    hint = f"run on each machine: dask worker {address} --nthreads 1 --resources {BOARD}=1"
    raise on_command_line(Finding("workers-there", f"no worker at {address} holds a board", (), hint))


def _require_same_tool(client: Client) -> None:
    """All workers must run what this process runs; whatever they lack is told by the first."""
    answers = client.run(same_tool, tool_digest(), on_error="return")
    for worker, answer in answers.items():
        if answer is not True:
            what = f"has no ttdw: {answer}" if isinstance(answer, BaseException) else "has another ttdw"
            raise on_command_line(
                Finding("workers-have-ttdw", f"worker {worker} {what}", (), "install the same version everywhere")
            )
