"""Work is shared, and each item comes back once, whatever becomes of the workers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.jobs.works import Doubling

if TYPE_CHECKING:
    from distributed import Client

    from codegen.jobs.work import Done

ALWAYS = 1000


def shared(client: Client, work: Doubling, count: int = 20, batch: int = 4) -> dict[int, Done[int, int | str]]:
    """What comes back, by item; each comes once."""
    from codegen.jobs.share import share

    done = list(share(client, work, range(count), batch))
    assert sorted(one.item for one in done) == list(range(count))
    return {one.item: one for one in done}


def test_both_workers_have_a_part(client: Client, tmp_path: Path) -> None:
    work = Doubling(tmp_path)
    done = shared(client, work)
    assert {item: one.answer for item, one in done.items()} == {item: 2 * item for item in range(20)}
    assert all(len(work.began(item)) == 1 for item in range(20))
    assert len({one.worker for one in done.values()}) == 2
    assert all(work.began(item) != [os.getpid()] for item in range(20))


def test_no_items(client: Client, tmp_path: Path) -> None:
    assert shared(client, Doubling(tmp_path), count=0) == {}


def test_what_a_worker_that_dies_had_is_done_by_another_one(client: Client, tmp_path: Path) -> None:
    work = Doubling(tmp_path, kills=((5, 1),))
    done = shared(client, work)
    assert all(one.answer == 2 * item for item, one in done.items())
    assert len(set(work.began(5))) == 2
    (died,) = done[5].died
    assert died != done[5].worker
    assert {item for item, one in done.items() if one.died} == {4, 5, 6, 7}, "its batch, and nothing else, ran again"


def test_an_item_that_ends_all_its_workers_costs_no_other_item_its_answer(client: Client, tmp_path: Path) -> None:
    work = Doubling(tmp_path, kills=((5, ALWAYS),))
    done = shared(client, work)
    assert done[5].answer is None
    assert all(one.answer == 2 * item for item, one in done.items() if item != 5)
    assert len(work.began(5)) == 4, "twice in its batch, twice alone"


def test_an_answer_of_a_broken_board_is_asked_for_elsewhere(client: Client, tmp_path: Path) -> None:
    work = Doubling(tmp_path, breaks=7)
    done = shared(client, work)
    assert done[7].answer == 14
    assert done[7].before
    broken, worker = done[7].before
    assert (broken, worker != done[7].worker) == ("broken", True)
    assert all(one.before is None for item, one in done.items() if item != 7)
    assert len(work.began(7)) == 2


def test_items_are_drawn_when_there_is_room(client: Client, tmp_path: Path) -> None:
    from codegen.jobs.share import share

    drawn = iter(range(10**9))
    some = share(client, Doubling(tmp_path), drawn, 4)
    assert len({next(some).item for _ in range(12)}) == 12
    some.close()
    assert next(drawn) < 60


def test_an_error_of_the_task_itself_is_no_answer(client: Client, tmp_path: Path) -> None:
    from codegen.jobs.share import share

    with pytest.raises(FileNotFoundError):
        list(share(client, Doubling(tmp_path / "nowhere"), range(3), 1))
