"""Faults of planes that are gathered by pieces of faces and multiplied by tiles: pieces, slots, columns, results."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation
from codegen.schedules.planes.mutations.tiles import BLOCK, BLOCK_STRIDED

_READER = "device/kernels/dataflow/reader_depthwise_conv2d_planes_tiles.cpp"
_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes_tiles.cpp"
_CONVERSION = "device/kernels/compute/conversion.hpp"
_WRITER = "device/kernels/dataflow/writer_depthwise_conv2d_planes_tiles.cpp"
_INPUT_COLUMNS = "device/kernels/dataflow/input_columns.hpp"
_OUTPUT_COLUMNS = "device/kernels/dataflow/output_columns.hpp"
_ZEROS = "device/kernels/dataflow/zeros.hpp"
_READS = "device/kernels/dataflow/gather.hpp"
_ROWS = "device/plan/rows.cpp"
_PIECES = "device/plan/pieces.cpp"
_PIECES_OF_CORES = "device/plan/sources.hpp"

BLOCK_WIDE = small_case("block_planes_tiles_wide", "block_sharded_planes_tiles", channels=192)
"""More planes on a core than slots."""

CONVERTED = small_case(
    "block_planes_tiles_bf8", "block_sharded_planes_tiles", input=(16, 8), dtype="bfloat8_b", channels=128
)
"""Two columns of two tiles and a tile of the neighbour on each core."""

CONVERTED_WIDE = CONVERTED.model_copy(update={"id": "block_planes_tiles_bf8_wide", "channels": 192})
"""A column more than there are slots."""

CONVERTED_RELU = CONVERTED.model_copy(update={"id": "block_planes_tiles_bf8_relu", "activation": "relu"})
"""The same with a packer that clips."""

CONVERTED_TAIL = small_case(
    "block_planes_tiles_bf8_tail", "block_sharded_planes_tiles", grid=(1, 3), input=(9, 10), dtype="bfloat8_b"
)
"""Three cores below each other, the last one with a tile that is not full."""

GATHERING: tuple[Mutation, ...] = (
    Mutation(
        id="planes_tiles_first_plane_for_all",
        case=BLOCK,
        what="All planes are gathered from the faces of the first one.",
        edits=(
            Edit(_INPUT_COLUMNS, "get_write_ptr(cb::input) + face_column_offset(plane)", "get_write_ptr(cb::input)"),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): channels 16-31 ",
    ),
    Mutation(
        id="planes_tiles_published_before_arrival",
        case=BLOCK,
        what="The writer publishes planes that are still on their way.",
        edits=(Edit(_WRITER, "{});\n    noc_async_read_barrier();\n", "{});\n"),),
        expected=("race",),
        culprit=r"noc_async_read_with_state at .*/gather.hpp.* may still be under way: no noc_async_read_barrier after",
    ),
    Mutation(
        id="planes_tiles_padding_not_cleared",
        case=BLOCK,
        what="The writer takes it for granted that there are zeros in L1.",
        edits=(
            Edit(_WRITER, "            clear(plane_addr, shared.plane_sticks * kPlaneChannels * kDatumBytes);\n", ""),
        ),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_tiles_second_slot_not_cleared",
        case=BLOCK,
        what="The writer clears the padding of the first plane only, though the second one lies elsewhere.",
        edits=(Edit(_WRITER, "if (plane < shared.plane_slots)", "if (plane < 1)"),),
        expected=("error",),
        culprit=r"nobody has written page \d+ of buffer 1 \(planes\)",
    ),
    Mutation(
        id="planes_tiles_gathered_while_they_are_cleared",
        case=BLOCK,
        what="The writer does not wait for zeros before it asks for what lies among them.",
        edits=(Edit(_ZEROS, "num_bytes);\n    noc_async_read_barrier();\n", "num_bytes);\n"),),
        expected=("race",),
        culprit=r"noc_async_read_with_state writes .*planes\) .* writes: no noc_async_read_barrier between the two",
    ),
    Mutation(
        id="planes_tiles_slot_not_reserved",
        case=BLOCK_WIDE,
        what="The writer fills a slot that may still be multiplied.",
        edits=(Edit(_WRITER, "        cb_reserve_back(cb::planes, shared.plane_sticks);\n", ""),),
        expected=("race",),
        culprit=r"buffer 1 \(planes\) in L1 of core .*, which nobody has reserved",
    ),
    Mutation(
        id="planes_tiles_not_waited_for",
        case=BLOCK,
        what="The compute kernel takes planes before they are published.",
        edits=(Edit(_COMPUTE, "        cb_wait_front(cb::planes, shared.plane_sticks);\n", ""),),
        expected=("error",),
        culprit=r"of buffer 1 \(planes\), but only 0 are promised by a wait",
    ),
    Mutation(
        id="planes_tiles_halo_of_its_own_shard",
        case=BLOCK,
        what="A core looks for the sticks of its neighbours in its own shard.",
        edits=(
            Edit(
                _PIECES_OF_CORES,
                "noc_of_shard(numbers, source.shard)",
                "noc_of_shard(numbers, numbers.work.stick_shard)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the sticks of neighbours are read from the core's own shard",
    ),
    Mutation(
        id="planes_tiles_halo_one_stick_off",
        case=BLOCK,
        what="The plan looks for a piece one stick farther on.",
        edits=(
            Edit(
                _PIECES,
                "run.place * kPlaneStickBytes,\n            .num_bytes",
                "(run.place + 1) * kPlaneStickBytes,\n            .num_bytes",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_all_pieces_of_one_core",
        case=BLOCK,
        what="The writer takes all pieces from the first core that has some.",
        edits=(Edit(_READS, "++i, ++source)", "++i)"),),
        expected=("error",),
        culprit=r"NCRISC \(writer\): bytes .* belong to no buffer",
    ),
    Mutation(
        id="planes_tiles_core_not_set",
        case=BLOCK,
        what="The writer reads all pieces from its own core, of which the command buffer knows since the zeros.",
        edits=(
            Edit(
                _READS,
                "        noc_async_read_set_state(get_noc_addr(source->noc_x, source->noc_y, shard_addr));\n",
                "",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the sticks of neighbours are read from the core's own shard",
    ),
    Mutation(
        id="planes_tiles_lower_faces_beside_the_upper_ones",
        case=BLOCK,
        what="The plan takes the lower faces of a tile for those at the right of the upper ones.",
        edits=(Edit(_PIECES, "face % faces * faces * kFaceSide", "face % faces * kFaceSide"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): unwritten: \d+ outputs",
    ),
    Mutation(
        id="planes_tiles_results_of_all_planes_in_one_face",
        case=BLOCK,
        what="The reader copies all planes to the faces of the first one.",
        edits=(
            Edit(_OUTPUT_COLUMNS, "get_write_ptr(cb::output) + face_column_offset(plane)", "get_write_ptr(cb::output)"),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): unwritten: \d+ outputs",
    ),
    Mutation(
        id="planes_tiles_results_read_too_early",
        case=BLOCK,
        what="The reader gives results back before they are copied.",
        edits=(Edit(_READER, "            noc_async_read_barrier();\n", ""),),
        expected=("race",),
        culprit=r"no noc_async_read_barrier",
    ),
    Mutation(
        id="planes_tiles_first_column_for_all",
        case=CONVERTED,
        what="All columns are converted from the first one of the core's own tiles.",
        edits=(Edit(_COMPUTE, "args.first_own_tile + column", "args.first_own_tile"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): channels 32-63 ",
    ),
    Mutation(
        id="planes_tiles_first_column_of_the_halo_for_all",
        case=CONVERTED,
        what="All columns of neighbours are read from the first one.",
        edits=(Edit(_INPUT_COLUMNS, "get_write_ptr(cb::input) + column * tile_bytes", "get_write_ptr(cb::input)"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): rows 7, columns 0-7, channels 32-63 ",
    ),
    Mutation(
        id="planes_tiles_first_plane_of_a_column_twice",
        case=CONVERTED,
        what="Both planes of a column are gathered from the faces of the first one.",
        edits=(
            Edit(
                _INPUT_COLUMNS,
                "get_read_ptr(cb::columns) + face_column_offset(plane % kColumnPlanes)",
                "get_read_ptr(cb::columns)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): channels 16-31, 48-63 ",
    ),
    Mutation(
        id="planes_tiles_output_format_not_configured",
        case=CONVERTED,
        what="The packer writes bfloat16 where tiles in bfloat8_b are wanted.",
        edits=(Edit(_COMPUTE, "        configure_pack_format(cb::output);\n", ""),),
        expected=("error",),
        culprit=r"pack_tile of buffer 4 \(output\), which is in bfloat8_b, but the configuration says bfloat16",
    ),
    Mutation(
        id="planes_tiles_packer_left_in_bfloat8_b",
        case=CONVERTED_WIDE,
        what="Behind a column of the output, results of planes are packed in bfloat8_b, too.",
        edits=(Edit(_COMPUTE, "        configure_pack_format(cb::linear);\n", ""),),
        expected=("error",),
        culprit=r"pack_tile of buffer 3 \(linear\), which is in bfloat16, but the configuration says bfloat8_b",
    ),
    Mutation(
        id="planes_tiles_results_not_clipped",
        case=CONVERTED_RELU,
        what="Behind a column of the input, the packer does not clip results either.",
        edits=(
            Edit(
                _COMPUTE,
                "        conversion_uninit(cb::input);\n        init_activation(activation);\n",
                "        conversion_uninit(cb::input);\n",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): activation relu is missing",
    ),
    Mutation(
        id="planes_tiles_halo_published_before_arrival",
        case=CONVERTED,
        what="Tiles of neighbours are published while they are still on their way.",
        edits=(Edit(_INPUT_COLUMNS, "    noc_async_read_barrier();\n", ""),),
        expected=("race",),
        culprit=r"buffer 5 \(halo\).* no noc_async_read_barrier",
    ),
    Mutation(
        id="planes_tiles_columns_not_waited_for",
        case=CONVERTED,
        what="Planes are gathered out of columns that are not converted yet.",
        edits=(Edit(_INPUT_COLUMNS, "        cb_wait_front(cb::columns, shared.column_tiles);\n", ""),),
        expected=("race",),
        culprit=r"buffer 6 \(columns\).* without waiting until it is pushed",
    ),
    Mutation(
        id="planes_tiles_column_given_back_too_early",
        case=CONVERTED,
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
        id="planes_tiles_padding_of_the_output_not_cleared",
        case=CONVERTED_TAIL,
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
        id="planes_tiles_results_of_a_column_not_waited_for",
        case=CONVERTED,
        what="A column of the output is converted while its results are still put there.",
        edits=(Edit(_COMPUTE, "        cb_wait_front(cb::results, shared.result_column_tiles);\n", ""),),
        expected=("error",),
        culprit=r"copy_tile uses pages 0 to 0 of buffer 7 \(results\), but only 0 are promised by a wait",
    ),
    Mutation(
        id="planes_tiles_output_columns_in_one_place",
        case=CONVERTED,
        what="All columns of the output are packed to the place of the first one.",
        edits=(Edit(_COMPUTE, "const Tiles to{cb::output, column,", "const Tiles to{cb::output, 0 * column,"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): unwritten: \d+ outputs",
    ),
    Mutation(
        id="planes_tiles_input_clipped",
        case=CONVERTED_RELU,
        what="The packer clips the input as it clips results.",
        edits=(Edit(_COMPUTE, "        PACK((llk_pack_relu_config(ReluConfig::none())));\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="planes_tiles_stride_of_columns_ignored",
        case=BLOCK_STRIDED,
        what="The reader looks for outputs that lie side by side.",
        edits=(Edit(_ROWS, "output % geometry.output_width * conv.stride_width", "output % geometry.output_width"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the stride is 2x1, not 2x2",
    ),
)
