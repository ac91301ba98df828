"""The order of tiles, datum by datum, as tt-metal's tech report on tensor layouts draws it."""

from __future__ import annotations

import numpy as np

from codegen.reference.tiles import from_tiles, to_tiles


def test_the_faces_of_a_tile() -> None:
    tile = np.arange(32 * 32).reshape(32, 32)
    faces = to_tiles(tile).reshape(4, 16, 16)
    assert (faces[0] == tile[:16, :16]).all()
    assert (faces[1] == tile[:16, 16:]).all()
    assert (faces[2] == tile[16:, :16]).all()
    assert (faces[3] == tile[16:, 16:]).all()


def test_tiles_lie_row_by_row() -> None:
    sticks = np.arange(64 * 96).reshape(64, 96)
    tiles = to_tiles(sticks).reshape(2, 3, 1024)
    for row, column in np.ndindex(2, 3):
        tile = sticks[32 * row : 32 * row + 32, 32 * column : 32 * column + 32]
        assert (tiles[row, column] == to_tiles(tile)).all()


def test_there_and_back() -> None:
    shards = np.arange(2 * 32 * 64).reshape(2, 32, 64)
    assert (from_tiles(to_tiles(shards), shards.shape) == shards).all()
