"""Faults of groups of columns on their way through L1: padding, tiles of neighbours, results, the order of buffers."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation
from codegen.schedules.planes.mutations.placing import WIDTH, WIDTH_ODD

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_CONVERSION = "device/kernels/compute/conversion.hpp"
_MULTIPLY = "device/kernels/compute/strip_multiply.hpp"
_PLACES = "device/kernels/compute/placing.hpp"
_WRITER = "device/kernels/dataflow/writer_depthwise_conv2d_planes.cpp"
_HALO = "device/plan/halo.cpp"

HEIGHT = small_case("height_planes", "height_sharded_planes", grid=(4, 1))
"""Two columns on each core, tiles of neighbours, and cores without outputs."""

GROUPS = small_case("height_planes_groups", "height_sharded_planes", grid=(2, 1), input=(80, 40))
"""Two groups of one column each."""

GROUPS_OF_COLUMNS: tuple[Mutation, ...] = (
    Mutation(
        id="planes_first_plane_multiplied_twice",
        case=WIDTH,
        what="All planes of a group are summed out of the first one.",
        edits=(
            Edit(
                _COMPUTE,
                "plane * shared.plane_sticks + sums->first_stick",
                "sums->first_stick",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): channels 16-31 ",
    ),
    Mutation(
        id="planes_not_cleared",
        case=WIDTH,
        what="The compute kernel takes it for granted that there are zeros in L1.",
        edits=(
            Edit(
                _COMPUTE,
                "    clear(cb::planes, {/*first=*/0, shared.plane_pages, /*num_repeats=*/1, /*pitch=*/0});\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_cleared_in_part",
        case=WIDTH,
        what="Packers clear one step less than there are.",
        edits=(
            Edit(
                _PLACES,
                "    for (uint32_t step = 1; step < num_steps; ++step) {\n        TTI_PACR(to_same_step",
                "    for (uint32_t step = 2; step < num_steps; ++step) {\n        TTI_PACR(to_same_step",
            ),
        ),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_unfilled_sticks_not_cleared",
        case=WIDTH_ODD,
        what="Sticks of the last tile that no output fills are made of what was in L1 before.",
        edits=(Edit(_COMPUTE, "|| args.num_unfilled_sticks == 0) {", "|| true) {"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 3 \(results\)",
    ),
    Mutation(
        id="planes_first_column_of_the_halo_read_for_all",
        case=HEIGHT,
        what="All columns of neighbours are read from the first one.",
        edits=(Edit(_WRITER, "get_write_ptr(cb::input) + column * tile_bytes", "get_write_ptr(cb::input)"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 3, columns 0-7, channels 32-63 ",
    ),
    Mutation(
        id="planes_first_column_of_the_halo_placed_for_all",
        case=HEIGHT,
        what="Tiles of neighbours in the first column are placed in the planes of all columns.",
        edits=(
            Edit(
                _COMPUTE,
                "const uint32_t halo_page = column * shared.halo_column_tiles;",
                "const uint32_t halo_page = 0;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 3, columns 0-7, channels 32-63 ",
    ),
    Mutation(
        id="planes_halo_of_its_own_shard",
        case=HEIGHT,
        what="A core looks for the tiles of its neighbours in its own shard.",
        edits=(
            Edit(
                _HALO,
                "noc_of_shard(numbers, row / shard_rows(geometry))",
                "noc_of_shard(numbers, numbers.work.stick_shard)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"the sticks of neighbours are read from the core's own shard",
    ),
    Mutation(
        id="planes_right_faces_behind_the_left_ones",
        case=WIDTH,
        what="The right face of a tile comes to Dst behind the left one, where the lower left one follows.",
        edits=(
            Edit(
                _CONVERSION,
                "const int16_t to_right = right_row() - kBlockRows;",
                "const int16_t to_right = kBlockRows;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): channels 16-31 ",
    ),
    Mutation(
        id="planes_right_results_over_the_left_ones",
        case=WIDTH,
        what="The results of the second plane are added to those of the first one.",
        edits=(Edit(_CONVERSION, "copy_sticks(right_row(), num_sticks)", "copy_sticks(/*row=*/0, num_sticks)"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_left_and_right_faces_swapped",
        case=WIDTH,
        what="The results of the first plane become the right faces of tiles, those of the second one the left ones.",
        edits=(
            Edit(
                _COMPUTE,
                "{left_plane, left_stick}, {left_plane + 1, left_stick + shared.result_sticks}",
                "{left_plane, left_stick + shared.result_sticks}, {left_plane + 1, left_stick}",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): all over",
    ),
    Mutation(
        id="planes_half_a_strip_for_all",
        case=WIDTH_ODD,
        what="Behind a strip that is shorter than the others, the unpacker goes on to bring no more.",
        edits=(Edit(_MULTIPLY, "        set_unpacked_sticks(strip_sticks);\n", ""),),
        expected=("error",),
        culprit=r"ELWMUL from datum 256 of SrcA, of which the unpacker has brought 128",
    ),
    Mutation(
        id="planes_strips_not_initialized",
        case=WIDTH,
        what="Results are copied by the program for multiplies.",
        edits=(Edit(_CONVERSION, "    MATH((program_strips()));\n", ""),),
        expected=("error",),
        culprit=r"ELWMUL from datum 128 of SrcB, of which the unpacker has brought 16",
    ),
    Mutation(
        id="planes_bias_not_unpacked",
        case=WIDTH,
        what="Results are added to what is in SrcB, where nothing is.",
        edits=(
            Edit(
                _CONVERSION,
                "    unpack_rows_of_src_b(kPlaneChannels);\n    unpack_sticks(",
                "    unpack_sticks(",
            ),
        ),
        expected=("hang",),
        culprit=r"operands in SrcA and SrcB",
    ),
    Mutation(
        id="planes_zeros_not_waited_for",
        case=HEIGHT,
        what="A core that has added nothing to zeros frees them before they are there.",
        edits=(Edit(_CONVERSION, "    TTI_STALLWAIT(p_stall::STALL_MATH, p_stall::SRCB_VLD);\n", ""),),
        expected=("race", "error"),
        culprit=r"an instruction frees a source register that (holds nothing|may hold nothing yet)",
    ),
    Mutation(
        id="planes_of_a_group_not_given_back",
        case=GROUPS,
        what="Behind a group, its planes are not given back.",
        edits=(Edit(_COMPUTE, "    cb_pop_front(cb::planes, group.num_planes() * shared.plane_sticks);\n", ""),),
        expected=("hang",),
        culprit=r"cb_reserve_back on buffer 1 \(planes\): needs \d+ pages, has 0",
    ),
    Mutation(
        id="planes_results_of_a_group_not_given_back",
        case=GROUPS,
        what="Behind a group, its results are not given back.",
        edits=(Edit(_COMPUTE, "    cb_pop_front(cb::results, group.num_planes() * shared.result_sticks);\n", ""),),
        expected=("hang",),
        culprit=r"cb_reserve_back on buffer 3 \(results\): needs \d+ pages, has 0",
    ),
    Mutation(
        id="planes_halo_of_a_group_not_given_back",
        case=GROUPS,
        what="Behind a group, the tiles of neighbours are not given back.",
        edits=(Edit(_COMPUTE, "        cb_pop_front(cb::halo, group_halo);\n", ""),),
        expected=("hang",),
        culprit=r"cb_reserve_back on buffer 5 \(halo\): needs \d+ pages, has 0",
    ),
    Mutation(
        id="planes_results_not_waited_for",
        case=WIDTH,
        what="Tiles are made of results before they are published.",
        edits=(
            Edit(
                _COMPUTE,
                "        cb_wait_front(cb::results, (column + 1) * kColumnPlanes * shared.result_sticks);\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 3 \(results\) only 0 bytes from \d+ on are promised by a wait",
    ),
    Mutation(
        id="planes_not_reserved",
        case=GROUPS,
        what="Planes of a group are made where those of the group before may still be multiplied.",
        edits=(
            Edit(
                _COMPUTE,
                "cb_reserve_back(cb::planes, group.num_planes() * shared.plane_sticks);",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"PACR to L1 addresses .*, of which not all are in reserved pages of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_columns_of_the_output_in_one_place",
        case=HEIGHT,
        what="All columns of the output are packed to the place of the first one.",
        edits=(
            Edit(
                _COMPUTE,
                "group.first_column + column + first * shared.channel_tiles",
                "group.first_column + first * shared.channel_tiles",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): channel c holds the result of channel c\+32",
    ),
    Mutation(
        id="planes_weights_of_the_first_group",
        case=GROUPS,
        what="All groups are multiplied with the weights of the first one.",
        edits=(Edit(_COMPUTE, "group.first_column * kColumnPlanes + plane);", "plane);"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): channels 32-63 ",
    ),
)
