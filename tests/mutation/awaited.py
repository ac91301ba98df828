"""Mutations whose culprit the emulator does not name yet."""

from __future__ import annotations

AWAITED: frozenset[str] = frozenset(
    {
        # The verdicts are right. The messages tell the increment that nobody has waited for, not the weights.
        "pushed_before_arrival",
        "flag_not_cleared_by_receiver",
    }
)
