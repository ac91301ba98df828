"""What one core computes in the planes schedule."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.case import Case
from codegen.plan.geometry import Work, describe, output_span, shared_work
from codegen.schedules.planes.conversion import conversion_work
from codegen.schedules.planes.pieces import input_sources, output_runs
from codegen.schedules.planes.plan import PlanesGeometry, count_positions


@dataclass(frozen=True)
class PlanesWork(Work):
    """What one core computes."""

    plane_positions: int = describe("sticks", "positions of a plane, from the first output's row to the last output")
    num_input_pieces: int = describe("pieces", "runs of input sticks that make up a plane")
    num_input_sources: int = describe("cores", "cores that have them, one after the other")
    num_output_pieces: int = describe("pieces", "runs of outputs of a plane")
    num_halo_tiles: int = describe("tiles", "tiles of a column that neighbours have, if the core converts them")
    num_tiles_above: int = describe("tiles", "those of them in front of its own")
    first_own_tile: int = describe("tiles", "the first one of its own shard that it converts, in the first column")
    num_own_tiles: int = describe("tiles", "tiles of a column of its own shard that it converts")
    num_tiles_below: int = describe("tiles", "tiles of a column that neighbours have, behind its own")


def plan_planes_work(case: Case, geometry: PlanesGeometry, channel_shard: int, stick_shard: int) -> PlanesWork:
    """What the core with these shards computes."""
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    sources = input_sources(case, geometry, span)
    return PlanesWork(
        **shared,
        plane_positions=count_positions(case, span, geometry.pitch, geometry.image_sticks),
        num_input_pieces=sum(pieces for _, pieces in sources),
        num_input_sources=len(sources),
        num_output_pieces=sum(1 for _ in output_runs(case, geometry, span)),
        **conversion_work(case, geometry, stick_shard),
    )


def span_of(case: Case, geometry: PlanesGeometry, work: Work) -> range:
    """The outputs of a core."""
    return output_span(case, geometry.output_shard_sticks, work.stick_shard)
