"""Where random cases come from: a seed and a number, or whatever else makes choices, as hypothesis in the tests."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

OptionT = TypeVar("OptionT")


class Choices(Protocol):
    """Makes choices."""

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def one_of(self, options: Sequence[OptionT]) -> OptionT:
        """One of some options; the first ones are the simplest."""


class Seeded:
    """The choices for a number: the same ones everywhere, and independent of those for all other numbers."""

    def __init__(self, seed: int, number: int) -> None:
        self._random = Random(f"{seed}/{number}")

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)

    def one_of(self, options: Sequence[OptionT]) -> OptionT:
        """One of some options."""
        return self._random.choice(options)
