"""What the flat schedule's kernels would compute if something were wrong with their weights."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from codegen.judge.hypothesis import Hypothesis
from codegen.judge.scene import Ints, Operation, Reals, Scene
from codegen.model.arrays import Floats
from codegen.plan.chip import TILE_DATUMS
from codegen.reference.execute import weight_tiles
from codegen.schedules.flat.plan import FlatGeometry, slot_of_chunk
from codegen.schedules.flat.reference import flat_geometry


def displaced_phases(operation: Operation) -> Iterator[Hypothesis]:
    """A wrong weight tile of each tap."""
    tiles, tap_tiles = weight_tiles(operation.plan, operation.tensors), flat_geometry(operation.plan).tap_tiles
    if tap_tiles > 1:
        text = "all chunks have the weight tiles of the last one, which come first"
        yield Hypothesis(text, partial(from_flat_tiles, tiles=tiles, stuck=True))
    for phase in range(1, min(tap_tiles, 4)):
        for chunks, last_only in (("all chunks", False), ("the last chunks of runs", True)):
            text = f"the weight tiles of {chunks} are those of {phase} chunks further"
            yield Hypothesis(text, partial(from_flat_tiles, tiles=tiles, phases=phase, last_only=last_only))


def from_flat_tiles(
    scene: Scene, tiles: Floats, delta: int = 0, phases: int = 0, last_only: bool = False, stuck: bool = False
) -> Reals:
    """The outputs with weights and bias from a list of tiles, as the flat compute kernel finds them in it.

    Args:
        scene: Some outputs.
        tiles: All weight tiles, [tiles, 1024].
        delta: How many tiles further the reader starts.
        phases: All chunks have the weights of the chunk so many further.
        last_only: Only the last chunks of the longest runs have.
        stuck: All chunks have the weights of the last, which come first.
    """
    geometry = flat_geometry(scene.operation.plan)
    datum = _datum_of_run(scene, geometry)
    chunk, place = np.divmod(datum, TILE_DATUMS)
    is_wrong = (chunk == geometry.run_chunks - 1) | (not last_only)
    slot = np.array([slot_of_chunk(geometry, chunk) for chunk in range(geometry.run_chunks)])[chunk]
    slot = 0 * chunk if stuck else (slot - np.where(is_wrong, phases, 0)) % geometry.tap_tiles
    first_slot = scene.operation.work("start_tile_id")[scene.core] + delta + geometry.first_slot_tile
    first = first_slot + slot * geometry.slot_tiles

    def at(tile: Ints) -> Reals:
        inside = (tile >= 0) & (tile < len(tiles))
        numbers = np.where(inside, tiles[np.where(inside, tile, 0), place.reshape(-1, *[1] * (tile.ndim - 1))], 0)
        return numbers.astype(np.float64)

    taps = np.arange(len(scene.operation.offsets))
    linear = np.einsum("ot,ot->o", scene.inputs, at(first[:, None] + taps))
    if scene.operation.plan.case.bias:
        linear = linear + at(first + geometry.slot_tiles - 1) * at(first_slot - 1)
    return scene.activated(linear)


def _datum_of_run(scene: Scene, geometry: FlatGeometry) -> Ints:
    """Place of each output in its run [datums]."""
    stick = scene.position
    if geometry.runs_are_rows:
        column = scene.stick % geometry.output_width
        outputs = np.minimum(column, scene.stick - scene.operation.work("first_output")[scene.core])
        stick = outputs * scene.operation.plan.case.stride[1]
    return np.asarray(stick * geometry.shard_channels + scene.channel % geometry.shard_channels)
