"""What a plan does that its case does not say: nothing is wrong, and the user should know."""

from __future__ import annotations

from codegen.model.case import Case
from codegen.plan.geometry import Geometry


def plan_notes(case: Case, geometry: Geometry) -> tuple[str, ...]:
    """One line for each of them."""
    if geometry.padded_channels == case.channels:
        return ()
    shards = geometry.channel_shards
    split = f", {geometry.shard_channels} on each of {shards} channel shards" if shards > 1 else ""
    padded = "1 channel is padded" if case.channels == 1 else f"{case.channels} channels are padded"
    return (f"{padded} to {geometry.padded_channels}{split}",)
