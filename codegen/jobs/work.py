"""What is done with many items, on whatever worker: each kind of work says so in a class of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

ItemT = TypeVar("ItemT")
SomeT = TypeVar("SomeT", contravariant=True)
AnswerT = TypeVar("AnswerT")


class NoWorkersLeftError(Exception):
    """All workers are gone, and none comes back; what was not done yet can be done later."""


class Work(Protocol[SomeT, AnswerT]):
    """Work on items, of which a worker gets some at a time. It travels to the workers, and so do items and answers."""

    @property
    def needs_board(self) -> bool:
        """Whether only a worker that holds a board can do it."""

    def __call__(self, items: Sequence[SomeT], /) -> list[AnswerT]:
        """The answers for items, in their order. Whatever goes wrong with an item is an answer."""

    def is_of_the_board(self, answer: AnswerT, /) -> bool:
        """Whether an answer may be the fault of the board: then another one is asked, too."""


@dataclass(frozen=True)
class Done(Generic[ItemT, AnswerT]):
    """An item with its answer.

    Attributes:
        item: The item.
        answer: The answer; None if the workers that had the item died.
        worker: Where the answer comes from, or who died last.
        died: The workers that died with the item, before the one of the answer.
        before: The answer of another board, which this one replaces, and its worker.
    """

    item: ItemT
    answer: AnswerT | None
    worker: str
    died: tuple[str, ...] = ()
    before: tuple[AnswerT, str] | None = None

    @property
    def why_no_answer(self) -> str:
        """What is said of an item without an answer."""
        return f"each worker that ran it died, the last one was {self.worker}"
