"""Faults of what packers are told to place: runs of rows, parts of them, steps of two rows, sections of Dst."""

from __future__ import annotations

from codegen.mutation.mutation import Edit, Mutation
from codegen.schedules.planes.mutations.placing import WIDTH, WIDTH_TALL

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_PLACING = "device/plan/placing.cpp"
_TRANSPORT = "device/plan/transport.cpp"

WIDTH_BROAD = WIDTH.model_copy(update={"id": "width_planes_placed_broad", "input": (4, 41)})
"""Rows of two parts, which overlap."""

WIDTH_FAR = WIDTH.model_copy(update={"id": "width_planes_placed_far", "input": (6, 60), "fp32_dest_acc": False})
"""Two rows of Dst that are farther apart than packers count."""

WIDTH_STRIDED = WIDTH.model_copy(update={"id": "width_planes_placed_strided", "input": (12, 12), "stride": (2, 2)})
"""Outputs that lie two sticks apart, in rows of six: four at once, and a rest of two."""

WIDTH_STRIDED_BY_FOURS = WIDTH_STRIDED.model_copy(update={"id": "width_planes_placed_by_fours", "input": (12, 16)})
"""The same without a rest."""

RUNS: tuple[Mutation, ...] = (
    Mutation(
        id="planes_runs_begin_a_row_off",
        case=WIDTH,
        what="The plan lets runs begin one row of Dst farther on.",
        edits=(
            Edit(
                _PLACING,
                "first_row + part.from_stick - window.first_stick;\n        if",
                "first_row + part.from_stick - window.first_stick + 1;\n        if",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_runs_go_a_stick_off",
        case=WIDTH,
        what="The plan puts rows of the input one stick farther on.",
        edits=(
            Edit(_PLACING, "row.first + start, row.place + start});", "row.first + start, row.place + start + 1});"),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): the input is shifted by dy=0, dx=-1 sticks",
    ),
    Mutation(
        id="planes_last_step_left_out",
        case=WIDTH_TALL,
        what="Packers leave out the last step of a run.",
        edits=(Edit(_COMPUTE, "            run->num_pairs)));", "            run->num_pairs - kStepPairs)));"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_halves_of_a_part_too_far_apart",
        case=WIDTH_BROAD,
        what="The second half of a part of a row is taken and placed one stick too far on.",
        edits=(
            Edit(
                _TRANSPORT,
                "geometry.input_beside = part - geometry.input_place_rows;",
                "geometry.input_beside = part - geometry.input_place_rows + 1;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): ",
    ),
    Mutation(
        id="planes_steps_longer_than_packers_count",
        case=WIDTH_FAR,
        what="A run has rows that are farther apart than packers can count.",
        edits=(Edit(_PLACING, "step_rows() > 0", "step_parts() > 0"),),
        expected=("mismatch", "race"),
        culprit=r"core \(0,0\): |PACR ",
    ),
    Mutation(
        id="planes_last_part_not_moved_back",
        case=WIDTH_BROAD,
        what="The last part of a row does not begin before the one in front of it ends.",
        edits=(Edit(_PLACING, "return std::min(part * length, width - length);", "return part * length;"),),
        expected=("race",),
        culprit=r"PACR to buffer 3 \(results\) writes over what begins at",
    ),
    Mutation(
        id="planes_rest_of_outputs_left_out",
        case=WIDTH_STRIDED,
        what="Outputs behind the last four of a row are left out.",
        edits=(Edit(_PLACING, "if (length > num_steps * kPlaces) {", "if (false) {"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_strided_outputs_side_by_side",
        case=WIDTH_STRIDED_BY_FOURS,
        what="Two packers look for outputs right below those of the other two, whatever the stride.",
        edits=(
            Edit(
                _TRANSPORT,
                "geometry.output_below_rows = geometry.output_below * conv.stride_width;",
                "geometry.output_below_rows = geometry.output_below;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): output o holds the result of output o-1",
    ),
    Mutation(
        id="planes_two_rows_where_one_is_packed",
        case=WIDTH_TALL,
        what="From step to step, results move on by one row where packers take two.",
        edits=(
            Edit(
                _TRANSPORT,
                "geometry.output_step = lane.step_sticks();",
                "geometry.output_step = lane.to_sticks;",
            ),
        ),
        expected=("race",),
        culprit=r"PACR to buffer 3 \(results\) writes over what begins at",
    ),
    Mutation(
        id="planes_second_section_one_tile_off",
        case=WIDTH_TALL,
        what="The second section of the input begins one tile early.",
        edits=(
            Edit(
                _TRANSPORT,
                "(window.first_stick - first_stick) / kTileSide,",
                "static_cast<uint32_t>((window.first_stick - first_stick) / kTileSide - sections.size()),",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 15-23, ",
    ),
    Mutation(
        id="planes_second_section_sums_the_first_one",
        case=WIDTH_TALL,
        what="All sections of the output sum the positions of the first one.",
        edits=(
            Edit(
                _COMPUTE,
                "plane * shared.plane_sticks + sums->first_stick",
                "plane * shared.plane_sticks",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 8-23, ",
    ),
)
