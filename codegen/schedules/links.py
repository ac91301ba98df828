"""What a reader uses to send or receive weights, whatever the schedule."""

from __future__ import annotations

from codegen.model.uses import RECEIVER, RECTANGLE_TYPES, RECTANGLES, ROLE_FLAG, SENDER, Use

_RECEIVES: dict[str, Use] = {
    ROLE_FLAG: Use("link"),
    "mcast_sender_noc_x": Use("link", RECEIVER),
    "mcast_sender_noc_y": Use("link", RECEIVER),
}

TO_A_LINE: dict[str, Use] = {
    **_RECEIVES,
    "mcast_dest_noc_start_x": Use("link", SENDER),
    "mcast_dest_noc_start_y": Use("link", SENDER),
    "mcast_dest_noc_end_x": Use("link", SENDER),
    "mcast_dest_noc_end_y": Use("link", SENDER),
    "mcast_num_dests": Use("link", SENDER),
}
"""One rectangle, whose fields are arguments of their own."""

TO_A_GRID: dict[str, Use] = {
    **_RECEIVES,
    "mcast_num_rectangles": Use("link", SENDER),
    RECTANGLES: Use("link", SENDER, RECTANGLE_TYPES),
}
"""A list of rectangles."""
