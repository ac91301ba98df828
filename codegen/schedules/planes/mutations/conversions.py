"""Faults of the planes schedule between tiles and Dst: tiles of the halo, columns, formats, zeros that are added."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_CONVERSION = "device/kernels/compute/conversion.hpp"
_PLACES = "device/kernels/compute/placing.hpp"
_WRITER = "device/kernels/dataflow/writer_depthwise_conv2d_planes.cpp"
_HALO = "device/plan/halo.cpp"

HEIGHT = small_case("height_planes_bf8", "height_sharded_planes", grid=(2, 1), input=(16, 8), dtype="bfloat8_b")
"""Two columns of two tiles and a tile of the neighbour on each core."""

GROUPS = HEIGHT.model_copy(update={"id": "height_planes_bf8_groups", "input": (80, 40)})
"""Two groups of one column each."""

GROUPS_RELU = GROUPS.model_copy(update={"id": "height_planes_bf8_groups_relu", "activation": "relu"})
"""The same with a packer that clips."""

BLOCK = small_case("block_planes_bf8", "block_sharded_planes", grid=(1, 3), input=(9, 10), dtype="bfloat8_b")
"""Three cores below each other, the last one with a tile that is not full."""

_HELD_BACK = """    // The scalar unit is held back, and with its first instruction all that is issued behind that.
    set_register(LO_16(p_gpr_pack::TMP_LO), formats);
