"""Mutations that the emulator does not catch yet."""

from __future__ import annotations

AWAITED: frozenset[str] = frozenset(
    {
        "pushed_before_arrival",
        "flag_not_cleared_by_receiver",
        "counter_not_reset_by_sender",
        "linear_not_popped",
        "input_not_popped",
    }
)
