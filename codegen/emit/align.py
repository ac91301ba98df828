"""Which token of a formatted text is which token of the text before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_TOKEN = re.compile(r"//+|\w+|[^\w\s]")


def align(before: str, after: str) -> list[tuple[range, int | None]]:
    """Follow each token through the formatter, which changes white space, and now and then adds or drops a token.

    Where it breaks the lines of a comment anew, the words stay in their order and the marks `//` do not: so words are
    followed first, and a mark goes with the word behind it.

    Args:
        before: The text before it was formatted.
        after: The text behind it.

    Returns:
        For each token of `after`, its characters, and where it starts in `before`; None if the formatter added it.
    """
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    old_words, new_words = ([place for place, one in enumerate(side) if not _is_mark(one)] for side in (old, new))
    partners: list[int | None] = [None] * len(new)
    for start_old, start_new, size in _runs([old[one][0] for one in old_words], [new[one][0] for one in new_words]):
        for place in range(size):
            partners[new_words[start_new + place]] = old_words[start_old + place]
    for place in reversed(range(len(new))):
        behind = partners[place + 1] if place + 1 < len(new) else len(old)
        if _is_mark(new[place]) and behind and _is_mark(old[behind - 1]):
            partners[place] = behind - 1
    return [
        (range(*one.span()), None if partner is None else old[partner].start())
        for one, partner in zip(new, partners, strict=True)
    ]


def _is_mark(token: re.Match[str]) -> bool:
    return token[0].startswith("//")


def _runs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of equal words: where they start on both sides, and their length."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail], head)
    return [(0, 0, head), *middle, (len(old) - tail, len(new) - tail, tail)]


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
