"""What one core computes in the planes schedule."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.case import Case
from codegen.plan.geometry import Work, describe, output_span, shared_work
from codegen.schedules.planes.pieces import input_runs, input_sources, output_runs
from codegen.schedules.planes.plan import PlanesGeometry, count_positions


@dataclass(frozen=True)
class PlanesWork(Work):
    """What one core computes."""

    plane_positions: int = describe("sticks", "positions of a plane, from the first output's row to the last output")
    num_input_pieces: int = describe("pieces", "runs of input sticks that make up a plane")
    num_input_sources: int = describe("cores", "cores that have them, one after the other")
    num_output_pieces: int = describe("pieces", "runs of outputs of a plane")


def plan_planes_work(case: Case, geometry: PlanesGeometry, channel_shard: int, stick_shard: int) -> PlanesWork:
    """What the core with these shards computes."""
    shared = shared_work(case, geometry, channel_shard, stick_shard)
    span = output_span(case, geometry.output_shard_sticks, stick_shard)
    return PlanesWork(
        **shared,
        plane_positions=count_positions(case, span, geometry.pitch, geometry.image_sticks),
        num_input_pieces=sum(1 for _ in input_runs(case, geometry, span)),
        num_input_sources=len(input_sources(case, geometry, span)),
        num_output_pieces=sum(1 for _ in output_runs(case, geometry, span)),
    )


def span_of(case: Case, geometry: PlanesGeometry, work: Work) -> range:
    """The outputs of a core."""
    return output_span(case, geometry.output_shard_sticks, work.stick_shard)
