"""Faults of planes that are multiplied by tiles: strips, rows of weights, faces."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_TAPS = "device/kernels/compute/multiply_taps.hpp"
_PLANNED_MULTIPLY = "device/plan/multiply.hpp"

BLOCK = small_case("block_planes_tiles", "block_sharded_planes_tiles")
"""More rows of weights than a face has."""

BLOCK_BIAS = BLOCK.model_copy(update={"id": "block_planes_tiles_bias", "bias": True})
"""With a bias."""

BLOCK_TALL = BLOCK.model_copy(update={"id": "block_planes_tiles_tall", "input": (24, 8)})
"""Several strips."""

BLOCK_STRIDED = BLOCK.model_copy(update={"id": "block_planes_tiles_strided", "input": (12, 12), "stride": (2, 2)})
"""Two phases of rows."""

TILES: tuple[Mutation, ...] = (
    Mutation(
        id="planes_tiles_strips_one_stick_apart",
        case=BLOCK_TALL,
        what="The strips of a section begin one stick after the other.",
        edits=(
            Edit(
                _TAPS,
                "multiply_tap(section, cb::planes, tap_stick, kStripSticks, tap)",
                "multiply_tap(section, cb::planes, tap_stick, 1, tap)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_first_row_of_weights_for_all",
        case=BLOCK,
        what="All taps are multiplied with the first row of a tile.",
        edits=(Edit(_TAPS, "/*bcast_row_idx=*/tap % kTileSide", "/*bcast_row_idx=*/0"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_row_behind_the_tile",
        case=BLOCK_BIAS,
        what="Rows of weights are counted through from the first tile on.",
        edits=(
            Edit(_TAPS, "ones_tiles + tap / kTileSide", "0 * tap"),
            Edit(_TAPS, "/*bcast_row_idx=*/tap % kTileSide", "/*bcast_row_idx=*/kTileSide + tap"),
        ),
        expected=("error",),
        culprit=r"mul_tiles_bcast_rows with row 32 of a tile of 32",
    ),
    Mutation(
        id="planes_tiles_weights_in_the_left_faces_only",
        case=BLOCK,
        what="The weights of a tap lie in the left half of their row alone.",
        edits=(Edit(_PLANNED_MULTIPLY, "return {left, left + kFaceSide};", "return {left, left};"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_weights_below_each_other",
        case=BLOCK,
        what="The rows of taps follow each other, whatever face of a tile they are in.",
        edits=(Edit(_PLANNED_MULTIPLY, "tap / kFaceSide * kTileSide + tap % kFaceSide", "tap"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_bias_multiplied_with_planes",
        case=BLOCK_BIAS,
        what="The bias is multiplied with what the planes hold instead of ones.",
        edits=(
            Edit(
                _TAPS,
                "multiply_tap(section, cb::weights, /*first_page=*/0",
                "multiply_tap(section, cb::planes, /*first_page=*/0",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_one_phase_for_all_rows",
        case=BLOCK_STRIDED,
        what="All rows of the kernel see the rows of the first phase.",
        edits=(Edit(_TAPS, "            phase_stick += shared.phase_sticks;\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_not_initialized",
        case=BLOCK,
        what="The compute kernel does not set the units up for rows.",
        edits=(Edit(_TAPS, "{ mul_bcast_rows_init(cb::planes, cb::weights); }", "{}"),),
        expected=("error",),
        culprit=r"mul_tiles_bcast_rows without mul_bcast_rows_init",
    ),
)
