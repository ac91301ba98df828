"""Faults of the planes schedule where it converts tensors in bfloat8_b: tiles of the halo, columns, formats."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_CONVERSION = "device/kernels/compute/conversion.hpp"
_PACKING = "device/kernels/compute/packing.hpp"
_INPUT_COLUMNS = "device/kernels/dataflow/input_columns.hpp"
_OUTPUT_COLUMNS = "device/kernels/dataflow/output_columns.hpp"
_PLAN = "device/plan/conversion.cpp"

HEIGHT = small_case("height_planes_bf8", "height_sharded_planes", grid=(2, 1), input=(16, 8), dtype="bfloat8_b")
"""Two columns of two tiles and a tile of the neighbour on each core."""

HEIGHT_WIDE = HEIGHT.model_copy(update={"id": "height_planes_bf8_wide", "channels": 96})
"""A column more than there are slots."""

HEIGHT_RELU = HEIGHT.model_copy(update={"id": "height_planes_bf8_relu", "activation": "relu"})
"""The same with a packer that clips."""

BLOCK = small_case("block_planes_bf8", "block_sharded_planes", grid=(1, 3), input=(9, 10), dtype="bfloat8_b")
"""Three cores below each other, the last one with a tile that is not full."""

CONVERSIONS: tuple[Mutation, ...] = (
    Mutation(
        id="planes_halo_one_tile_off",
        case=HEIGHT,
        what="The plan looks for a neighbour's tile one row of tiles farther on.",
        edits=(Edit(_PLAN, "row % shard_rows(geometry) *", "(row + 1) % shard_rows(geometry) *"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_own_tiles_above_those_of_neighbours",
        case=BLOCK,
        what="The tiles of the neighbour above are put below the core's own.",
        edits=(
            Edit(
                _COMPUTE,
                "            if (i < args.num_tiles_above) {",
                "            if (i < 0 * args.num_tiles_above) {",
            ),
        ),
        expected=("mismatch", "error"),
        culprit=r"cores \(0,0\)|buffer",
    ),
    Mutation(
        id="planes_first_column_for_all",
        case=HEIGHT,
        what="All columns are converted from the first one of the core's own tiles.",
        edits=(Edit(_COMPUTE, "args.first_own_tile + column", "args.first_own_tile"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_first_column_of_the_halo_for_all",
        case=HEIGHT,
        what="All columns of neighbours are read from the first one.",
        edits=(Edit(_INPUT_COLUMNS, "get_write_ptr(cb::input) + column * tile_bytes", "get_write_ptr(cb::input)"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_first_plane_of_a_column_twice",
        case=HEIGHT,
        what="Both planes of a column are gathered from the faces of the first one.",
        edits=(
            Edit(
                _INPUT_COLUMNS,
                "get_read_ptr(cb::columns) + face_column_offset(plane % kColumnPlanes)",
                "get_read_ptr(cb::columns)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_input_format_not_configured",
        case=HEIGHT,
        what="The unpacker takes tiles in bfloat8_b for others in bfloat16.",
        edits=(Edit(_CONVERSION, "    UNPACK((begin_format(from_cb)));\n", ""),),
        expected=("error",),
        culprit=r"UNPACR of buffer \d \((halo|input)\), which is in bfloat8_b, but the configuration says bfloat16",
    ),
    Mutation(
        id="planes_faces_not_configured",
        case=HEIGHT,
        what="The unpacker looks for datums behind the exponents of four faces, each as long as a strip.",
        edits=(Edit(_CONVERSION, "    UNPACK((configure_faces()));\n", ""),),
        expected=("error",),
        culprit=r"UNPACR reads 1280 bytes .* of buffer \d \((halo|input)\)",
    ),
    Mutation(
        id="planes_unpacker_left_in_bfloat8_b",
        case=HEIGHT,
        what="Planes are multiplied while the unpacker is still configured for bfloat8_b.",
        edits=(Edit(_CONVERSION, "    UNPACK((end_format(from_cb)));\n", ""),),
        expected=("error",),
        culprit=r"UNPACR of buffer 1 \(planes\), which is in bfloat16, but the configuration says bfloat8_b",
    ),
    Mutation(
        id="planes_source_format_not_configured",
        case=HEIGHT,
        what="What is fetched in bfloat8_b is to arrive in SrcA as bfloat16, which the unpacker cannot do.",
        edits=(
            Edit(
                _CONVERSION,
                "    cfg_reg_rmw_tensix<THCON_SEC0_REG2_Out_data_format_RMW>(unpack_dst_format[cb]);\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"UNPACR with different formats in L1 and in SrcA",
    ),
    Mutation(
        id="planes_copies_not_initialized",
        case=HEIGHT,
        what="Tiles are multiplied with zeros in place of being copied.",
        edits=(Edit(_CONVERSION, "    MATH((program_copies()));\n", ""),),
        expected=("error",),
        culprit=r"ELWMUL from datum 128 of SrcB, of which the unpacker has brought 16",
    ),
    Mutation(
        id="planes_zeros_not_unpacked",
        case=HEIGHT,
        what="Tiles are added to what is in SrcB, where nothing is.",
        edits=(Edit(_CONVERSION, "    UNPACK((unpack_zeros()));\n", ""),),
        expected=("hang",),
        culprit=r"operands in SrcA and SrcB",
    ),
    Mutation(
        id="planes_zeros_not_freed",
        case=HEIGHT,
        what="Planes are multiplied with the zeros that tiles were added to.",
        edits=(Edit(_CONVERSION, "TTI_SETRWC(p_setrwc::CLR_B, ", "TTI_SETRWC(p_setrwc::CLR_NONE, "),),
        expected=("mismatch", "hang"),
        culprit=r"cores \(0,0\)-\(1,0\)|a free bank of SrcA and SrcB",
    ),
    Mutation(
        id="planes_tiles_copied_to_one_place",
        case=HEIGHT,
        what="Behind a tile, the matrix unit goes back to the rows of Dst where the first one begins.",
        edits=(
            Edit(
                _CONVERSION, ".dest = {.incr = kBlockRows}}.set(to_next_tile)", ".dest = {.clr = 1}}.set(to_next_tile)"
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_multiplies_not_initialized_again",
        case=HEIGHT,
        what="Behind a conversion, the matrix unit goes on to copy.",
        edits=(Edit(_CONVERSION, "MATH((program_multiplies(planned_taps())));", ""),),
        expected=("error",),
        culprit=r"ELWADD of anything but zeros in SrcB",
    ),
    Mutation(
        id="planes_output_format_not_configured",
        case=HEIGHT,
        what="The packer writes bfloat16 where tiles in bfloat8_b are wanted.",
        edits=(Edit(_COMPUTE, "        configure_pack_format(cb::output);\n", ""),),
        expected=("error",),
        culprit=r"PACR of buffer 4 \(output\), which is in bfloat8_b, but the configuration says bfloat16",
    ),
    Mutation(
        id="planes_packer_left_in_bfloat8_b",
        case=HEIGHT_WIDE,
        what="Behind a column of the output, results of planes are packed in bfloat8_b, too.",
        edits=(Edit(_COMPUTE, "        configure_pack_format(cb::linear);\n", ""),),
        expected=("error",),
        culprit=r"PACR from byte 2048 of Dst, where no tile begins",
    ),
    Mutation(
        id="planes_one_packer_left_in_bfloat16",
        case=HEIGHT,
        what="One of four packers does not hear of the format of the output.",
        edits=(
            Edit(_PACKING, "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + formats_word, p_gpr_pack::TMP_LO);\n", ""),
        ),
        expected=("error",),
        culprit=r"PACR with other formats of packer 3 than of packer 0",
    ),
    Mutation(
        id="planes_faces_in_the_places_of_bfloat16",
        case=HEIGHT,
        what="The faces of a tile in bfloat8_b are packed as far apart as those in bfloat16.",
        edits=(
            Edit(
                _PACKING,
                "pack_dst_format[cb] == pack_dst_format[variant::cb::linear] ? bfloat16_face : bfloat8_exponents",
                "bfloat16_face",
            ),
        ),
        expected=("error",),
        culprit=r"PACR: by its address, packer 1 does not write face 1 of a tile",
    ),
    Mutation(
        id="planes_exponents_among_datums",
        case=HEIGHT,
        what="Packers write the datums of a tile in bfloat8_b right behind the exponents of their own face.",
        edits=(
            Edit(
                _PACKING,
                "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + exponents_word, p_gpr_pack::EXP1_SEC_SIZE_BFP8);\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"packer 1 does not know how far its datums lie behind its exponents",
    ),
    Mutation(
        id="planes_tiles_packed_to_one_place",
        case=HEIGHT,
        what="Behind a tile, the address to which the packers write does not move on.",
        edits=(Edit(_PACKING, "OUTPUT_ADDR_OFFSET), to.step * page)", "OUTPUT_ADDR_OFFSET), 0 * page)"),),
        expected=("race",),
        culprit=r"PACR to buffer \d \(\w+\) writes over a tile",
    ),
    Mutation(
        id="planes_one_tile_of_dst_packed_again",
        case=HEIGHT,
        what="Behind a tile, the packers do not move on in Dst.",
        edits=(Edit(_PACKING, ".y_src = {.incr = 1}", ".y_src = {.incr = 0}"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_format_in_dst_not_configured",
        case=HEIGHT,
        what="A Dst of 32 bits is rounded to bfloat16 on its way to bfloat8_b.",
        edits=(
            Edit(_PACKING, "        cfg_reg_rmw_tensix<ALU_FORMAT_SPEC_REG2_Dstacc_RMW>(pack_src_format[cb]);\n", ""),
        ),
        expected=("error",),
        culprit=r"packers take another format out of Dst than they expect",
    ),
    Mutation(
        id="planes_packers_not_waited_for",
        case=HEIGHT,
        what="The format of the packers changes while they may still be at work.",
        edits=(Edit(_PACKING, "    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);\n", ""),),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_THCON, PACK\) before",
    ),
    Mutation(
        id="planes_input_clipped",
        case=HEIGHT_RELU,
        what="The packer clips the input as it clips results.",
        edits=(Edit(_COMPUTE, "        PACK((llk_pack_relu_config(ReluConfig::none())));\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_results_not_clipped",
        case=HEIGHT_RELU,
        what="Behind a column of the input, the packer does not clip results either.",
        edits=(
            Edit(
                _COMPUTE,
                "        conversion_uninit(cb::input);\n        init_activation(activation);\n",
                "        conversion_uninit(cb::input);\n",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_halo_published_before_arrival",
        case=HEIGHT,
        what="Tiles of neighbours are published while they are still on their way.",
        edits=(Edit(_INPUT_COLUMNS, "    noc_async_read_barrier();\n", ""),),
        expected=("race",),
        culprit=r"buffer 5 \(halo\).* no noc_async_read_barrier",
    ),
    Mutation(
        id="planes_halo_not_waited_for",
        case=HEIGHT,
        what="Tiles of neighbours are converted before they are published.",
        edits=(Edit(_COMPUTE, "            cb_wait_front(cb::halo, shared.halo_column_tiles);\n", ""),),
        expected=("error",),
        culprit=r"buffer 5 \(halo\) only 0 bytes from \d+ on are promised by a wait",
    ),
    Mutation(
        id="planes_columns_not_waited_for",
        case=HEIGHT,
        what="Planes are gathered out of columns that are not converted yet.",
        edits=(Edit(_INPUT_COLUMNS, "        cb_wait_front(cb::columns, shared.column_tiles);\n", ""),),
        expected=("race",),
        culprit=r"buffer 6 \(columns\).* without waiting until it is pushed",
    ),
    Mutation(
        id="planes_column_given_back_too_early",
        case=HEIGHT,
        what="A column is given back behind its first plane.",
        edits=(
            Edit(
                _INPUT_COLUMNS,
                "shared.column_tiles > 0 && plane % kColumnPlanes == kColumnPlanes - 1",
                "shared.column_tiles > 0 && plane % kColumnPlanes == 0",
            ),
        ),
        expected=("race",),
        culprit=r"buffer 6 \(columns\).* without waiting until it is pushed",
    ),
    Mutation(
        id="planes_padding_of_the_output_not_cleared",
        case=BLOCK,
        what="Rows of the last tile that no result fills are converted with what was in L1 before.",
        edits=(
            Edit(
                _OUTPUT_COLUMNS,
                "        clear(column_addr, shared.result_column_tiles * get_tile_size(cb::results));\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"nobody has written page \d of buffer 7 \(results\)",
    ),
    Mutation(
        id="planes_results_of_a_column_not_waited_for",
        case=HEIGHT,
        what="A column of the output is converted while its results are still put there.",
        edits=(Edit(_COMPUTE, "        cb_wait_front(cb::results, shared.result_column_tiles);\n", ""),),
        expected=("error",),
        culprit=r"buffer 7 \(results\) only 0 bytes from \d+ on are promised by a wait",
    ),
    Mutation(
        id="planes_output_columns_in_one_place",
        case=HEIGHT,
        what="All columns of the output are packed to the place of the first one.",
        edits=(Edit(_COMPUTE, "const Tiles to{cb::output, column,", "const Tiles to{cb::output, 0 * column,"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
)
