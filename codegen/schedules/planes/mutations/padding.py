"""Faults of the zeros that packers write behind rows of the input: masks, tables of them, what is left of them."""

from __future__ import annotations

from codegen.mutation.mutation import Edit, Mutation
from codegen.schedules.planes.mutations.placing import WIDTH

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_PLACES = "device/kernels/compute/placing.hpp"
_PLACING = "device/plan/placing.cpp"

WIDTH_OF_SEVEN = WIDTH.model_copy(update={"id": "width_planes_placed_seven", "input": (8, 7)})
"""Rows of the input that take seven of the eight sticks of a place."""

WIDTH_OF_SEVEN_BF8 = WIDTH_OF_SEVEN.model_copy(
    update={"id": "width_planes_placed_seven_bf8", "output_dtype": "bfloat8_b"}
)
"""The same with tiles of the output in bfloat8_b."""

WIDTH_OF_NINE = WIDTH.model_copy(update={"id": "width_planes_placed_nine", "input": (16, 9)})
"""Rows that take nine of sixteen sticks: of the last one that Dst holds, it does not hold the place."""

PADDING: tuple[Mutation, ...] = (
    Mutation(
        id="planes_zeros_begin_a_stick_late",
        case=WIDTH_OF_SEVEN,
        what="Packers write the first stick of the next row where zeros should be.",
        edits=(Edit(_PLACES, "filled_rows * bits_of_row", "(filled_rows + 1) * bits_of_row"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 0-7, columns 0,",
    ),
    Mutation(
        id="planes_zeros_begin_a_stick_early",
        case=WIDTH_OF_SEVEN,
        what="Packers make zeros of the last stick of a row.",
        edits=(Edit(_PLACES, "filled_rows * bits_of_row", "(filled_rows - 1) * bits_of_row"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 0-7, columns 5-6 ",
    ),
    Mutation(
        id="planes_no_zeros_behind_rows",
        case=WIDTH_OF_SEVEN,
        what="Packers are not told to write zeros behind rows of the input.",
        edits=(Edit(_COMPUTE, "        PACK((begin_padding(places, shared.input_filled_rows)));\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 0-7, columns 0,",
    ),
    Mutation(
        id="planes_zeros_not_ended",
        case=WIDTH_OF_SEVEN,
        what="Packers go on to write zeros when they pack results.",
        edits=(Edit(_COMPUTE, "        PACK((end_padding()));\n", ""),),
        expected=("error",),
        culprit=r"PACR to another address, with packer 0 at row 4 of a table of masks",
    ),
    Mutation(
        id="planes_first_row_of_a_table_alone",
        case=WIDTH_OF_SEVEN,
        what="Packers look up the mask of the first row of a place for all of them.",
        edits=(Edit(_PLACES, "    set_rows_of_table(places.rows);\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 0-7, columns 0,",
    ),
    Mutation(
        id="planes_table_of_more_rows_than_places",
        case=WIDTH_OF_SEVEN,
        what="Packers look up the masks of sixteen rows, and so those of two places.",
        edits=(Edit(_PLACES, "set_rows_of_table(places.rows)", "set_rows_of_table(kPlaceRows)"),),
        expected=("error",),
        culprit=r"PACR to another address, with packer 0 at row 8 of a table of masks",
    ),
    Mutation(
        id="planes_table_of_blackhole_not_given_back",
        case=WIDTH_OF_SEVEN,
        what="Behind the input, Blackhole's packer goes on to count rows, of which the public API knows nothing.",
        edits=(Edit(_PLACES, "    set_rows_of_table(1);", "    //"),),
        expected=("error",),
        culprit=r"pack_reconfig_data_format while packers look up masks of rows|PACR to another address",
        chip="blackhole",
    ),
    Mutation(
        id="planes_masks_not_given_back",
        case=WIDTH_OF_SEVEN_BF8,
        what="Behind the input, packers keep the table that makes zeros of rows.",
        edits=(
            Edit(
                _PLACES,
                "    set_whole_register(p_gpr_pack::TMP1, pass_all);\n",
                "    set_whole_register(p_gpr_pack::TMP1, pass_all | second_table_of_all);\n",
            ),
        ),
        expected=("error",),
        culprit=r"PACR in bfloat8_b while packers look up masks of rows",
    ),
    Mutation(
        id="planes_second_mask_as_it_was",
        case=WIDTH_OF_SEVEN,
        what="What the second mask makes zeros of depends on the program before.",
        edits=(Edit(_PLACES, "    TTI_WRCFG(p_gpr::ZERO, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC1_mask_ADDR32);\n", ""),),
        expected=("error",),
        culprit=r"masks of packers that make anything but zeros of whole rows",
    ),
    Mutation(
        id="planes_masks_not_waited_for",
        case=WIDTH_OF_SEVEN,
        what="Masks go to the configuration before their registers are set.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);\n    TTI_WRCFG(p_gpr::ZERO",
                "    TTI_WRCFG(p_gpr::ZERO",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_CFG, THCON\) before",
    ),
    Mutation(
        id="planes_packers_not_waited_for_before_masks_end",
        case=WIDTH_OF_SEVEN,
        what="Packers may still be at work on rows of the input when the masks end.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);\n"
                "    set_whole_register(p_gpr_pack::TMP1, pass_all);\n",
                "    set_whole_register(p_gpr_pack::TMP1, pass_all);\n",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_THCON, PACK\) before",
    ),
    Mutation(
        id="planes_three_rows_at_once",
        case=WIDTH_OF_SEVEN,
        what="Blackhole's packer takes a row of seven outputs as one, of which it leaves out two.",
        edits=(Edit(_PLACES, " &&\n           (places.rows + places.beside.rows) % most_rows != 3;", ";"),),
        expected=("error", "mismatch"),
        culprit=r"core \(0,0\)|buffer 3 \(results\)",
        chip="blackhole",
    ),
    Mutation(
        id="planes_places_beyond_the_window",
        case=WIDTH_OF_NINE,
        what="The plan forgets that Dst has to hold what a place looks at behind the last row.",
        edits=(Edit(_PLACING, "geometry.window_sticks - unused, kTileSide", "geometry.window_sticks, kTileSide"),),
        expected=("error",),
        culprit=r"PACR of rows \d+ to \d+ of half of Dst, which has",
    ),
)
