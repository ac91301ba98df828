"""The weights of the stick schedule, against a rendering of the description that knows nothing of the code."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from codegen.emit.context import unit_of
from codegen.emulator import build_planner, prepare_weights
from codegen.emulator.translate import plan_request
from codegen.launch.emulated import emitted_texts
from codegen.model.arrays import Words
from codegen.model.case import Case
from codegen.model.formats import BFLOAT16
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference.tensors import Tensors, make_tensors
from codegen.schedules.stick.reference import stick_weight_tiles
from tests.variants import SHIPPED

FIRST_SHAPE = Case(
    id="first",
    variant="block_sharded_stick",
    batch=1,
    channels=64,
    input=(8, 8),
    kernel=(3, 3),
    padding=(1, 1),
    grid=(2, 2),
)
SHAPES = {
    "first": {},
    "bias": {"bias": True},
    "bias_tensor": {"bias": True, "variant": "block_sharded_stick_bias"},
    "two_blocks": {"kernel": (7, 7), "padding": (3, 3)},
    "three_tiles_wide": {"channels": 192},
    "padded_channels": {"channels": 72, "grid": (3, 1), "variant": "width_sharded_stick"},
    "all_channels": {"grid": (4, 1), "variant": "height_sharded_stick"},
}
each_shape = pytest.mark.parametrize("changes", SHAPES.values(), ids=SHAPES)


def tilize(matrix: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """[rows, columns] -> the memory of its tiles of 32 x 32, each four faces of 16 x 16: [tiles, 1024]."""
    tiles = []
    for top in range(0, matrix.shape[0], 32):
        for left in range(0, matrix.shape[1], 32):
            tile = matrix[top : top + 32, left : left + 32]
            faces = [tile[row : row + 16, column : column + 16] for row in (0, 16) for column in (0, 16)]
            tiles.append(np.concatenate([face.ravel() for face in faces]))
    return np.array(tiles)


def filled_face_by_face(sticks: NDArray[np.uint16], padded_channels: int) -> NDArray[np.uint16]:
    """The matrix of one channel shard, [padded positions, padded channels], whose tiles the sticks fill in order."""
    positions, channels = sticks.shape
    padded_positions = math.ceil(positions / 32) * 32
    stream = np.zeros(padded_positions * padded_channels, np.uint16)
    for position in range(positions):
        stream[position * padded_channels : position * padded_channels + channels] = sticks[position]
    matrix = np.zeros((padded_positions, padded_channels), np.uint16)
    datums = iter(stream)
    for top in range(0, padded_positions, 32):
        for left in range(0, padded_channels, 32):
            for face_row in (0, 16):
                for face_column in (0, 16):
                    for row in range(16):
                        for column in range(16):
                            matrix[top + face_row + row, left + face_column + column] = next(datums)
    return matrix


def described(case: Case, tensors: Tensors, channel_shards: int, with_bias: bool) -> NDArray[np.uint16]:
    """The pages in DRAM as the description of the hand-written version has them."""
    width = math.ceil(math.ceil(case.channels / channel_shards) / 32) * 32
    weights = BFLOAT16.encode(tensors.weights).reshape(case.channels, -1)
    sticks = [*weights.T, *([BFLOAT16.encode(tensors.bias)] if with_bias else [])]
    pages = []
    for shard in range(channel_shards):
        cut = np.array([stick[shard * width : (shard + 1) * width] for stick in sticks])
        reserved = np.zeros((int(case.bias and not with_bias), cut.shape[1]), np.uint16)
        pages.append(tilize(filled_face_by_face(np.concatenate([cut, reserved]), width)))
    return np.concatenate(pages)


def emitted(plan: ProgramPlan, tensors: Tensors) -> Words:
    """What the emitted C++ lays out."""
    planner = build_planner(emitted_texts(plan.variant), unit_of(plan.variant))
    weights, bias = BFLOAT16.encode(tensors.weights), BFLOAT16.encode(tensors.bias)
    return prepare_weights(planner, plan_request(plan, weight_addr=0), weights, bias).reshape(-1, 1024)


@each_shape
def test_emitted_weights_are_those_of_the_description(changes: dict[str, object]) -> None:
    case = FIRST_SHAPE.model_copy(update=changes)
    plan, tensors = plan_program(SHIPPED[case.variant], case), make_tensors(case)
    with_bias = case.bias and not plan.variant.has_bias_tensor
    wanted = described(case, tensors, plan.geometry.channel_shards, with_bias)
    np.testing.assert_array_equal(emitted(plan, tensors), wanted)
    if with_bias == case.bias:
        np.testing.assert_array_equal(BFLOAT16.encode(stick_weight_tiles(plan, tensors)), wanted)


def test_first_shape_has_one_tile_for_each_column() -> None:
    """64 channels, 3x3, 2 columns: [32, 64], tile id = column * tiles of a shard."""
    plan = plan_program(SHIPPED["block_sharded_stick"], FIRST_SHAPE)
    assert plan.geometry.weight_tiles == 1
    senders = {core.core.x: core.arguments["reader"]["start_tile_id"] for core in plan.cores if core.link.is_sender}
    assert senders == {0: 0, 1: 1}
