"""What the stick schedule's kernels would compute if something were wrong with their weights."""

from __future__ import annotations

import numpy as np

from codegen.judge.scene import Reals, Scene
from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS


def from_stick_tiles(scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
    """The outputs with weights and bias from a list of tiles, as the compute kernel finds them in it.

    The weights of a position are shard_channels datums behind those of the last.

    Args:
        scene: Some outputs.
        tiles: All weight tiles, [tiles, 1024].
        delta: How many tiles further the reader starts.
    """
    geometry = scene.operation.plan.geometry
    first_tile = scene.operation.work("start_tile_id")[scene.core] + delta
    taps = len(scene.operation.offsets)
    stick = np.arange(taps + scene.operation.plan.case.bias) * geometry.shard_channels
    place = (first_tile * TILE_DATUMS + scene.channel % geometry.shard_channels)[:, None] + stick
    inside = (place >= 0) & (place < tiles.size)
    numbers = np.where(inside, tiles.reshape(-1)[np.where(inside, place, 0)], 0).astype(np.float64)
    return scene.activated(np.einsum("ot,ot->o", scene.inputs, numbers[:, :taps]) + numbers[:, taps:].sum(axis=1))
