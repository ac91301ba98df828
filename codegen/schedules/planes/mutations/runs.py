"""Faults of what packers are told to place: runs of rows, parts of them, pairs of rows, sections of Dst."""

from __future__ import annotations

from codegen.mutation.mutation import Edit, Mutation
from codegen.schedules.planes.mutations.placing import WIDTH, WIDTH_ODD, WIDTH_TALL

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_PLACING = "device/plan/placing.cpp"
_TRANSPORT = "device/plan/transport.cpp"

WIDTH_SINGLE = WIDTH.model_copy(update={"id": "width_planes_placed_single", "input": (9, 8)})
"""A section of a single row, the last one."""

WIDTH_BROAD = WIDTH.model_copy(update={"id": "width_planes_placed_broad", "input": (4, 41)})
"""Rows of two parts, which overlap."""

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
        edits=(Edit(_COMPUTE, "            run->num_steps)));", "            run->num_steps - 1)));"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_third_row_left_out",
        case=WIDTH_ODD,
        what="Of an odd number of rows, the plan forgets the last one.",
        edits=(Edit(_PLACING, "if (rows.num_steps % 2 == 1) {", "if (false) {"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_single_row_with_the_one_in_front",
        case=WIDTH_SINGLE,
        what="A row that is the only one of its section is packed with the one in front, whose sums are not there.",
        edits=(Edit(_PLACING, "begin_at(begins_plane ? uint32_t(-1) : 0, 1);", "begin_at(uint32_t(-1), 1);"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 7, columns 0-7 ",
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
                "geometry.output_step = geometry.rows_together * geometry.output_width;",
                "geometry.output_step = geometry.output_width;",
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
