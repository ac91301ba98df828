"""Faults of how packers place rows in planes and results in tiles: places, steps, halves of Dst."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_PLACES = "device/kernels/compute/placing.hpp"

WIDTH = small_case("width_planes_placed", "width_sharded_planes", grid=(1, 1), channels=32)
"""One column of tiles on one core, in one section of the input."""

WIDTH_TALL = WIDTH.model_copy(update={"id": "width_planes_placed_tall", "input": (24, 8)})
"""Several sections of the input and of the output."""

WIDTH_ODD = WIDTH.model_copy(update={"id": "width_planes_placed_odd", "input": (11, 8)})
"""A section of eight rows and one of three, and sticks of the output that no output fills."""

WIDTH_SINGLE = WIDTH.model_copy(update={"id": "width_planes_placed_single", "input": (9, 8)})
"""An odd number of rows, the last of which is the only one of its section of the output."""

WIDTH_BATCH = WIDTH.model_copy(update={"id": "width_planes_placed_batch", "batch": 2, "input": (5, 8)})
"""Two images of an odd number of rows, with a row of zeros between them."""

PLACING: tuple[Mutation, ...] = (
    Mutation(
        id="planes_places_too_far_beside",
        case=WIDTH,
        what="Packers take the first plane for one stick longer than it is.",
        edits=(
            Edit(
                _COMPUTE,
                "in_units(shared.input_beside_rows, shared.input_beside)",
                "in_units(shared.input_beside_rows, shared.input_beside + 1)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): channels 16-31 ",
    ),
    Mutation(
        id="planes_places_too_far_below",
        case=WIDTH,
        what="The second row of two goes one stick too early in both planes.",
        edits=(
            Edit(
                _COMPUTE,
                "in_units(shared.input_below_rows, shared.input_below)",
                "in_units(shared.input_below_rows, shared.input_below - 1)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_rows_of_the_input_too_close",
        case=WIDTH,
        what="From step to step, rows of the input follow each other in planes one stick too early.",
        edits=(
            Edit(
                _COMPUTE,
                "in_units(shared.input_step_rows, shared.input_step)",
                "in_units(shared.input_step_rows, shared.input_step - 1)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 1-7, columns 0-7 ",
    ),
    Mutation(
        id="planes_steps_in_dst_too_short",
        case=WIDTH,
        what="From step to step, packers move on by half as many rows of Dst as a row of the image has there.",
        edits=(Edit(_PLACES, "places.step.rows * row_bytes", "places.step.rows / 2 * row_bytes"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 1-7, columns 0-7 ",
    ),
    Mutation(
        id="planes_steps_packed_to_one_place",
        case=WIDTH,
        what="Behind a step, the address to which the packers write does not move on.",
        edits=(Edit(_PLACES, "OUTPUT_ADDR_OFFSET), places.step.units)", "OUTPUT_ADDR_OFFSET), 0)"),),
        expected=("race",),
        culprit=r"PACR to buffer 1 \(planes\) writes over what begins at",
    ),
    Mutation(
        id="planes_one_step_packed_again",
        case=WIDTH,
        what="Behind a step, the packers do not move on in Dst.",
        edits=(Edit(_PLACES, ".z_src = {.incr = 1}", ".z_src = {.incr = 0}"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 1-7, columns 0-7 ",
    ),
    Mutation(
        id="planes_first_row_of_a_packer_not_set",
        case=WIDTH,
        what="The last packer takes the rows of Dst that it took by the start-up.",
        edits=(Edit(_PLACES, "    set_first_rows(3, places.below.rows + places.beside.rows);\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_rows_in_the_second_half_not_set",
        case=WIDTH_TALL,
        what="Packers know where to begin in the first half of Dst only.",
        edits=(
            Edit(
                _PLACES,
                "    set_register(LO_16(p_gpr_pack::DEST_OFFSET_HI + packer), DEST_REGISTER_HALF_SIZE + row);\n",
                "",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_first_row_of_the_second_packer_not_set",
        case=WIDTH_SINGLE,
        what="The second packer of a pair takes the rows of Dst that it took by the start-up.",
        edits=(Edit(_PLACES, "    set_first_rows(1, places.beside.rows);\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_pair_at_one_place",
        case=WIDTH_SINGLE,
        what="The second packer writes where the first one does.",
        edits=(
            Edit(
                _PLACES,
                "set_whole_register(p_gpr_pack::TMP0, places.beside.units - header);",
                "set_whole_register(p_gpr_pack::TMP0, 0u - header);",
            ),
        ),
        expected=("race",),
        culprit=r"PACR to buffer 1 \(planes\) writes over what begins at",
    ),
    Mutation(
        id="planes_pair_by_all_packers",
        case=WIDTH_BATCH,
        what="Behind an odd number of rows, two packers pack a row more, which is of the next image.",
        edits=(
            Edit(_PLACES, "pack_places<first_two_packers, to_first_step>", "pack_places<all_packers, to_first_step>"),
        ),
        expected=("race",),
        culprit=r"PACR to buffer 3 \(results\) writes over what begins at",
    ),
    Mutation(
        id="planes_first_rows_not_selected",
        case=WIDTH,
        what="The rows of Dst at which packers begin stay in registers, and are not selected.",
        edits=(Edit(_PLACES, "    select_packer_dest_registers<DST_SYNC_MODE>();\n", ""),),
        expected=("error",),
        culprit=r"PACR of rows 256 to 259 of half of Dst, which has 256",
    ),
    Mutation(
        id="planes_half_of_the_rows",
        case=WIDTH,
        what="Packers take half of the rows at each place.",
        edits=(Edit(_PLACES, "places.rows * kPlaneChannels - 1, 0)", "places.rows / 2 * kPlaneChannels - 1, 0)"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_packers_do_not_follow_the_first_one",
        case=WIDTH,
        what="The addresses of the other packers do not count from that of the first one.",
        edits=(Edit(_PLACES, "others_follow | (address - header)", "address - header"),),
        expected=("error",),
        culprit=r"PACR: the addresses of three packers do not count from that of the first one",
    ),
    Mutation(
        id="planes_places_of_planes_for_results",
        case=WIDTH,
        what="Results are placed as rows of the input were.",
        edits=(
            Edit(
                _COMPUTE,
                "    PACK((configure_places(places, cb::results)));\n    for",
                "    for",
            ),
        ),
        expected=("error",),
        culprit=r"PACR to L1 addresses .*, of which not all are in reserved pages of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_places_of_zeros_for_results",
        case=WIDTH_ODD,
        what="Behind zeros for sticks that no output fills, results are placed as they were.",
        edits=(Edit(_COMPUTE, "    PACK((configure_places(places, cb::results)));\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 1-7, 9-10, columns 0-7 ",
    ),
    Mutation(
        id="planes_places_of_results_for_tiles",
        case=WIDTH,
        what="Faces are placed as results were.",
        edits=(
            Edit(
                _COMPUTE,
                "    PACK((configure_places(places_in_column(shared.channel_tiles), cb::output)));\n",
                "",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): unwritten: \d+ outputs",
    ),
    Mutation(
        id="planes_packers_not_waited_for_before_places_change",
        case=WIDTH,
        what="The places of packers change while they may still be at work.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);\n    set_first_rows(1",
                "    set_first_rows(1",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_THCON, PACK\) before",
    ),
    Mutation(
        id="planes_registers_not_waited_for",
        case=WIDTH,
        what="First rows are selected out of registers that may not be set yet.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);\n    select",
                "    select",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_CFG, THCON\) before",
    ),
    Mutation(
        id="planes_faces_below_each_other_first",
        case=WIDTH,
        what="The lower left face of a tile of the output and the upper right one change places.",
        edits=(Edit(_PLACES, "{right_row, face}, {kFaceSide, 2 * face}", "{right_row, 2 * face}, {kFaceSide, face}"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_runs_begin_at_the_last_step",
        case=WIDTH_TALL,
        what="Behind a run, packers do not return to its first step.",
        edits=(Edit(_PLACES, ".z_src = {.clr = 1}", ".z_src = {.incr = 1}"),),
        expected=("error",),
        culprit=r"PACR of rows 256 to 263 of half of Dst, which has 256",
    ),
    Mutation(
        id="planes_rows_of_blackhole_too_close",
        case=WIDTH,
        what="Behind four rows of Dst, Blackhole's packer goes on two rows farther.",
        edits=(Edit(_PLACES, ".y_src = {.incr = most_rows}", ".y_src = {.incr = 2}"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 0-7, columns 0-7 ",
        chip="blackhole",
    ),
    Mutation(
        id="planes_places_of_blackhole_go_on",
        case=WIDTH,
        what="Blackhole's packer goes on behind a place, in spite of the next address.",
        edits=(
            Edit(
                _PLACES,
                "    begin_place(row + places.beside.rows, address + places.beside.units);\n    pack_rows<1>",
                "    begin_place(row + places.beside.rows, address + places.beside.units);\n    pack_rows<0>",
            ),
        ),
        expected=("error",),
        culprit=r"PACR to L1 addresses .*, of which not all are in reserved pages",
        chip="blackhole",
    ),
    Mutation(
        id="planes_place_of_blackhole_in_the_first_plane",
        case=WIDTH,
        what="Blackhole's packer takes the rows of the second plane out of the first one.",
        edits=(
            Edit(
                _PLACES,
                "begin_place(row + places.beside.rows, address + places.beside.units);",
                "begin_place(row, address + places.beside.units);",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): channels 16-31",
        chip="blackhole",
    ),
    Mutation(
        id="planes_second_row_of_blackhole_is_the_first_one",
        case=WIDTH,
        what="Blackhole's packer takes the second row of a step out of the first one.",
        edits=(Edit(_PLACES, "pack_pair(places, row + places.below.rows,", "pack_pair(places, row,"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
        chip="blackhole",
    ),
    Mutation(
        id="planes_pair_of_blackhole_left_out",
        case=WIDTH_ODD,
        what="Of an odd number of rows, Blackhole's packer forgets the last one.",
        edits=(Edit(_PLACES, "    if (num_pairs > 0) {", "    if (false) {"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
        chip="blackhole",
    ),
    Mutation(
        id="planes_address_of_blackhole_not_waited_for",
        case=WIDTH,
        what="An address goes to the configuration of Blackhole's packer before its register is set.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);\n    TTI_WRCFG(p_gpr_pack::OUTPUT_ADDR",
                "    TTI_WRCFG(p_gpr_pack::OUTPUT_ADDR",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_CFG, THCON\) before",
        chip="blackhole",
    ),
)
