"""Mutations that the emulator does not catch yet."""

from __future__ import annotations

AWAITED: frozenset[str] = frozenset(
    {
        "waits_for_one_receiver_less",
        "sender_does_not_wait",
        "ready_before_reserve",
        "pushed_before_arrival",
        "flag_not_cleared_by_receiver",
        "counter_not_reset_by_sender",
        "flush_missing_on_blackhole",
        "write_barrier_missing",
        "read_barrier_missing_in_reader",
        "last_weight_tile_not_read",
        "writer_does_not_wait",
        "read_barrier_missing_in_writer",
        "writer_pops_early",
        "linear_not_popped",
        "input_not_popped",
    }
)
