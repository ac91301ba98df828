"""What the planes schedule's kernels would compute if something were wrong with their weights."""

from __future__ import annotations

import numpy as np

from codegen.judge.scene import Ints, Reals, Scene
from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.plan import PLANE_CHANNELS
from codegen.schedules.planes.reference import planes_geometry, taps_in_order, weight_places


def from_planes_tiles(scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
    """The outputs with weights and bias from a list of tiles, as the compute kernel finds them in it.

    Args:
        scene: Some outputs.
        tiles: All weight tiles, [tiles, 1024].
        delta: How many tiles further the reader starts.
    """
    plan = scene.operation.plan
    geometry, case = planes_geometry(plan), plan.case
    ones = multiply_of(plan.variant).ones_tiles(case)
    slots = case.kernel[0] * case.kernel[1] + case.bias
    first = (scene.operation.work("start_tile_id")[scene.core] + delta) * TILE_DATUMS
    plane, lane = np.divmod(scene.channel % geometry.shard_channels, PLANE_CHANNELS)
    row_of_slot = weight_places(plan, geometry.planes * slots)[:, 0]

    def of_slot(slot: Ints) -> Reals:
        return at(first + ones * TILE_DATUMS + row_of_slot[plane * slots + slot] * PLANE_CHANNELS + lane)

    def at(place: Ints) -> Reals:
        inside = (place >= 0) & (place < tiles.size)
        return np.where(inside, tiles.reshape(-1)[np.where(inside, place, 0)], 0).astype(np.float64)

    order = [row * case.kernel[1] + column for row, column in taps_in_order(plan)]
    slot_of_tap = np.argsort(order)
    weights = np.stack([of_slot(slot) for slot in slot_of_tap], axis=1)
    linear = np.einsum("ot,ot->o", scene.inputs, weights)
    if case.bias:
        linear = linear + of_slot(np.asarray(slots - 1)) * (at(first) if ones else 1)
    return scene.activated(linear)