"""

CONVERSIONS: tuple[Mutation, ...] = (
    Mutation(
        id="planes_halo_one_tile_off",
        case=HEIGHT,
        what="The plan looks for a neighbour's tile one row of tiles farther on.",
        edits=(Edit(_HALO, "row % shard_rows(geometry) *", "(row + 1) % shard_rows(geometry) *"),),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 7, columns 0-7 ",
    ),
    Mutation(
        id="planes_own_tiles_above_those_of_neighbours",
        case=BLOCK,
        what="The tiles of the neighbour above are put below the core's own.",
        edits=(
            Edit(_COMPUTE, "            first_own - first,\n", "            /*to_tile=*/0,\n"),
            Edit(
                _COMPUTE,
                "copy_tiles(/*to_tile=*/0, {cb::halo,",
                "copy_tiles(end_own - first_own, {cb::halo,",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,1\)-\(0,2\): all over",
    ),
    Mutation(
        id="planes_first_column_for_all",
        case=HEIGHT,
        what="All columns are converted from the first one of the core's own tiles.",
        edits=(Edit(_COMPUTE, "args.first_own_tile + group.first_column + column", "args.first_own_tile"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): channels 32-63 ",
    ),
    Mutation(
        id="planes_input_format_not_configured",
        case=HEIGHT,
        what="The unpacker takes tiles in bfloat8_b for others in bfloat16.",
        edits=(Edit(_CONVERSION, "    UNPACK((begin_input_format()));\n", ""),),
        expected=("error",),
        culprit=r"UNPACR of buffer \d \((halo|input)\), which is in bfloat8_b, but the configuration says bfloat16",
    ),
    Mutation(
        id="planes_faces_not_configured",
        case=HEIGHT,
        what="The unpacker looks for datums behind the exponents of four faces, each as long as a strip.",
        edits=(Edit(_CONVERSION, "{ UNPACK((configure_faces())); }", "{}"),),
        expected=("error",),
        culprit=r"UNPACR reads 1280 bytes .* of buffer \d \((halo|input)\)",
    ),
    Mutation(
        id="planes_unpacker_left_in_bfloat8_b",
        case=HEIGHT,
        what="Planes are multiplied while the unpacker is still configured for bfloat8_b.",
        edits=(Edit(_CONVERSION, "    UNPACK((end_input_format()));\n", ""),),
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
        what="Nobody has told the matrix unit how to copy tiles.",
        edits=(Edit(_CONVERSION, "    MATH((program_tiles()));\n", ""),),
        expected=("error",),
        culprit=r"a macro operation is run without its program",
    ),
    Mutation(
        id="planes_zeros_not_unpacked",
        case=HEIGHT,
        what="Tiles are added to what is in SrcB, where nothing is.",
        edits=(Edit(_CONVERSION, "input_format()));\n    UNPACK((unpack_zeros()));\n", "input_format()));\n"),),
        expected=("hang",),
        culprit=r"operands in SrcA and SrcB",
    ),
    Mutation(
        id="planes_zeros_not_freed",
        case=HEIGHT,
        what="Planes are multiplied with the zeros that tiles were added to.",
        edits=(Edit(_CONVERSION, "SRCB_VLD);\n    free_addend();\n", "SRCB_VLD);\n"),),
        expected=("error",),
        culprit=r"ELWMUL from datum 128 of SrcB, of which the unpacker has brought 16",
    ),
    Mutation(
        id="planes_tiles_copied_to_one_place",
        case=HEIGHT,
        what="Behind a tile, the matrix unit goes back to the rows of Dst where the first one begins.",
        edits=(
            Edit(
                _CONVERSION,
                ".dest = {.incr = kFaceSide, .cr = 1}}.set(to_next_tile)",
                ".dest = {.clr = 1}}.set(to_next_tile)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): zeros: \d+ outputs",
    ),
    Mutation(
        id="planes_multiplies_not_initialized_again",
        case=HEIGHT,
        what="Behind a conversion, the matrix unit goes on to copy.",
        edits=(Edit(_COMPUTE, "    multiply_init();\n", ""),),
        expected=("race",),
        culprit=r"an instruction frees a source register that may hold nothing yet",
    ),
    Mutation(
        id="planes_output_format_not_configured",
        case=HEIGHT,
        what="The packer writes bfloat16 where tiles in bfloat8_b are wanted.",
        edits=(Edit(_COMPUTE, "    configure_pack_format(cb::output);\n", ""),),
        expected=("error",),
        culprit=r"PACR of buffer 4 \(output\), which is in bfloat8_b, but the configuration says bfloat16",
    ),
    Mutation(
        id="planes_packer_left_in_bfloat8_b",
        case=GROUPS,
        what="Behind a group, planes of the next one are packed in bfloat8_b, too.",
        edits=(Edit(_COMPUTE, "    configure_pack_format(cb::results);\n", ""),),
        expected=("error",),
        culprit=r"PACR of buffer 1 \(planes\), which is in bfloat16, but the configuration says bfloat8_b",
    ),
    Mutation(
        id="planes_one_packer_left_in_bfloat16",
        case=HEIGHT,
        what="One of four packers does not hear of the format of the output.",
        edits=(
            Edit(_PLACES, "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + formats_word, p_gpr_pack::TMP_LO);\n", ""),
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
                _PLACES,
                "shares_exponents ? kFaceSide / address_unit : kFaceSide * stick_units",
                "kFaceSide * stick_units",
            ),
        ),
        expected=("race",),
        culprit=r"PACR to buffer 4 \(output\) writes over what begins at",
    ),
    Mutation(
        id="planes_exponents_among_datums",
        case=HEIGHT,
        what="Packers write the datums of a tile in bfloat8_b right behind the exponents of their own face.",
        edits=(
            Edit(
                _PLACES,
                "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + exponents_word, p_gpr_pack::EXP1_SEC_SIZE_BFP8);\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"packer 1 does not know how far its datums lie behind its exponents",
    ),
    Mutation(
        id="planes_format_in_dst_not_configured",
        case=HEIGHT,
        what="A Dst of 32 bits is rounded to bfloat16 on its way to bfloat8_b.",
        edits=(
            Edit(_PLACES, "        cfg_reg_rmw_tensix<ALU_FORMAT_SPEC_REG2_Dstacc_RMW>(pack_src_format[cb]);\n", ""),
        ),
        expected=("error",),
        culprit=r"packers take another format out of Dst than they expect",
    ),
    Mutation(
        id="planes_packers_not_waited_for",
        case=HEIGHT,
        what="The format of the packers changes while they may still be at work.",
        edits=(
            Edit(
                _PLACES,
                f"    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);\n{_HELD_BACK}",
                _HELD_BACK,
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_THCON, PACK\) before",
    ),
    Mutation(
        id="planes_packers_not_waited_for_by_another_unit",
        case=HEIGHT,
        what="The format of what packers take changes by a unit that is not held back for them.",
        edits=(
            Edit(_PLACES, _HELD_BACK, ""),
            Edit(
                _PLACES,
                "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + formats_word, p_gpr_pack::TMP_LO);\n",
                "    set_register(LO_16(p_gpr_pack::TMP_LO), formats);\n"
                "    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + formats_word, p_gpr_pack::TMP_LO);\n",
            ),
        ),
        expected=("error",),
        culprit=r"no STALLWAIT\(STALL_THCON, PACK\) before",
    ),
    Mutation(
        id="planes_input_clipped",
        case=GROUPS_RELU,
        what="The packer clips the input as it clips results.",
        edits=(Edit(_COMPUTE, "    PACK((llk_pack_relu_config(ReluConfig::none())));\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_halo_published_before_arrival",
        case=HEIGHT,
        what="Tiles of neighbours are published while they are still on their way.",
        edits=(Edit(_WRITER, "        noc_async_read_barrier();\n", ""),),
        expected=("race",),
        culprit=r"noc_async_read at .*writer_.* may still be under way: no noc_async_read_barrier after it",
    ),
    Mutation(
        id="planes_halo_not_waited_for",
        case=HEIGHT,
        what="Tiles of neighbours are converted before they are published.",
        edits=(Edit(_COMPUTE, "    cb_wait_front(cb::halo, halo_page + shared.halo_column_tiles);\n", ""),),
        expected=("error",),
        culprit=r"buffer 5 \(halo\) only 0 bytes from \d+ on are promised by a wait",
    ),
)
