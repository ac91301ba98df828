"""The plan executed in NumPy, core by core, in the way of its schedule."""

from __future__ import annotations

from codegen.model.arrays import Floats
from codegen.plan.program import ProgramPlan
from codegen.reference.shards import input_shards, join_output
from codegen.reference.tensors import Tensors
from codegen.schedules.schedule import schedule_of


def execute_plan(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Run a plan.

    Args:
        plan: The plan.
        tensors: What it computes with.

    Returns:
        [batch, output height, output width, output channels], rounded to the case's format.

    Raises:
        ValueError: The tensors are not those of the plan's case.
    """
    tensors.require_fit(plan.case)
    schedule = schedule_of(plan.variant)
    shards = input_shards(plan, tensors.input)
    tiles = weight_tiles(plan, tensors)
    by_core = {core.core: core for core in plan.cores}
    outputs = []
    for core in plan.cores:
        first_tile = by_core[core.link.sender].work.start_tile_id
        weights = tiles[first_tile : first_tile + plan.geometry.weight_tiles]
        outputs.append(schedule.execute(plan, core, schedule.operand(plan, core, shards), weights))
    return join_output(plan, outputs)


def weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias in the layout of the plan's schedule: [tiles, 1024]."""
    return schedule_of(plan.variant).weight_tiles(plan, tensors)
