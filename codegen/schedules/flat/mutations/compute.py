"""Faults of the compute kernel: Dst, the order of the tiles, the activation."""

from __future__ import annotations

from codegen.mutation.mutation import KERNEL_API, Edit, Mutation, variant_header
from codegen.schedules.flat.mutations import cases, files

COMPUTE = (
    Mutation(
        id="commit_missing",
        case=cases.WIDTH,
        what="The math processor never hands its half of Dst to the packer.",
        edits=(Edit(files.COMPUTE, "            tile_regs_commit();\n", ""),),
        expected=("hang",),
        culprit=r"TRISC2 \(pack\) waits for tile_regs_wait: the matrix unit has committed no half of Dst",
    ),
    Mutation(
        id="release_missing",
        case=cases.WIDTH_STRIDED,
        what="The packer never gives its half of Dst back.",
        edits=(Edit(files.COMPUTE, "            tile_regs_release();\n", ""),),
        expected=("hang", "race"),
        culprit=r"TRISC1 \(math\) waits for tile_regs_acquire|TRISC2 \(pack\): pack_tile to .* writes over what",
    ),
    Mutation(
        id="packs_without_wait",
        case=cases.WIDTH,
        what="The packer does not wait until the math processor has committed its half of Dst.",
        edits=(Edit(files.COMPUTE, "            tile_regs_wait();\n", ""),),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile outside of tile_regs_wait",
    ),
    Mutation(
        id="multiply_not_initialized",
        case=cases.WIDTH,
        what="The compute kernel multiplies without block_multiply_init.",
        edits=(Edit(files.COMPUTE, "    block_multiply_init(row_pitch);\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="section_larger_than_dst",
        case=cases.BLOCK_CHUNKS,
        what="Sections are planned for 16-bit accumulation, where half of Dst holds twice as many tiles.",
        edits=(Edit(files.GEOMETRY, "fp32_dest_acc ? kDstTilesFp32 : kDstTiles;", "kDstTiles;"),),
        expected=("error",),
        culprit=r"TRISC1 \(math\): ELWMUL into row 256 of Dst, but the 4 tiles",
    ),
    Mutation(
        id="short_chunk_read_in_full",
        case=cases.WIDTH,
        what="The short chunk at the end of a run is read as if it were a full one.",
        edits=(
            Edit(
                files.COMPUTE,
                "group.runs[0].blocks_of(chunk), no_jump",
                "max_chunk_blocks, no_jump",
            ),
        ),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 0 \(input\) only \d+ bytes",
    ),
    Mutation(
        id="one_chunk_too_many",
        case=cases.WIDTH,
        what="The chunks that are multiplied at once are counted one too many.",
        edits=(Edit(files.COMPUTE, "/*count=*/group.num_runs,", "/*count=*/group.num_runs + 1,"),),
        expected=("error",),
        culprit=r"TRISC1 \(math\): ELWMUL into row 256 of Dst, but the 4 tiles",
    ),
    Mutation(
        id="jump_one_row_short",
        case=cases.WIDTH_IMAGES,
        what="From an image to the next, one row too few is passed over.",
        edits=(Edit(files.COMPUTE, "chunks.jump_rows = rows - 1;", "chunks.jump_rows = rows - 2;"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the input is shifted by dy=-1, dx=0 sticks",
    ),
    Mutation(
        id="jump_forgotten",
        case=cases.WIDTH_IMAGES,
        what="From an image to the next, no rows are passed over.",
        edits=(Edit(files.BLOCK_MULTIPLY, "TT_INCADCXY(p_setadc::UNP_A, 0, 0, chunks.jump_rows, 0);", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the input is shifted by dy=-2, dx=0 sticks",
    ),
    Mutation(
        id="jump_one_chunk_early",
        case=cases.WIDTH_IMAGES,
        what="Rows are passed over behind the first chunk, wherever the image ends.",
        edits=(Edit(files.COMPUTE, "            ++chunks.jump;\n", "            ;\n"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the input is shifted by dy=2, dx=0 sticks",
    ),
    Mutation(
        id="packed_in_order",
        case=cases.BLOCK_CHUNKS,
        what="Tiles are packed one behind the other instead of each at its own page.",
        edits=(
            Edit(
                files.COMPUTE,
                "/*out_of_order_output=*/true>(/*ifrom_dst=*/run, cb::output",
                "/*out_of_order_output=*/false>(/*ifrom_dst=*/run, cb::output",
            ),
        ),
        expected=("race",),
        culprit=r"TRISC2 \(pack\): pack_tile to buffer 3 \(output\) writes over what",
    ),
    Mutation(
        id="packer_not_waited_for",
        case=cases.WIDTH,
        what="The packer does not wait before it packs a row over what passed the end of the row before.",
        edits=(Edit(files.COMPUTE, "                    wait_for_packer();", "                    ;"),),
        expected=("race",),
        culprit=r"TRISC2 \(pack\): pack_tile to buffer 3 \(output\) writes over what .* no STALLWAIT",
    ),
    Mutation(
        id="first_chunks_packed_first",
        case=cases.BLOCK_CHUNKS,
        what="The chunks of a group are computed in ascending order: the end of a row is packed over the next row.",
        edits=(
            Edit(
                files.COMPUTE, "for (uint32_t chunk = shared.weights_stay", "for (uint32_t left = shared.weights_stay"
            ),
            Edit(
                files.COMPUTE, "chunk-- > 0;) {\n", "left-- > 0;) {\nconst uint32_t chunk = most_chunks - 1 - left;\n"
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): rows 1-3, 5-7, 9-10, columns 0-18",
    ),
    Mutation(
        id="last_row_packed_directly",
        case=cases.BLOCK_CHUNKS,
        what="The last row of a core is packed into the output shard, too, where its last tile passes the end.",
        edits=(
            Edit(
                files.GEOMETRY,
                "conv.stride_width == 1 && end <= geometry.output_shard_sticks * geometry.shard_channels;",
                "conv.stride_width == 1 && end > 0;",
            ),
        ),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile uses pages \d+ to \d+ of buffer 3 \(output\), but only \d+ are promised",
    ),
    Mutation(
        id="rows_of_taps_misplaced",
        case=cases.WIDTH,
        what="The distance of two rows of taps leaves out the padding of the input.",
        edits=(
            Edit(
                files.GEOMETRY,
                "conv.dilation_height * geometry.padded_width * geometry.stick_pages;",
                "conv.dilation_height * conv.input_width * geometry.stick_pages;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the taps of a row are read -2 sticks from those of the row above",
    ),
    Mutation(
        id="tap_distances_swapped",
        case=cases.HEIGHT,
        what="The distances of taps in a row and in a column have changed places in the kernels, but not on the host.",
        edits=(
            Edit(
                variant_header(cases.HEIGHT),
                "    uint32_t tap_row_pages;       //  2  input pages from a tap to the tap below\n"
                "    uint32_t tap_column_pages;    //  3  input pages from a tap to the tap on its right\n",
                "    uint32_t tap_column_pages;\n    uint32_t tap_row_pages;\n",
                kernels_only=True,
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(3,0\): rows and columns of the kernel are exchanged",
    ),
    Mutation(
        id="dilation_ignored",
        case=cases.WIDTH_DILATED,
        what="The taps of a row lie side by side, whatever the dilation.",
        edits=(
            Edit(
                files.GEOMETRY,
                "geometry.tap_column_pages = conv.dilation_width * geometry.stick_pages;",
                "geometry.tap_column_pages = geometry.stick_pages;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the dilation is 2x1, not 2x2",
    ),
    Mutation(
        id="relu6_without_six",
        case=cases.BLOCK_BIAS,
        what="The packer clips at zero only, where relu6 clips at six as well.",
        edits=(Edit(KERNEL_API, "ReluConfig::max_threshold(six_in_bfloat16)", "ReluConfig::zero()"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): relu instead of relu6",
    ),
    Mutation(
        id="activation_left_out",
        case=cases.BLOCK_GELU,
        what="The compute kernel does not apply the activation.",
        edits=(Edit(files.COMPUTE, "            activate(activation, /*first_tile=*/0, group.num_runs);\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): activation gelu is missing",
    ),
    Mutation(
        id="activation_not_initialized",
        case=cases.BLOCK_GELU,
        what="The vector unit applies gelu without its init.",
        edits=(Edit(files.COMPUTE, "    init_activation(activation);\n", ""),),
        expected=("error",),
        culprit=r"TRISC1 \(math\): a function of the vector unit without its init",
    ),
)
