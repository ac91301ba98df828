"""Shares work among workers: Dask places it, and does again what a worker did not finish. Imports Dask."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic
from uuid import uuid4

from distributed import Client, Future, KilledWorker, as_completed, get_worker
from distributed.scheduler import NoValidWorkerError, NoWorkerError

from codegen.jobs.work import AnswerT, Done, ItemT, NoWorkersLeftError, Work
from codegen.jobs.workers import BOARD, places

EVENTS = "all"
"""Topic of what the scheduler tells of its workers."""


def share(
    client: Client, work: Work[ItemT, AnswerT], items: Iterable[ItemT], batch: int
) -> Generator[Done[ItemT, AnswerT], None, None]:
    """Do work on items, and give each back once, in the order in which they come.

    A task is a batch of items. Dask gives the task of a worker that died to another one; where that dies as well, each
    item gets a task of its own, so that one of them does not cost the others their answers. An answer that may be the
    fault of the board is asked for once more, elsewhere if there is another worker.

    Args:
        client: Who knows the workers.
        work: The work.
        items: The items; they are drawn when there is room for them.
        batch: How many items a task holds.

    Raises:
        NoWorkersLeftError: All workers are gone, and none comes back.
        Exception: What a worker could not do for a reason that lies in no item, as to read the task.
    """
    yield from _Sharing(client, work, iter(items), batch).run()


@dataclass(frozen=True)
class _Task(Generic[ItemT, AnswerT]):
    """Items for one worker.

    Attributes:
        items: The items.
        before: What was answered before, and where, if this is the second board of an item.
    """

    items: tuple[ItemT, ...]
    before: tuple[AnswerT, str] | None = None


class _Sharing(Generic[ItemT, AnswerT]):
    def __init__(self, client: Client, work: Work[ItemT, AnswerT], items: Iterator[ItemT], batch: int) -> None:
        self._client, self._work = client, work
        self._fresh = (_Task[ItemT, AnswerT](some) for some in iter(lambda: tuple(islice(items, batch)), ()))
        self._again: deque[_Task[ItemT, AnswerT]] = deque()
        self._tasks: dict[str, _Task[ItemT, AnswerT]] = {}
        self._deaths: dict[str, list[str]] = defaultdict(list)
        self._coming = as_completed(loop=client.loop, raise_errors=False)
        self._places: dict[str, int] = {}

    def run(self) -> Iterator[Done[ItemT, AnswerT]]:
        self._client.subscribe_topic(EVENTS, self._note_deaths)
        try:
            self._fill()
            for future in self._coming:
                done = self._read(future)
                self._fill()
                yield from done
        finally:
            self._client.unsubscribe_topic(EVENTS)
            self._client.cancel(list(self._coming.futures))

    def _fill(self) -> None:
        """Have one task on its way for each place, and no more: of a worker that dies, Dask suspects all its tasks."""
        self._places = places(self._client, self._work.needs_board)
        room = max(1, sum(self._places.values())) - len(self._tasks)
        for _ in range(room):
            task = self._again.popleft() if self._again else next(self._fresh, None)
            if task is None:
                return
            self._submit(task)

    def _submit(self, task: _Task[ItemT, AnswerT]) -> None:
        apart = [one for one in self._places if one != task.before[1]] if task.before else []
        future = self._client.submit(
            _do,
            self._work,
            task.items,
            key=f"ttdw-{uuid4().hex}",
            resources={BOARD: 1} if self._work.needs_board else None,
            workers=apart or None,
            allow_other_workers=bool(apart),  # if they are gone when its turn comes
        )
        self._tasks[future.key] = task
        self._coming.add(future)

    def _read(self, future: Future) -> list[Done[ItemT, AnswerT]]:
        """What a task says of its items; those that it does not answer for good wait again."""
        task, died = self._tasks.pop(future.key), tuple(self._deaths.pop(future.key, ()))
        if future.status == "finished":
            worker, answers = future.result()
            done = []
            for item, answer in zip(task.items, answers, strict=True):
                elsewhere = task.before is None and self._places.keys() - {worker}
                if elsewhere and self._work.is_of_the_board(answer):
                    self._again.append(_Task((item,), (answer, worker)))
                else:
                    done.append(Done(item, answer, worker, died, task.before))
            return done
        error = future.exception()
        if isinstance(error, (NoWorkerError, NoValidWorkerError)):
            raise NoWorkersLeftError(f"no worker is left: {error}") from error
        if not isinstance(error, KilledWorker):
            raise error
        if len(task.items) > 1:
            self._again += [_Task((item,)) for item in task.items]
            return []
        return [Done(task.items[0], None, error.last_worker.address, died, task.before)]

    def _note_deaths(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """What the scheduler says when a worker is gone that was not asked to go: which tasks it had."""
        told = event[1]
        if told.get("action") == "remove-worker" and not told.get("expected"):
            for key in told["processing-tasks"]:
                if key in self._tasks:
                    self._deaths[key].append(told["worker"])


def _do(work: Work[ItemT, AnswerT], items: Sequence[ItemT]) -> tuple[str, list[AnswerT]]:
    """On the worker: where this is, and the answers."""
    return get_worker().address, work(items)
