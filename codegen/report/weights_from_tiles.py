"""The outputs that weights from any list of tiles would give: prepared otherwise, or read from another place."""

from __future__ import annotations

import numpy as np

from codegen.plan.chip import DATUM_BYTES, TILE_DATUMS
from codegen.reference.bfloat16 import Floats
from codegen.reference.flat import flat_geometry
from codegen.report.scene import Ints, Reals, Scene


def from_tiles(scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
    """The outputs with weights and bias from a list of tiles, as the compute kernel finds them in it.

    Args:
        scene: Some outputs.
        tiles: All weight tiles, [tiles, 1024].
        delta: How many tiles further the reader starts.
    """
    if scene.operation.plan.variant.schedule == "stick":
        return from_stick_tiles(scene, tiles, delta)
    return from_flat_tiles(scene, tiles, delta)


def from_flat_tiles(
    scene: Scene, tiles: Floats, delta: int = 0, phases: int = 0, last_only: bool = False, stuck: bool = False
) -> Reals:
    """The outputs with weights and bias from a list of tiles, as the flat compute kernel finds them in it.

    Args:
        scene: Some outputs.
        tiles: All weight tiles, [tiles, 1024].
        delta: How many tiles further the reader starts.
        phases: How many phases further the compute kernel looks.
        last_only: In the last chunk only.
        stuck: All chunks but the last have the first phase.
    """
    geometry, work = flat_geometry(scene.operation.plan), scene.operation.work
    datum = scene.position * geometry.shard_channels + scene.channel % geometry.shard_channels
    last_start = (work("last_chunk_page") * (geometry.page_bytes // DATUM_BYTES))[scene.core]
    is_last = datum >= last_start
    counted = 0 * datum if stuck else datum // TILE_DATUMS % geometry.weight_period
    phase = np.where(is_last, work("last_chunk_phase")[scene.core], counted)
    place = np.where(is_last, datum - last_start, datum % TILE_DATUMS)
    first = work("start_tile_id")[scene.core] + delta
    phase = np.where(is_last | (not last_only), (phase + phases) % geometry.weight_period, phase)

    def at(tile: Ints) -> Reals:
        inside = (tile >= 0) & (tile < len(tiles))
        numbers = np.where(inside, tiles[np.where(inside, tile, 0), place.reshape(-1, *[1] * (tile.ndim - 1))], 0)
        return numbers.astype(np.float64)

    taps = np.arange(len(scene.operation.offsets)) * geometry.weight_period
    linear = np.einsum("ot,ot->o", scene.inputs, at((first + phase)[:, None] + taps))
    if scene.operation.plan.case.bias:
        linear = linear + at(first + phase + geometry.bias_tile) * at(first + geometry.ones_tile)
    return scene.activated(linear)


def from_stick_tiles(scene: Scene, tiles: Floats, delta: int) -> Reals:
    """The same for the stick schedule: the weights of a position are shard_channels datums behind those of the last."""
    geometry = scene.operation.plan.geometry
    first_tile = scene.operation.work("start_tile_id")[scene.core] + delta
    taps = len(scene.operation.offsets)
    stick = np.arange(taps + scene.operation.plan.case.bias) * geometry.shard_channels
    place = (first_tile * TILE_DATUMS + scene.channel % geometry.shard_channels)[:, None] + stick
    inside = (place >= 0) & (place < tiles.size)
    numbers = np.where(inside, tiles.reshape(-1)[np.where(inside, place, 0)], 0).astype(np.float64)
    return scene.activated(np.einsum("ot,ot->o", scene.inputs, numbers[:, :taps]) + numbers[:, taps:].sum(axis=1))
