"""What one core computes in the planes schedule."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.case import Case
from codegen.plan.geometry import Work, describe, output_span, shared_work
from codegen.schedules.planes.plan import PlanesGeometry, count_positions


@dataclass(frozen=True)
class PlanesWork(Work):
    """What one core computes, whatever brings sticks into planes."""

    plane_positions: int = describe("sticks", "positions of a plane, from the first output's row to the last output")
    num_halo_tiles: int = describe("tiles", "tiles of a column that the core unpacks and neighbours have")
    num_tiles_above: int = describe("tiles", "those of them in front of its own")
    first_own_tile: int = describe("tiles", "the first one of its own shard that it unpacks, in the first column")
    num_own_tiles: int = describe("tiles", "tiles of a column of its own shard that it unpacks")
    num_tiles_below: int = describe("tiles", "tiles of a column that neighbours have, behind its own")


def planes_work(case: Case, geometry: PlanesGeometry, channel_shard: int, stick_shard: int) -> dict[str, int]:
    """What the core with these shards computes: the fields of PlanesWork but for its tiles (halo.count_tiles)."""
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    return {
        **shared_work(case, geometry, channel_shard, stick_shard),
        "plane_positions": count_positions(case, span, geometry.pitch, geometry.image_sticks),
    }


def span_of(case: Case, geometry: PlanesGeometry, work: Work) -> range:
    """The outputs of a core."""
    return output_span(case, geometry.output_shard_sticks, work.stick_shard)
