"""Which token of a formatted text is which token of the text before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\w+|[^\w\s]")


def align(before: str, after: str) -> list[tuple[range, int | None]]:
    """Follow each token through the formatter, which changes white space, and now and then adds or drops a token.

    Args:
        before: The text before it was formatted.
        after: The text behind it.

    Returns:
        For each token of `after`, its characters, and where it starts in `before`; None if the formatter added it.
    """
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    partners: list[int | None] = [None] * len(new)
    old_words, new_words = [one[0] for one in old], [one[0] for one in new]
    head = _common(old_words, new_words)
    tail = _common(old_words[head:][::-1], new_words[head:][::-1])
    for start_old, start_new, size in [
        (0, 0, head),
        *_middle(old_words[head : len(old) - tail], new_words[head : len(new) - tail], head),
        (len(old) - tail, len(new) - tail, tail),
    ]:
        partners[start_new : start_new + size] = [one.start() for one in old[start_old : start_old + size]]
    return [(range(*one.span()), partner) for one, partner in zip(new, partners, strict=True)]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words are the same at the start."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


def _middle(old: Sequence[str], new: Sequence[str], offset: int) -> list[tuple[int, int, int]]:
    """Runs of equal tokens between the common head and the common tail: where they start, and their length."""
    if not old or not new:
        return []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(one.a + offset, one.b + offset, one.size) for one in blocks]
