"""A hypothesis about outputs that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from codegen.judge.scene import Operation, Reals, Scene


class Hypothesis(NamedTuple):
    """A fault in words, and the outputs that it would give."""

    text: str
    predict: Callable[[Scene], Reals]


Family = Callable[[Operation], Iterator[Hypothesis]]
