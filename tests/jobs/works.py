"""Work that goes wrong on purpose; workers import it from here."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BROKEN = "broken"


@dataclass(frozen=True)
class Doubling:
    """Doubles numbers, and notes which process did what.

    Attributes:
        folder: Where it is noted: a file for each process that has begun with a number.
        kills: How many processes each number ends: those of a negative number, all of them.
        breaks: The number that the first process which gets it cannot double.
    """

    folder: Path
    kills: tuple[tuple[int, int], ...] = ()
    breaks: int | None = None
    needs_board: bool = True

    def __call__(self, items: Sequence[int], /) -> list[int | str]:
        return [self._double(item) for item in items]

    def is_of_the_board(self, answer: int | str, /) -> bool:
        return answer == BROKEN

    def began(self, item: int) -> list[int]:
        """The processes that have begun with a number."""
        return [int(file.suffix[1:]) for file in self.folder.glob(f"{item}.*")]

    def _double(self, item: int) -> int | str:
        (self.folder / f"{item}.{os.getpid()}").touch()
        others = len(self.began(item)) - 1
        if others < dict(self.kills).get(item, 0):
            os.kill(os.getpid(), signal.SIGKILL)
        if item == self.breaks and others == 0:
            return BROKEN
        return 2 * item
