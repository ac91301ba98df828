"""The order of a tile's datums: tiles of 32 x 32, row by row; of each its four faces of 16 x 16, row by row.

tt-metal calls it TILE_LAYOUT (tech report on tensor layouts; its ISA documentation calls faces what the packer writes).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from codegen.plan.chip import FACE_SIDE, TILE_SIDE

DatumT = TypeVar("DatumT", bound=np.generic)

_FACES = TILE_SIDE // FACE_SIDE


def to_tiles(sticks: NDArray[DatumT]) -> NDArray[DatumT]:
    """Sticks in the order of tiles.

    Args:
        sticks: [..., rows, columns], multiples of 32.

    Returns:
        [..., rows * columns].
    """
    *outer, rows, columns = sticks.shape
    split = sticks.reshape(*outer, rows // TILE_SIDE, _FACES, FACE_SIDE, columns // TILE_SIDE, _FACES, FACE_SIDE)
    at = len(outer)
    order = [*range(at), *(at + axis for axis in (0, 3, 1, 4, 2, 5))]
    return split.transpose(order).reshape(*outer, rows * columns)


def from_tiles(tiles: NDArray[DatumT], shape: tuple[int, ...]) -> NDArray[DatumT]:
    """The inverse of to_tiles.

    Args:
        tiles: As many datums as the shape has.
        shape: [..., rows, columns], multiples of 32.
    """
    *outer, rows, columns = shape
    split = tiles.reshape(*outer, rows // TILE_SIDE, columns // TILE_SIDE, _FACES, _FACES, FACE_SIDE, FACE_SIDE)
    at = len(outer)
    order = [*range(at), *(at + axis for axis in (0, 2, 4, 1, 3, 5))]
    return split.transpose(order).reshape(shape)
