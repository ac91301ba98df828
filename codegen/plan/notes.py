"""What a plan does that its case does not say: nothing is wrong, and the user should know."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.model.case import Case
from codegen.plan.geometry import Geometry


def plan_notes(case: Case, geometry: Geometry) -> tuple[str, ...]:
    """One line for each of them."""
    return (*_multiplied_channels(case), *_padded_channels(case, geometry))


def _multiplied_channels(case: Case) -> Iterator[str]:
    if case.channel_multiplier > 1:
        yield f"the input has each of {case.channels} channels {case.channel_multiplier} times"


def _padded_channels(case: Case, geometry: Geometry) -> Iterator[str]:
    if geometry.padded_channels == case.out_channels:
        return
    shards = geometry.channel_shards
    split = f", {geometry.shard_channels} on each of {shards} channel shards" if shards > 1 else ""
    padded = "1 channel is padded" if case.out_channels == 1 else f"{case.out_channels} channels are padded"
    yield f"{padded} to {geometry.padded_channels}{split}"
